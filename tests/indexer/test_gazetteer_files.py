"""`TCD_GAZETTEER`: TOML files that extend or replace ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import GazetteerError
from indexer.gazetteer_files import load_tables, merged

ROOT = Path(__file__).resolve().parents[2]
OURS = {
    "row": [{"slug": "a", "label": "A", "old": 1}, {"slug": "b", "label": "B"}],
    "words": {"here": ["nhà", "cửa"], "deep": {"x": 1}},
}


@pytest.mark.parametrize(
    ("more", "path", "expected"),
    [
        ({"row": [{"slug": "c"}]}, ("row",), [*OURS["row"], {"slug": "c"}]),
        (
            {"row": [{"slug": "a", "label": "Á"}]},
            ("row",),
            [{"slug": "a", "label": "Á", "old": 1}, OURS["row"][1]],
        ),
        ({"row": [{"slug": "b", "remove": True}]}, ("row",), OURS["row"][:1]),
        ({"words": {"here": ["sân", "nhà"]}}, ("words", "here"), ["nhà", "cửa", "sân"]),
        ({"words": {"deep": {"y": 2}}}, ("words", "deep"), {"x": 1, "y": 2}),
        ({"words": {"deep": {"remove": True}}}, ("words",), {"here": ["nhà", "cửa"]}),
    ],
)
def test_tables_are_merged(more: dict[str, Any], path: tuple[str, ...], expected: object) -> None:
    found: Any = merged(OURS, more)
    for key in path:
        found = found[key]
    assert found == expected


def test_a_file_may_stand_instead_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder in (ours, theirs):
        folder.mkdir()
    (ours / "years.toml").write_text("[one]\nx = 1\n")
    (theirs / "years.toml").write_text("replace = true\n[two]\ny = 2\n")
    monkeypatch.setenv("TCD_GAZETTEER", str(theirs))
    assert load_tables(ours / "years.toml") == {"two": {"y": 2}}
    with pytest.raises(GazetteerError, match="one"):
        load_tables(ours / "years.toml", "one")
    monkeypatch.setenv("TCD_GAZETTEER", str(tmp_path / "nowhere"))
    with pytest.raises(GazetteerError, match="no such folder"):
        load_tables(ours / "years.toml")


def _run(arguments: list[str], folder: Path, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "run.py"), *arguments],
        env={**os.environ, "TCD_GAZETTEER": str(folder)},
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_campaign_and_an_abbreviation_of_another_province(tmp_path: Path) -> None:
    folder, corpus = tmp_path / "gazetteer", tmp_path / "corpus"
    folder.mkdir()
    corpus.mkdir()
    (folder / "campaigns.toml").write_text(
        '[[campaign]]\nslug = "bua-com-nghia-tinh"\nname = "Bữa cơm nghĩa tình"\nkind = "movement"\n'
        'about = "Bữa cơm cho công nhân xa quê."\n'
    )
    (folder / "abbreviations.toml").write_text(
        '[[abbreviation]]\nshort = "TĐTB"\nreadings = ["tổ đội tiên biểu"]\n'
    )
    page = '{"id": "a", "title": "Tin", "body": "Công đoàn mở “Bữa cơm nghĩa tình” cho tổ đội tiên biểu."}'
    (corpus / "a.jsonl").write_text(page)
    place = ["--index", str(tmp_path / "index")]
    assert _run(["index", "--corpus", str(corpus), *place], folder).returncode == 0
    assert "1 results" in _run(["search", *place, "--campaign", "bua-com-nghia-tinh", "TĐTB"], folder).stdout
    (folder / "campaigns.toml").unlink()
    again = _run(["index", "--corpus", str(corpus), *place], folder)
    assert "Rebuilt (the rules that read pages have changed" in again.stdout


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "campaigns.toml").write_text("[[campaign\n")
    done = _run(["extract", str(ROOT / "corpus")], tmp_path)
    assert done.returncode == 1
    assert "campaigns.toml" in done.stderr
    assert "Traceback" not in done.stderr


EXTENSIONS = [
    ("districts", '[[district]]\nslug = "hoa-an"\nlabel = "Hòa An"\ntype = "huyện"\ntile = [9, 9]\n',
     "from indexer.facets.district_gazetteer import districts", "any(d.value == 'hoa-an' for d in districts())"),
    ("wards", 'wards = [{ name = "xã Suối Mơ", districts = ["ba-vi"] }]\n[former]\nba-vi = ["xã Đồi Cũ"]\n',
     "from indexer.facets.places.wards import units, wards", "'xa-suoi-mo' in wards() and 'xã Đồi Cũ' in units()"),
    ("provinces", '[[province]]\nslug = "viet-tri"\nlabel = "Việt Trì"\nnames = ["Việt Trì"]\n',
     "from indexer.facets.places.provinces import provinces", "provinces()[-1].slug == 'viet-tri'"),
    ("papers", '[[paper]]\nname = "Thợ Mỏ"\ncodes = ["THM"]\nhosts = ["thomo.vn"]\ncovers = "quang-ninh"\n',
     "from indexer.article import Article; from indexer.facets.places.home import home_of; from indexer.pages.boilerplate import site_name, split_sign",
     "site_name('https://m.thomo.vn/1') == split_sign('(THM) Tin.')[1] == 'Thợ Mỏ' and home_of(Article('x', 'article', 'T', source='Thợ Mỏ')) == 'quang-ninh'"),
    ("campaigns", '[[campaign]]\nslug = "cay-xanh"\nname = "Cây xanh công đoàn"\nkind = "movement"\nabout = "Trồng cây."\n',
     "from indexer.facets.campaign import campaigns", "campaigns()[-1].value == 'cay-xanh'"),
    ("years", '[words]\nclosing = ["khép lại năm"]\n',
     "from indexer.facets.year import _closing", "_closing().search('khép lại năm')"),
    ("union_news", '[weights]\n"thợ lò" = 4\n',
     "from indexer.facets import is_union_news", "is_union_news('Thợ lò vượt chỉ tiêu', None)"),
    ("bylines", 'organisations = ["Xóm"]\n',
     "from indexer.facets.bylines import is_person", "not is_person('Xóm Chài')"),
    ("abbreviations", '[[abbreviation]]\nshort = "TĐTB"\nreadings = ["tổ đội tiên biểu"]\n',
     "from indexer.vietnamese import abbreviations", "abbreviations.find(['tđtb'])"),
    ("synonyms", 'sets = [["thợ lò", "thợ hầm"]]\n',
     "from indexer.vietnamese import synonyms", "synonyms.find(['thợ', 'lò'])"),
    ("measures", '[nouns]\ngifts = ["giỏ mây"]\n',
     "from indexer.ledger.lexicon import table", "'giỏ mây' in table('measures.toml')['nouns']['gifts']"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "importing", "holds"), EXTENSIONS, ids=lambda value: str(value)[:12]
)
def test_every_kind_of_file_is_read_from_there(
    tmp_path: Path, name: str, text: str, importing: str, holds: str
) -> None:
    (tmp_path / f"{name}.toml").write_text(text)
    done = subprocess.run(
        [sys.executable, "-c", f"{importing}\nassert {holds}"],
        env={**os.environ, "TCD_GAZETTEER": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("papers", '[[paper]]\nname = "Thợ Mỏ"\n', "covers"),
        ("papers", '[[paper]]\nname = "Thợ Mỏ"\ncovers = "vung-mo"\n', "no province's slug"),
        (
            "papers",
            '[[paper]]\nname = "Thợ Mỏ"\ncovers = "national"\nhosts = "thomo.vn"\n',
            "hosts is a list",
        ),
        ("papers", 'paper = "Thợ Mỏ"\n', "a list in ours"),
        ("provinces", '[[province]]\nslug = "viet-tri"\n', "label"),
        ("wards", 'wards = [{ name = "xã Suối Mơ" }]\n', "districts"),
        ("wards", 'wards = [{ name = "xã Suối Mơ", districts = ["suoi-mo"] }]\n', "suoi-mo"),
        ("wards", 'wards = ["xã Suối Mơ"]\n', "wards.toml"),
        ("districts", '[[district]]\nlabel = "Hòa An"\n', "slug"),
        ("campaigns", '[[campaign]]\nname = "Cây xanh"\n', "missing"),
        ("union_news", '[weights]\n"thợ lò" = "nhiều"\n', "whole number"),
        ("district", '[[district]]\nslug = "hoa-an"\n', "no gazetteer of this name"),
        ("synonyms", 'sets = [["thợ lò"]]\n', "two words"),
        ("abbreviations", '[[abbreviation]]\nshort = "TĐTB"\n', "readings"),
        ("bylines", "organisations = 3\n", "a list in ours"),
        ("measures", "nouns = []\n", "a table in ours"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, name: str, text: str, says: str) -> None:
    folder = tmp_path / "gazetteer"
    folder.mkdir()
    (folder / f"{name}.toml").write_text(text)
    corpus = tmp_path / "a.jsonl"
    corpus.write_text(
        '{"title": "Công đoàn phường Láng", "body": "Trao 12 suất quà.", "author": "Xóm", "source": "Thợ Mỏ"}\n'
    )
    index = ["--corpus", str(corpus), "--index", str(tmp_path / "index")]
    done = _run(["index", *index], folder)
    if name in ("synonyms", "abbreviations") and done.returncode == 0:
        done = _run(["search", *index[2:], "thợ lò"], folder)
    assert done.returncode == 1
    assert f"{name}.toml" in done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
