"""The archive for assistants, asked by the official client over both transports."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import pytest
from flask.testing import FlaskClient
from mcp import StdioServerParameters
from mcp.client.client import Client

from indexer.pipeline import update
from tests.webapp.samples import RECORDS
from tests.webapp.serving import serving
from webapp import create_app, resource

ROOT = Path(__file__).resolve().parents[2]
TOOLS = {"search", "article", "passages", "facets", "changes", "ledger", "honours"}
SITE = "https://tin.example.vn"


def ask(server: Any, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """The names of the tools, then the answer of each call: what it found, or the message of an error."""

    async def talk() -> list[Any]:
        async with Client(server) as client:
            listed = await client.list_tools()
            assert all(tool.annotations and tool.annotations.read_only_hint for tool in listed.tools)
            answers: list[Any] = [{tool.name for tool in listed.tools}]
            for name, arguments in calls:
                result = await client.call_tool(name, arguments)
                answers.append(result.content[0].text if result.is_error else result.structured_content)
            return answers

    # In a thread of its own: a browser of another test may have left its event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, talk).result()


@pytest.fixture(params=["stdio", "http", "site"])
def server(request: pytest.FixtureRequest, index: Path) -> Iterator[Any]:
    command = ["run.py", "mcp", "--index", str(index)]
    environment = {**os.environ, "TCD_BASE_URL": SITE}
    if request.param == "stdio":
        yield StdioServerParameters(command=sys.executable, args=command, cwd=ROOT, env=environment)
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*command, "--http"] if request.param == "http" else ["run.py", "serve", "--index", str(index)]
    process = subprocess.Popen(
        [sys.executable, *command, "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(900):
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}/mcp"
    process.terminate()
    process.wait(20)


def test_an_assistant_searches_reads_and_cites(server: Any) -> None:
    names, found, quoted, facets, figures = ask(
        server,
        ("search", {"query": "cong doan", "size": 3}),
        ("passages", {"query": "công đoàn", "size": 4}),
        ("facets", {"facet": "district"}),
        ("ledger", {"query": ""}),
    )
    assert names == TOOLS
    assert 0 < len(found["results"]) <= 3
    for hit in found["results"]:
        assert hit["address"].startswith(f"{SITE}/articles/")
    assert found["generation"] >= 1
    assert quoted["passages"]
    for passage in quoted["passages"]:
        assert re.fullmatch(rf"{SITE}/articles/[^#]+#d\d+", passage["address"])
        assert passage["text"]
    assert facets["facets"]["district"]
    for row in figures["rows"]:
        assert row["sentence"]
        assert row["source"]["address"]
    _, article = ask(server, ("article", {"id": found["results"][0]["id"]}))
    assert article["title"] == found["results"][0]["title"]


def test_wrong_questions_get_an_explanation(server: Any) -> None:
    _, nothing, facet, date, page = ask(
        server,
        ("article", {"id": "không-có"}),
        ("facets", {"facet": "màu"}),
        ("search", {"query": "x", "date_from": "hôm qua"}),
        ("search", {"query": "x", "page": 0}),
    )
    assert "no article" in nothing
    assert "district" in facet
    for message in (nothing, facet, str(date), page):
        assert "Traceback" not in message


def test_answers_are_bounded(server: Any) -> None:
    _, found, quoted = ask(
        server, ("search", {"query": "", "size": 10_000}), ("passages", {"query": "công", "size": 10_000})
    )
    assert len(found["results"]) <= 20
    assert len(json.dumps(quoted)) < 100_000


def test_a_passage_stands_where_it_says(client: FlaskClient) -> None:
    for passage in client.get("/api/passages?q=công đoàn&size=20").json["passages"]:
        article = client.get(f"/api/articles/{passage['article']['id']}").json
        assert article[passage["field"]][passage["start"] : passage["end"]] == passage["text"]
        assert "<mark>" in passage["html"]
        page = client.get(passage["link"].split("#")[0]).text
        assert f'id="{passage["id"]}"' in page or passage["field"] == "lead"


LONG = "Công đoàn cơ sở chăm lo cho đoàn viên khó khăn và trao 20 suất quà. "


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site over articles of which everything is as long as it may be."""
    folder = tmp_path_factory.mktemp("endless")
    records = [
        {
            "id": f"dài {n}",
            "title": LONG * 30,
            "lead": LONG * 300,
            "body": "\n\n".join([LONG * 200, *["đ"] * 5_000, LONG * 2_000]),
            "author": LONG * 20,
            "source": LONG * 20,
            "captions": [LONG * 20] * 100,
            "campaigns": [{"value": f"c{k}", "label": LONG * 3} for k in range(600)],
        }
        for n in range(25)
    ]
    (folder / "c.jsonl").write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records))
    update(folder / "c.jsonl", folder / "index", jobs=1)
    app = create_app({"INDEX": str(folder / "index"), "ACCESS_LOG": False})
    with serving(app) as address:
        yield f"{address}/mcp"
    resource.close(app)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("search", {"query": "công đoàn", "size": 10_000}),
        ("article", {"id": "dài 3"}),
        ("article", {"id": "dài 3", "offset": 14_000}),
        ("article", {"id": "dài 3", "offset": -5}),
        ("passages", {"query": "công đoàn", "size": 10_000}),
        ("facets", {}),
        ("facets", {"facet": "campaign"}),
        ("changes", {"since": "2000-01-01", "size": 10_000}),
        ("ledger", {"size": 10_000}),
        ("honours", {"size": 10_000}),
    ],
)
def test_no_answer_is_longer_than_an_assistant_reads(
    endless: str, tool: str, arguments: dict[str, Any]
) -> None:
    _, answer = ask(endless, (tool, arguments))
    assert isinstance(answer, dict), answer
    assert answer["generation"] >= 1
    assert len(json.dumps(answer, ensure_ascii=False)) < 150_000


