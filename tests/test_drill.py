"""The newcomer's drill, with the commands of the README: a paper changes, and its reader sees version, feed entry and alert."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from bench.reliability.newsroom import Newsroom
from indexer.settings import ROOT
from webapp import create_app, resource

ATOM = "{http://www.w3.org/2005/Atom}"
TITLE = "Công đoàn Thanh Xuân trao quà Tết cho đoàn viên"
BODY = (
    "Sáng nay, Liên đoàn Lao động quận Thanh Xuân đã trao {count} suất quà cho đoàn viên có hoàn cảnh khó khăn.\n"
    "Các đại biểu mong muốn hoạt động được duy trì, vì nhiều gia đình công nhân ở trọ còn gặp khó khăn trong cuộc sống."
)


def command(folder: Path, *arguments: str) -> str:
    """Run a command of the README in `folder`; what it said on stdout."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), *arguments],
        cwd=folder,
        env={**os.environ, "TCD_FETCH_PRIVATE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_page_that_changes_is_seen_as_version_feed_entry_and_alert(tmp_path: Path, lang: str) -> None:
    pytest.importorskip("scrapy")
    paper = tmp_path / "paper"
    paper.mkdir()
    page = paper / "bai-1.txt"
    page.write_text(f"{TITLE}\n{BODY.format(count=200)}\n", encoding="utf-8")
    room = Newsroom(folder=paper)
    room.start()
    (tmp_path / "sources.toml").write_text(
        f'contact = "lan@example.vn"\n[[source]]\nname = "Báo thử"\nhost = "{room.netloc}"\nenabled = true\npace = 0\n'
        f'recheck = 0\nfeeds = ["{room.home}/rss/cong-doan.rss"]\n',
        encoding="utf-8",
    )
    (tmp_path / "alerts.toml").write_text(
        '[[alert]]\nname = "quà Tết"\nsearch = "/search?q=qua+tet"\nevery = "now"\nstdout = true\n',
        encoding="utf-8",
    )
    fetch = ("fetch", "sources.toml", "--into", "corpus/fetched")
    index = ("index", "--corpus", "corpus", "--index", "index")
    alerts = ("alerts", "alerts.toml", "--index", "index")
    app = create_app({"INDEX": str(tmp_path / "index"), "ACCESS_LOG": False})
    client = app.test_client()
    try:
        command(tmp_path, *fetch)
        command(tmp_path, *index)
        assert command(tmp_path, *alerts) == ""
        assert TITLE in command(tmp_path, "search", "--index", "index", "qua tet")
        [before] = etree.fromstring(client.get("/search.atom?q=qua+tet").data).iter(ATOM + "entry")
        page.write_text(f"{TITLE}\n{BODY.format(count=350)}\n", encoding="utf-8")
        command(tmp_path, *fetch)
        command(tmp_path, *index)
        told = command(tmp_path, *alerts)
        assert "[Đã sửa]" in told
        assert TITLE in told
        assert command(tmp_path, *alerts) == ""
        [after] = etree.fromstring(client.get("/search.atom?q=qua+tet").data).iter(ATOM + "entry")
        assert after.find(ATOM + "id").text == before.find(ATOM + "id").text
        assert after.find(ATOM + "updated").text > before.find(ATOM + "updated").text
        link = client.get("/api/search?q=qua+tet").get_json()["results"][0]["link"]
        assert f"{link}/versions" in client.get(f"{link}?lang={lang}").text
        shown = etree.HTML(client.get(f"{link}/versions?lang={lang}").data)
        assert ["200" in "".join(e.itertext()) for e in shown.iter("del")] == [True]
        assert ["350" in "".join(e.itertext()) for e in shown.iter("ins")] == [True]
        [step] = client.get(f"/api{link}/versions").get_json()["changes"]
        pieces = [(p["op"], p["text"].strip()) for p in step["paragraphs"][0]]
        assert [piece for piece in pieces if piece[0] != "same"] == [("deleted", "200"), ("inserted", "350")]
    finally:
        room.stop()
        resource.close(app)
