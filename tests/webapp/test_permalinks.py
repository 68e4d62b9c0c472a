"""A paragraph's address leads to it, and stays as long as the text does, whatever else of the article changes."""

from __future__ import annotations

import html
import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.pipeline import update
from webapp import create_app, resource

WORD = "công đoàn"
TEXT = st.text(
    st.sampled_from("aăâđêôơưáàảãạ ớộềỹ.,“”'<>&\"0123 \u0301\u200b\xa0"), min_size=1, max_size=60
).map(lambda text: f"{WORD} {text}")
GAPS = st.sampled_from(["\n\n", "\n\n\n", "\n \n", "\r\n\r\n", "\n\n \t\n\n"])
BODIES = st.lists(st.tuples(TEXT, GAPS), min_size=1, max_size=6).map(
    lambda parts: "".join(text + gap for text, gap in parts)
)
OTHERS = st.fixed_dictionaries(
    {
        "title": TEXT,
        "author": st.none() | st.sampled_from(["Mai Quý", "Đỗ Đạt"]),
        "url": st.none() | st.just("https://example.org/a"),
        "published": st.none() | st.just("2021-02-11T14:01:00+07:00"),
        "districts": st.sampled_from([[], ["thanh-xuan"]]),
    }
)


def passages(client: FlaskClient, q: str) -> dict[tuple[str, str], dict[str, Any]]:
    """By article and paragraph, what the API says of the passages that a query finds."""
    found = client.get("/api/passages", query_string={"q": q, "size": 50}).get_json()["passages"]
    return {(row["article"]["id"], row["id"]): row for row in found}


def visible(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).split())


def build(folder: Path, records: list[Mapping[str, Any]], *, full: bool = False) -> None:
    (folder / "corpus").mkdir(exist_ok=True)
    (folder / "corpus/a.jsonl").write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records))
    update(folder / "corpus", folder / "index", jobs=1, full=full)


@given(st.lists(st.tuples(BODIES, OTHERS, OTHERS), min_size=1, max_size=4))
@settings(max_examples=8, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_paragraph_keeps_its_address_while_the_text_stays(
    articles: list[tuple[str, Mapping[str, Any], Mapping[str, Any]]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(folder, [{**first, "id": f"n{n}", "body": body} for n, (body, first, _) in enumerate(articles)])
        app = create_app({"INDEX": str(folder / "index"), "ACCESS_LOG": False})
        client = app.test_client()
        before = passages(client, WORD)
        assert {identity for identity, _ in before} == {f"n{n}" for n in range(len(articles))}
        for (identity, paragraph), row in before.items():
            page = client.get(row["link"].partition("#")[0]).text
            assert row["link"].endswith(f"/articles/{identity}#{paragraph}")
            (shown,) = re.findall(rf'<p id="{paragraph}"[^>]*>(.*?)</p>', page, re.S)
            assert visible(shown) == " ".join(row["text"].split())
            whole = client.get(f"/api/articles/{identity}").get_json()
            assert whole["body"][row["start"] : row["end"]] == row["text"]
        # Everything but the text changes, an article is added before the others, and the index is built anew.
        build(
            folder,
            [
                {"id": "mới", "title": "Bài mới", "body": f"{WORD} ngành\n\n{WORD} cơ sở"},
                *({**second, "id": f"n{n}", "body": body} for n, (body, _, second) in enumerate(articles)),
            ],
            full=True,
        )
        after = passages(client, WORD)
        for key in before.keys() & after.keys():
            assert [after[key][k] for k in ("link", "start", "end", "text")] == [
                before[key][k] for k in ("link", "start", "end", "text")
            ]
        assert before.keys() & after.keys()
        resource.close(app)


def test_the_lead_and_every_paragraph_of_a_page_can_be_linked_to(client: FlaskClient) -> None:
    for row in passages(client, "công đoàn").values():
        page = client.get(row["link"].partition("#")[0]).text
        assert page.count(f'id="{row["id"]}"') == 1, row["link"]
