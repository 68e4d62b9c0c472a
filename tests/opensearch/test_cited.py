"""A search of an index on a cluster is cited, and shown as it was found then and is found now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indexer.pipeline import update
from tests.engines import Kept
from webapp import create_app, resource


class Archive:
    """A corpus of one file, its index on an engine, and the site over it."""

    def __init__(self, kept: Kept, name: str, folder: Path) -> None:
        self.engine, self.index = kept.engine, kept.place(name)
        self.corpus, self.citations = folder / "corpus", folder / "citations.sqlite"
        self.corpus.mkdir()
        self.titles = {f"a{n}": f"Công đoàn tặng xe đạp đợt {n}" for n in range(3)}
        self.build()

    def build(self, full: bool = False) -> None:
        lines = [{"id": i, "title": title, "body": "Tin của công đoàn."} for i, title in self.titles.items()]
        (self.corpus / "all.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
        update(self.corpus, Path(self.index), engine=self.engine, jobs=1, full=full)

    @contextmanager
    def site(self) -> Iterator[FlaskClient]:
        app = create_app(
            {
                "INDEX": self.index,
                "ENGINE": self.engine,
                "CITATIONS": str(self.citations),
                "ACCESS_LOG": False,
            }
        )
        yield app.test_client()
        resource.close(app)


@pytest.mark.parametrize("full", [False, True], ids=["updated", "rebuilt"])
def test_a_citation_says_then_and_now(kept: Kept, tmp_path: Path, full: bool) -> None:
    archive = Archive(kept, f"cited-{full}".lower(), tmp_path)
    with archive.site() as client:
        cited = client.post("/s", data={"q": "tang xe dap"})
        assert cited.status_code == 303
        address = cited.location
        assert "(không đổi)" in client.get(address).text
        then = client.get("/api" + address).get_json()["then"]
        assert then["total"] == 3
        assert {row["id"] for row in then["results"]} == {"a0", "a1", "a2"}
    del archive.titles["a1"]
    archive.titles["b7"] = "Tặng xe đạp cho con đoàn viên"
    archive.build(full)
    with archive.site() as client:
        found = client.get("/api" + address).get_json()
        assert found["then"] == then
        assert found["now"]["total"] == 3
        assert [row["id"] for row in found["added"]] == ["b7"]
        assert [(row["id"], row["link"]) for row in found["removed"]] == [("a1", None)]
        assert "(+1, −1)" in client.get(address + "?lang=en").text


def test_an_export_names_its_citation(kept: Kept, tmp_path: Path) -> None:
    archive = Archive(kept, "cited-export", tmp_path)
    with archive.site() as client:
        address = client.post("/s", data={"q": "tang xe dap"}).location
        export = client.get("/search.csv?q=tang+xe+dap")
        assert export.headers["Search-Total"] == "3"
        assert f'{address}>; rel="cite-as"' in export.headers["Link"]
        digest = client.get("/api" + address).get_json()["then"]["digest"]
        assert export.headers["Search-Digest"] == f"sha-256={digest}"
