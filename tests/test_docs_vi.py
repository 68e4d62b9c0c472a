"""The commands of docs/vi, run as they are written, page after page in one folder, as a newcomer would."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("them-trang", "them-phong-trao", "sao-luu", "xu-ly-su-co")
NOT_HERE = re.compile(r"run\.py (?:serve|watch)|pip install")
"""What stays running, or needs a network."""


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What all blocks of commands say, one shell running them in order; a command that fails ends it."""
    folder = tmp_path_factory.mktemp("vi")
    (folder / "run.py").symlink_to(ROOT / "run.py")
    line = '{"q": "nghi thai san", "total": 0}'
    (folder / "nhat-ky.log").write_text(line + "\n")
    blocks = [
        block
        for page in PAGES
        for block in re.findall(r"^```sh\n(.*?)^```", (ROOT / f"docs/vi/{page}.md").read_text(), re.M | re.S)
        if not NOT_HERE.search(block)
    ]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TCD_")}
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    done = subprocess.run(
        ["bash", "-euxc", "\n".join(blocks)], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param("1. Công nhân may Thanh Xuân hiến 120 đơn vị máu", id="index and search"),
        pytest.param('"value": "thanh-xuan"', id="extract"),
        pytest.param("Giọt hồng công nhân, ", id="a campaign of one's own"),
        pytest.param("ban-sao holds generation", id="backup"),
        pytest.param("is generation", id="restore"),
        pytest.param("The index is whole and agrees with the corpus.", id="check"),
        pytest.param("nghi thai san", id="queries"),
    ],
)
def test_the_vietnamese_pages_do_what_they_say(spoken: str, expected: str) -> None:
    assert expected in spoken


def test_the_abbreviation_of_the_page_is_understood(spoken: str) -> None:
    assert spoken.count("1. Công nhân may Thanh Xuân hiến 120 đơn vị máu") == 3
