"""SECURITY.md says what the code does: which addresses take more than GET, and where its answers stand."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def test_every_address_that_takes_more_than_get_is_named(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}:
            forms = re.search(r"<any\(([^)]*)\):", rule.rule)
            for form in forms[1].split(",") if forms else [""]:
                address = re.sub(r"<any\([^)]*\):\w+>", form.strip(" '\""), rule.rule)
                assert f"`{address}`" in TEXT, f"SECURITY.md does not name {address}"


def test_every_file_that_it_names_is_there() -> None:
    named = set(re.findall(r"`((?:indexer|search|webapp|deploy|docs|\.ci)/[\w./]+)`", TEXT))
    assert named
    assert not [name for name in named if not (ROOT / name).exists()]
