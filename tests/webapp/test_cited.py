"""A cited search says what was found then and what is found now, after restarts and rebuilds, and keeps nothing of the reader."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from commands import cli
from indexer.pipeline import update
from search.citation_store import CitationStore, CitationsUnavailable, store_of
from search.cited import CitedSearch
from webapp import create_app, resource


class Archive:
    """A corpus of one file, its index, and sites that are started over it."""

    def __init__(self, folder: Path) -> None:
        self.corpus, self.index = folder / "corpus", folder / "index"
        self.corpus.mkdir()
        self.titles = {f"a{n}": f"Công đoàn trao quà Tết đợt {n}" for n in range(3)}
        self.build()

    def build(self, full: bool = False) -> None:
        rows = [
            json.dumps({"id": i, "title": title, "body": "Tết sum vầy."}) for i, title in self.titles.items()
        ]
        (self.corpus / "all.jsonl").write_text("\n".join(rows))
        update(self.corpus, self.index, jobs=1, full=full)

    @contextmanager
    def site(self, **config: object) -> Iterator[FlaskClient]:
        app = create_app({"INDEX": str(self.index), "ACCESS_LOG": False, **config})
        yield app.test_client()
        resource.close(app)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def cite(client: FlaskClient, **parameters: str) -> str:
    response = client.post("/s", data={"q": "qua tet", **parameters})
    assert response.status_code == 303
    return response.location


def test_a_citation_says_then_and_now_after_a_restart_and_a_rebuild(archive: Archive) -> None:
    with archive.site() as client:
        address = cite(client)
        page = client.get(address).text
        assert "(không đổi)" in page
        assert "qua tet" in page
        then = client.get("/api" + address).get_json()["then"]
        assert then["total"] == 3
        assert [row["id"] for row in then["results"]] == ["a0", "a1", "a2"]
    del archive.titles["a1"]
    archive.titles |= {"b7": "Trao quà Tết cho đoàn viên", "a2": "Khai mạc hội thao"}
    archive.build()
    archive.build(full=True)
    with archive.site() as client:
        found = client.get("/api" + address).get_json()
        assert found["then"] == then
        assert found["now"]["total"] == 2
        assert found["now"]["digest"] != then["digest"]
        assert found["added"] == [{"id": "b7", "title": "Trao quà Tết cho đoàn viên", "link": "/articles/b7"}]
        assert found["removed"] == [
            {"id": "a1", "title": "Công đoàn trao quà Tết đợt 1", "link": None},
            {"id": "a2", "title": "Khai mạc hội thao", "link": "/articles/a2"},
        ]
        page = client.get(address + "?lang=en").text
        assert "(+1, −2)" in page
        assert "no longer in the archive" in page
        assert 'href="/articles/b7?q=qua+tet&amp;lang=en"' in page


def test_the_same_search_of_one_generation_is_one_citation(archive: Archive) -> None:
    with archive.site() as client:
        assert (
            cite(client) == cite(client, sort="newest", size="50", page="2") == cite(client, utm_source="x")
        )
        assert cite(client) != cite(client, q="hoi thao")
        before = cite(client)
    archive.titles["c"] = "Quà Tết"
    archive.build()
    with archive.site() as client:
        assert cite(client) != before


def test_nothing_is_made_before_someone_cites_and_nothing_of_her_is_kept(archive: Archive) -> None:
    store = store_of(str(archive.index))
    with archive.site() as client:
        for path in ("/search?q=qua+tet", "/search.csv?q=qua+tet", "/s/0123456789abcdef", "/api/s/x"):
            client.get(path)
        assert not store.exists()
        client.post(
            "/s", data={"q": "qua tet"}, headers={"User-Agent": "LanBrowser", "X-Forwarded-For": "10.9.8.7"}
        )
    held = sqlite3.connect(store).execute("SELECT * FROM citation").fetchone()
    said = repr(held) + repr(CitedSearch.from_bytes(held[2]))
    assert "qua tet" in said
    assert not [trace for trace in ("LanBrowser", "10.9.8.7", "127.0.0.1") if trace in said]


def test_an_unknown_citation_is_not_found(archive: Archive) -> None:
    with archive.site() as client:
        assert client.get("/s/0123456789abcdef").status_code == 404
        problem = client.get("/api/s/0123456789abcdef")
        assert problem.status_code == 404
        assert problem.mimetype == "application/problem+json"
        assert client.get("/s/0123456789abcdef.bib").status_code == 404


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_says_what_it_is_of_and_where_that_is_cited(archive: Archive, form: str) -> None:
    with archive.site() as client:
        before = client.get(f"/search.{form}?q=qua+tet&sort=newest")
        assert before.headers["Search-Total"] == "3"
        assert before.headers["Search-Generation"] == "1"
        assert 'rel="via"' in before.headers["Link"]
        assert "cite-as" not in before.headers["Link"]
        address = cite(client)
        after = client.get(f"/search.{form}?q=qua+tet&sort=newest")
        assert f'<http://localhost{address}>; rel="cite-as"' in after.headers["Link"]
        assert (
            after.headers["Search-Digest"]
            == "sha-256=" + client.get("/api" + address).get_json()["then"]["digest"]
        )
        assert after.data == before.data
        other = client.get(f"/search.{form}?q=hoi+thao")
        assert "cite-as" not in other.headers["Link"]


def test_a_citation_is_a_reference_for_bibtex_and_zotero(archive: Archive) -> None:
    with archive.site() as client:
        address = cite(client)
        bibtex, ris = client.get(address + ".bib"), client.get(address + ".ris")
    assert bibtex.text.startswith("@misc{tcd-s-")
    assert f"url = {{http://localhost{address}}}" in bibtex.text
    assert ris.text.startswith("TY  - ELEC\n")
    assert f"UR  - http://localhost{address}\n" in ris.text
    assert "SHA-256" in bibtex.text
    assert ris.text.rstrip().endswith("ER  -")


@pytest.mark.parametrize(
    ("parameters", "status"), [({"from": "hôm qua"}, 400), ({"since": "x"}, 400), ({"district": "\0"}, 400)]
)
def test_a_search_that_cannot_be_is_not_cited(
    archive: Archive, parameters: dict[str, str], status: int
) -> None:
    with archive.site() as client:
        assert client.post("/s", data={"q": "tet", **parameters}).status_code == status
        assert not store_of(str(archive.index)).exists()


def test_too_many_citations_of_one_client_are_refused_for_a_while(archive: Archive) -> None:
    with archive.site() as client:
        answers = [client.post("/s", data={"q": f"tet {n}"}) for n in range(14)]
    assert [answer.status_code for answer in answers].count(303) == 10
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_store_that_cannot_be_written_is_told_and_the_site_goes_on(
    archive: Archive, tmp_path: Path
) -> None:
    with archive.site(CITATIONS=str(tmp_path / "nowhere" / "citations.sqlite")) as client:
        response = client.post("/s", data={"q": "qua tet"})
        assert response.status_code == 507
        assert "TCD_CITATIONS" in response.text
        assert client.get("/search?q=qua+tet").status_code == 200
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"no database" * 500)
    with archive.site(CITATIONS=str(broken)) as client:
        assert client.post("/s", data={"q": "qua tet"}).status_code == 507
        assert client.get("/s/0123456789abcdef").status_code == 507
        assert client.get("/search.csv?q=qua+tet").status_code == 200


def test_a_full_store_takes_nothing_more_and_forgets_nothing(tmp_path: Path) -> None:
    store = CitationStore(tmp_path / "citations.sqlite", most_bytes=1 << 16)
    made = [
        CitedSearch(
            (("q", str(n)),),
            "2026-01-31T08:00:00Z",
            n,
            tuple((f"{n}-{k * k * n % 9973}", f"{k ^ n}") for k in range(300)),
        )
        for n in range(100)
    ]
    kept = []

    def fill() -> None:
        for one in made:
            store.put(one, "2026-02-01T08:00:00Z")
            kept.append(one)

    with pytest.raises(CitationsUnavailable, match="full"):
        fill()
    assert kept
    assert [store.get(one.name) for one in kept] == [(one, "2026-02-01T08:00:00Z") for one in kept]
    assert store.path.stat().st_size <= 1 << 16


LARGE = 5_100


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = Archive(tmp_path_factory.mktemp("large"))
    archive.titles = {f"bai/{n * 7919 % 100_000:05}": f"Quà Tết đợt {n}" for n in range(LARGE)}
    archive.build()
    return archive


class TestLarge:
    """More articles than are kept with their titles."""

    def test_all_of_them_are_cited_and_the_differences_told(self, large: Archive) -> None:
        with large.site() as client:
            address = cite(client)
            then = client.get("/api" + address).get_json()["then"]
            assert (then["total"], then["results"]) == (LARGE, [])
            listed = client.get(then["ids"])
            assert listed.mimetype == "text/plain"
            assert listed.text.split("\n") == sorted(large.titles)
            assert hashlib.sha256(listed.data).hexdigest() == then["digest"]
            assert 'rel="cite-as"' in client.get("/search.csv?q=qua+tet").headers["Link"]
        gone = min(large.titles)
        del large.titles[gone]
        large.titles["moi"] = "Quà Tết vừa tới"
        large.build()
        with large.site() as client:
            found = client.get("/api" + address).get_json()
            assert found["added"] == [{"id": "moi", "title": "Quà Tết vừa tới", "link": "/articles/moi"}]
            assert found["removed"] == [{"id": gone, "title": gone, "link": None}]
            page = client.get(f"{address}?lang=en")
            assert "(+1, −1)" in page.text
            assert len(page.data) < 60_000

    def test_one_client_cannot_fill_the_store_with_them(self, large: Archive) -> None:
        with large.site() as client:
            answers = [client.post("/s", data={"q": f"qua tet -x{n}"}) for n in range(4)]
            assert [answer.status_code for answer in answers] == [303, 303, 429, 429]
            assert client.post("/s", data={"q": "vừa tới"}).status_code == 303


def test_citations_of_earlier_versions_are_read() -> None:
    rows = [["a1", "Tít"], ["a2", "Tít hai"]]
    raw = zlib.compress(json.dumps([[["q", "tet"]], "2026-01-31T08:00:00Z", 3, rows]).encode())
    cited = CitedSearch.from_bytes(raw)
    assert cited.articles == (("a1", "Tít"), ("a2", "Tít hai"))
    assert CitedSearch.from_bytes(cited.to_bytes()) == cited


class TestCopies:
    """`backup` and `restore` as an operator calls them."""

    @staticmethod
    def run(command: str, archive: Archive, folder: Path) -> Result:
        return CliRunner().invoke(cli, [command, "--index", str(archive.index), str(folder)])

    def test_citations_are_copied_and_come_back(self, archive: Archive, tmp_path: Path) -> None:
        copy = tmp_path / "copies" / "monday"
        with archive.site() as client:
            address = cite(client)
            then = client.get("/api" + address).get_json()["then"]
        assert "1 cited searches" in self.run("backup", archive, copy).output
        store_of(str(archive.index)).unlink()
        with archive.site() as client:
            assert client.get(address).status_code == 404
        assert self.run("restore", archive, copy).exit_code == 0
        with archive.site() as client:
            assert client.get("/api" + address).get_json()["then"] == then

    def test_what_was_cited_after_the_copy_stays(self, archive: Archive, tmp_path: Path) -> None:
        with archive.site() as client:
            earlier = cite(client)
            self.run("backup", archive, tmp_path / "copy")
            later = cite(client, q="sum vay")
        assert "has 0 cited searches" in self.run("restore", archive, tmp_path / "copy").output
        with archive.site() as client:
            assert [client.get(address).status_code for address in (earlier, later)] == [200, 200]

    def test_where_nobody_cited_it_says_so(self, archive: Archive, tmp_path: Path) -> None:
        done = self.run("backup", archive, tmp_path / "copy")
        assert done.exit_code == 0
        assert "No search was cited" in done.output
        assert not store_of(str(tmp_path / "copy")).exists()
        assert self.run("restore", archive, tmp_path / "copy").exit_code == 0

    def test_a_copy_of_citations_is_not_overwritten(self, archive: Archive, tmp_path: Path) -> None:
        with archive.site() as client:
            cite(client)
        taken = store_of(str(tmp_path / "copy"))
        taken.write_text("mine")
        done = self.run("backup", archive, tmp_path / "copy")
        assert isinstance(done.exception, CitationsUnavailable)
        assert taken.read_text() == "mine"
        assert not (tmp_path / "copy").exists()

    def test_a_damaged_store_is_said(self, archive: Archive, tmp_path: Path) -> None:
        store_of(str(archive.index)).write_bytes(b"no database at all, but long enough to be one " * 100)
        done = self.run("backup", archive, tmp_path / "copy")
        assert isinstance(done.exception, CitationsUnavailable)
        assert "cannot be copied" in str(done.exception)
        assert not list(tmp_path.glob("*.citations.sqlite-partial"))