def test_an_article_is_read_to_its_end_and_each_paragraph_has_its_address(endless: str, server: Any) -> None:
    text, offset = "", 0
    while offset is not None:
        _, piece = ask(endless, ("article", {"id": "dài 7", "offset": offset}))
        for row in piece["paragraphs"]:
            assert re.search(rf"/articles/d%C3%A0i%207#{row['paragraph']}$", row["address"])
            assert row["start"] == 0 or piece["body"][: row["start"]].endswith("\n\n")
        text += piece["body"]
        offset = piece["next_offset"]
    assert len(text) > 100_000
    _, found = ask(server, ("search", {"query": "Thanh Xuân"}))
    _, article = ask(server, ("article", {"id": found["results"][0]["id"]}))
    assert [row["paragraph"] for row in article["paragraphs"]] == ["d1", "d2", "d3"]


def test_changes_are_gone_through_to_the_end(server: Any) -> None:
    seen: list[str] = []
    since, more = "2000-01-01", True
    while more:
        _, piece = ask(server, ("changes", {"since": since, "size": 3}))
        assert all(row["address"].startswith(SITE) for row in piece["changes"])
        seen += [row["id"] for row in piece["changes"]]
        since, more = piece["next"], piece["more"]
    assert sorted(seen) == sorted(record["id"] for record in RECORDS)


def test_the_address_takes_messages_of_the_protocol_only(client: FlaskClient) -> None:
    for method in ("GET", "DELETE"):
        refused = client.open("/mcp", method=method)
        assert (refused.status_code, refused.headers["Allow"]) == (405, "POST")
    with ThreadPoolExecutor(1) as thread:
        for body in (b"", b"{", b"[]", b'{"jsonrpc": "2.0"}', b"\xff" * 100):
            headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
            refused = thread.submit(client.post, "/mcp", data=body, headers=headers).result()
            assert 400 <= refused.status_code < 500, body
            assert "Traceback" not in refused.text
    assert client.post("/mcp", data=b"x" * 70_000).status_code == 413


def test_many_assistants_and_readers_at_once(
    index: Path, server: Any, request: pytest.FixtureRequest
) -> None:
    if not isinstance(server, str):
        pytest.skip("stdio serves one assistant")
    with ThreadPoolExecutor(6) as threads:
        answers = list(
            threads.map(
                lambda n: ask(server, ("search", {"query": f"công đoàn {n}"}), ("facets", {})), range(18)
            )
        )
    assert all(isinstance(row, dict) for _, *rows in answers for row in rows)
