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
    (ours / "a.toml").write_text("[one]\nx = 1\n")
    (theirs / "a.toml").write_text("replace = true\n[two]\ny = 2\n")
    monkeypatch.setenv("TCD_GAZETTEER", str(theirs))
    assert load_tables(ours / "a.toml") == {"two": {"y": 2}}
    with pytest.raises(GazetteerError, match="one"):
        load_tables(ours / "a.toml", "one")
    monkeypatch.setenv("TCD_GAZETTEER", str(tmp_path / "nowhere"))
    with pytest.raises(GazetteerError, match="no such folder"):
        load_tables(ours / "a.toml")


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
