"""A facet that one row declares works everywhere: from a page to the index, the site, the API, feeds and commands.

Twice: as a row of the registry with a finder (the union of an industry, `nganh`), and as a facet that a corpus declares
in its `facets.toml` and states in JSONL (`linh_vuc`).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree, html

from commands import main
from indexer.article import Evidence, FacetValue
from indexer.errors import GazetteerError
from indexer.facets import REGISTRY, FacetSpec
from indexer.facets.gazetteer import Name
from indexer.facets.reading import Reading
from indexer.pipeline import update
from search import Search
from tests.engines import Kept
from webapp import create_app

UNIONS = {"giao-duc": "Công đoàn ngành Giáo dục", "y-te": "Công đoàn ngành Y tế"}


def names() -> list[Name]:
    return [Name("nganh", label, value) for value, label in UNIONS.items()]


def unions() -> Sequence[FacetValue]:
    return tuple(FacetValue(value, label) for value, label in UNIONS.items())


def find(reading: Reading) -> list[Evidence]:
    return [
        surface.evidence("nganh", hit.entry, hit.start, hit.end, "name")
        for surface, hits in reading.hits("nganh")
        for hit in hits
    ]


NGANH = FacetSpec(
    "nganh",
    "nganh",
    {"vi": "Ngành", "en": "Industry"},
    ("nganh", "industry"),
    about="union of an industry",
    finder=find,
    names=names,
    gazetteer=unions,
    completed=True,
    schema_type="Thing",
    page="facets/nganh",
    declared=True,
)

PAGE = """<!doctype html><html lang="vi"><head><title>{title}</title>
<meta property="og:type" content="article"><meta property="article:published_time" content="2023-05-0{day}T08:00:00+07:00">
</head><body><article><h1>{title}</h1><p>{lead}</p>
<p>Hội nghị nghe báo cáo kết quả chăm lo đời sống đoàn viên trong sáu tháng đầu năm và bàn việc sắp tới.</p>
<p>Các đại biểu thảo luận về tiền lương, nhà ở và bữa ăn ca của người lao động tại các đơn vị.</p></article></body></html>"""
PAGES = (
    ("Công đoàn ngành Giáo dục tặng quà giáo viên vùng khó", "Ba trăm suất quà đã được trao cho giáo viên."),
    ("Công đoàn ngành Y tế tổ chức hội thi tay nghề điều dưỡng", "Hội thi có tám mươi điều dưỡng tham gia."),
    ("Phiên chợ công nhân mở cửa cuối tuần", "Phiên chợ bán hàng giảm giá cho công nhân."),
)
SECTOR = '[[facet]]\nname = "linh_vuc"\nlabel = "Lĩnh vực"\nlabel_en = "Field"\nquery = ["field"]\n'
RECORDS = (
    {"id": "a", "title": "Tập huấn an toàn", "body": "Lớp học của công đoàn.", "facets": {"linh_vuc": ["an toàn lao động"]}},
    {"id": "b", "title": "Ký thỏa ước", "body": "Công đoàn ký thỏa ước.", "linh_vuc": ["tiền lương", "an toàn lao động"]},
    {"id": "c", "title": "Hội thao", "body": "Công đoàn mở hội thao.", "chuyen_muc": "thể thao", "facets": {"mau": ["đỏ"]}},
)  # fmt: skip


@pytest.fixture(scope="module")
def index_of_unions(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> str:
    corpus = tmp_path_factory.mktemp("unions")
    for day, (title, lead) in enumerate(PAGES, 1):
        (corpus / f"{day}.html").write_text(PAGE.format(title=title, lead=lead, day=day), "utf-8")
    registry = REGISTRY.extended([NGANH])
    place = kept.place("nganh")
    update(
        corpus,
        Path(place) if kept.engine == "whoosh" else place,
        engine=kept.engine,
        jobs=1,
        registry=registry,
    )  # type: ignore[arg-type]
    return place


@pytest.fixture(scope="module")
def unions_search(kept: Kept, index_of_unions: str) -> Iterator[Search]:
    search = Search.open(index_of_unions, kept.engine)
    yield search
    search.close()


@pytest.fixture(scope="module")
def client(unions_search: Search) -> FlaskClient:
    return create_app({"SEARCH": unions_search, "ACCESS_LOG": False}).test_client()


def test_it_is_filtered_counted_and_named_in_a_query(unions_search: Search) -> None:
    results = unions_search.search("", nganh=["giao-duc"])
    assert [hit.article.title for hit in results.hits] == [PAGES[0][0]]
    counts = {v.value: (v.label, v.count, v.selected) for v in results.facets["nganh"]}
    assert counts == {
        "giao-duc": ("Công đoàn ngành Giáo dục", 1, True),
        "y-te": ("Công đoàn ngành Y tế", 1, False),
    }
    for query in ("ngành:y-te", "nganh:(Công đoàn ngành Y tế)", "industry:y-te"):
        named = unions_search.search(query)
        assert [hit.article.title for hit in named.hits] == [PAGES[1][0]], query
        assert named.query.filters.values("nganh") == ("y-te",)


def test_the_api_takes_shows_and_describes_it(client: FlaskClient) -> None:
    found = client.get("/api/search?nganh=y-te&nganh=giao-duc").get_json()
    assert found["total"] == 2
    assert found["query"]["nganh"] == ["y-te", "giao-duc"]
    assert found["results"][0]["facets"]["nganh"][0]["value"] in UNIONS
    described = client.get("/api/openapi.json").get_json()
    parameters = described["paths"]["/api/search"]["get"]["parameters"]
    assert "nganh" in [parameter["name"] for parameter in parameters]
    article = client.get(f"/api/articles/{found['results'][0]['id']}?explain=1").get_json()
    assert [e["text"] for e in article["evidence"] if e["facet"] == "nganh"]
    assert "nganh" in client.get("/api/facets").get_json()["facets"]


@pytest.mark.parametrize(("lang", "heading"), [("vi", "Ngành"), ("en", "Industry")])
def test_the_site_filters_by_it_and_has_its_pages(client: FlaskClient, lang: str, heading: str) -> None:
    page = html.fromstring(client.get(f"/search?nganh=y-te&lang={lang}").get_data())
    assert heading in page.xpath("//legend/text()")
    assert page.xpath("//input[@name='nganh'][@value='y-te'][@checked]")
    assert any("Công đoàn ngành Y tế" in chip.text_content() for chip in page.xpath("//*[@class='chip']"))
    listed = html.fromstring(client.get(f"/facets/nganh?lang={lang}").get_data())
    assert "/facets/nganh/y-te" in " ".join(listed.xpath("//main//a/@href"))
    one = client.get(f"/facets/nganh/y-te?lang={lang}")
    assert one.status_code == 200
    assert PAGES[1][0] in one.get_data(as_text=True)
    assert client.get("/facets/nganh/khong-co").status_code == 404
    assert client.get("/facets/khong-co").status_code == 404


def test_completions_propose_it(client: FlaskClient) -> None:
    rows = client.get("/api/suggest?q=nganh+y").get_json()["suggestions"]
    assert ("nganh", "/facets/nganh/y-te") in [(row["group"], row["link"]) for row in rows]


def test_table_and_feed_carry_it(client: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/search.csv?nganh=y-te").get_data(as_text=True))))
    assert [row["nganh"] for row in rows] == ["Công đoàn ngành Y tế"]
    lines = client.get("/search.jsonl?nganh=y-te").get_data(as_text=True).splitlines()
    assert json.loads(lines[0])["facets"]["nganh"][0]["value"] == "y-te"
    feed = etree.fromstring(client.get("/search.atom?nganh=y-te").get_data())
    assert feed.xpath("//*[local-name()='category']/@term") == ["y-te"]


def _run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    with pytest.raises(SystemExit) as done:
        main(arguments)
    assert not done.value.code
    return capsys.readouterr()


def test_the_command_line_takes_it(
    kept: Kept, index_of_unions: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ["--index", index_of_unions, "--engine", kept.engine]
    out, _ = _run(["search", *place, "--json", "--nganh", "y-te"], capsys)
    assert [hit["title"] for hit in json.loads(out)["results"]] == [PAGES[1][0]]
    out, _ = _run(["search", *place, "--help"], capsys)
    assert "--nganh" in out


# A corpus that declares its own.


@pytest.fixture
def sectors(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "facets.toml").write_text(SECTOR, "utf-8")
    (corpus / "a.jsonl").write_text("\n".join(json.dumps(record) for record in RECORDS), "utf-8")
    return corpus


def _index(kept: Kept, corpus: Path, name: str, **options: Any) -> Any:
    place = kept.place(name)
    return update(corpus, place if "://" in place else Path(place), engine=kept.engine, jobs=1, **options)  # type: ignore[arg-type]


def test_a_corpus_declares_a_facet_of_its_own(kept: Kept, sectors: Path) -> None:
    report = _index(kept, sectors, "sectors")
    assert report.remarks.undeclared == {"chuyen_muc": 1, "mau": 1}
    search = kept.search("sectors")
    counts = {v.label: v.count for v in search.search("công đoàn").facets["linh_vuc"]}
    assert counts == {"an toàn lao động": 2, "tiền lương": 1}
    assert {hit.article.id for hit in search.search('lĩnh vực:"an toàn lao động"').hits} == {"a", "b"}
    assert {hit.article.id for hit in search.search("field:tien-luong").hits} == {"b"}
    search.close()


def test_an_index_is_built_anew_when_the_declarations_change(kept: Kept, sectors: Path) -> None:
    assert _index(kept, sectors, "changed").rebuilt is None
    assert _index(kept, sectors, "changed").rebuilt is None
    (sectors / "facets.toml").write_text(SECTOR + '\n[[facet]]\nname = "mau"\nlabel = "Màu"\n', "utf-8")
    again = _index(kept, sectors, "changed")
    assert again.rebuilt is not None
    assert "facets.toml" in again.rebuilt
    assert again.remarks.undeclared == {"chuyen_muc": 1}
    search = kept.search("changed")
    assert [v.label for v in search.search("").facets["mau"]] == ["đỏ"]
    search.close()


@pytest.mark.parametrize("where", ["corpus/facets.toml", "facets.toml"])
def test_a_declaration_stands_in_the_folder_or_beside_it(kept: Kept, sectors: Path, where: str) -> None:
    (sectors / "facets.toml").rename(sectors.parent / where)
    name = "inside" if "/" in where else "beside"
    assert "linh_vuc" not in _index(kept, sectors, name).remarks.undeclared


def test_the_summary_names_fields_that_nobody_declared(
    sectors: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, err = _run(
        ["index", "--corpus", str(sectors), "--index", str(tmp_path / "index"), "--engine", "whoosh"], capsys
    )
    assert "chuyen_muc (1)" in err
    assert "mau (1)" in err
    assert "facets.toml" in err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[facet]]\nname = "Lĩnh vực"\n', "a-z"),
        ('[[facet]]\nname = "district"\nlabel = "Quận"\n', "taken"),
        ('[[facet]]\nname = "districts"\nlabel = "Nơi"\n', "taken"),
        ('[[facet]]\nname = "q"\nlabel = "Q"\n', "taken"),
        ('[[facet]]\nname = "noi"\nlabel = "Năm"\n', "nam:"),
        ('[[facet]]\nname = "noi"\nlable = "Nơi"\n', "lable"),
        ('[[facet]]\nname = "noi"\nlabel = 3\n', "texts"),
        ('[facet]\nname = "noi"\n', "[[facet]]"),
        ("[[facet]\n", "facets.toml"),
        (SECTOR + SECTOR.replace("linh_vuc", "linhvuc"), "choose another name"),
    ],
)
def test_a_bad_declaration_says_what_to_do(sectors: Path, tmp_path: Path, text: str, said: str) -> None:
    (sectors / "facets.toml").write_text(text, "utf-8")
    with pytest.raises(GazetteerError) as refused:
        update(sectors, tmp_path / "index", jobs=1)
    assert said in str(refused.value)
    assert "facets.toml" in str(refused.value)
