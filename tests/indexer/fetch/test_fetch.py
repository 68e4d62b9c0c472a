"""`run.py fetch` against real servers on loopback: what the servers were asked, what lies in the WARC files."""

from __future__ import annotations

import gzip
import shlex
import signal
import ssl
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bench.reliability.newsroom import Answer, Newsroom, Story, story
from tests.indexer.fetch.operators_desk import HTML, Desk


@pytest.mark.parametrize("make", ["cms", "sitemap", "sections"])
def test_each_page_is_asked_once_and_kept(desk: Desk, make: str) -> None:
    room = Newsroom(make=make)
    room.put(*map(story, range(45)))
    room.start()
    desk.add(room)
    done = desk.run()
    assert done.returncode == 0, done.stderr
    assert "45 new" in done.stdout
    times = Counter(asked.path for asked in room.asked)
    assert all(times[path] == 1 for path in room.stories)
    assert max(times.values()) == 1
    assert room.most_at_once == 1
    assert {uri for uri, _, status in desk.kept() if status == "200"} >= {
        room.home + path for path in room.stories
    }
    room.stop()


def test_what_is_known_is_asked_only_whether_it_changed(desk: Desk, room: Newsroom) -> None:
    desk.add(room)
    desk.run()
    room.asked.clear()
    room.put(Story(7, "Bài đã sửa", "Một đoạn văn khác hẳn đoạn đã đăng hôm trước, vì có số liệu mới."))
    room.stories.pop(story(8).path)
    done = desk.run()
    assert "1 changed" in done.stdout
    assert "1 gone at the source" in done.stdout
    assert "28 unchanged" in done.stdout
    statuses = Counter(asked.status for asked in room.asked if asked.path in room.stories)
    assert statuses == {304: 28, 200: 1}
    kept = [(kind, status) for uri, kind, status in desk.kept() if uri == room.home + story(7).path]
    assert kept == [("response", "200"), ("response", "200")]
    room.asked.clear()
    desk.run()
    assert room.count(story(8).path) == 0, "an article that is gone is left in peace"


def test_recent_looks_are_not_repeated(desk: Desk, room: Newsroom) -> None:
    desk.add(room, recheck=12)
    desk.run()
    room.asked.clear()
    assert "nothing new" in desk.run().stdout
    assert {asked.path for asked in room.asked} == {"/robots.txt", "/rss/cong-doan.rss"}


def test_robots_forbid(desk: Desk, room: Newsroom) -> None:
    room.robots = "User-agent: *\nDisallow: /cong-doan/bai-viet-so-10000\n"
    desk.add(room)
    done = desk.run()
    assert "10 forbidden by robots.txt" in done.stdout
    assert "20 new" in done.stdout
    assert not [asked for asked in room.asked if asked.path.startswith("/cong-doan/bai-viet-so-10000")]


@pytest.mark.parametrize("status", [500, 503, 429])
def test_robots_that_cannot_be_had_forbid_everything(desk: Desk, room: Newsroom, status: int) -> None:
    room.special["/robots.txt"] = lambda _: (status, {"Retry-After": "0"}, b"")
    desk.add(room)
    done = desk.run()
    assert done.returncode == 1
    assert "robots.txt" in done.stderr
    assert {asked.path for asked in room.asked} == {"/robots.txt"}


def test_robots_that_are_missing_allow_everything(desk: Desk, room: Newsroom) -> None:
    room.robots = None
    desk.add(room)
    assert "30 new" in desk.run().stdout


def test_the_pace_is_kept(desk: Desk, room: Newsroom) -> None:
    room.stories = {path: s for path, s in room.stories.items() if s.number < 4}
    room.robots = "User-agent: *\nCrawl-delay: 0.4\n"
    desk.add(room, pace=0.1)
    desk.run()
    moments = [asked.moment for asked in room.asked if asked.path != "/robots.txt"]
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert len(gaps) == 4
    assert min(gaps) > 0.35


def test_a_host_that_asks_for_a_pause_gets_it(desk: Desk, room: Newsroom) -> None:
    path = story(3).path
    answer = room.answer(path, {})

    def busy(times: int) -> Answer:
        return answer if times else (503, {"Retry-After": "2"}, b"")

    room.special[path] = busy
    desk.add(room)
    assert "30 new" in desk.run().stdout
    first = next(asked.moment for asked in room.asked if asked.path == path)
    nexts = [asked.moment - first for asked in room.asked if asked.moment > first]
    assert min(nexts) > 1.8


def test_a_host_that_asks_for_an_hour_is_left_for_the_next_run(desk: Desk, room: Newsroom) -> None:
    room.special[story(20).path] = lambda _: (429, {"Retry-After": "3600"}, b"")
    desk.add(room)
    done = desk.run()
    assert "left for the next run" in done.stdout
    assert "60 minutes" in done.stderr
    room.special.clear()
    desk.run()
    assert {room.home + path for path in room.stories} <= {
        uri for uri, _, status in desk.kept() if status == "200"
    }


def _chain(room: Newsroom) -> None:
    """A calendar without end: each page names a next one."""

    def day(number: int) -> Answer:
        return (
            200,
            HTML,
            f'<a href="/lich?d={number}">x</a><a class="next" href="/lich?d={number + 1}">Sau</a>'.encode(),
        )

    for number in range(200):
        room.special[f"/lich?d={number}"] = lambda _, n=number: day(n)


TROUBLES = {
    "redirects in a circle": lambda room, path: (302, {"Location": path}, b""),
    "truncated": lambda room, path: (
        200,
        {**HTML, "Content-Length": "5000", "Connection": "close"},
        b"<html>half",
    ),
    "server error": lambda room, path: (500, HTML, b"oops"),
    "gzip bomb": lambda room, path: (
        200,
        {**HTML, "Content-Encoding": "gzip"},
        gzip.compress(b"0" * (64 << 20)),
    ),
    "broken gzip": lambda room, path: (200, {**HTML, "Content-Encoding": "gzip"}, b"\x1f\x8b\x08\x00broken"),
    "moved to another host": lambda room, path: (301, {"Location": "http://127.0.0.9:9/x-123456.html"}, b""),
    "moved to a file": lambda room, path: (301, {"Location": "file:///etc/passwd"}, b""),
    "polite not found": lambda room, path: (200, HTML, "<title>Không tìm thấy trang</title>".encode()),
    "leads home": lambda room, path: (302, {"Location": "/"}, b""),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_one_troubled_page_harms_no_other(desk: Desk, room: Newsroom, trouble: str) -> None:
    path = story(11).path
    room.special[path] = lambda _: TROUBLES[trouble](room, path)
    desk.add(room)
    done = desk.run()
    assert "29 new" in done.stdout, done.stdout + done.stderr
    assert path in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert room.count(path) <= 4


def test_session_ids_fragments_and_tracking_are_one_address(desk: Desk) -> None:
    room = Newsroom(make="sections")
    room.put(*map(story, range(3)))
    room.start()
    path = story(1).path
    links = "".join(
        f'<a href="{path}{tail}">x</a>'
        for tail in ("", "#top", "?utm_source=fb", ";jsessionid=AB12", "?PHPSESSID=9", "?amp=1")
    )
    room.special["/cong-doan"] = lambda _: (200, HTML, links.encode())
    desk.add(room)
    assert "1 new" in desk.run().stdout
    assert sum(asked.path.startswith(path) for asked in room.asked) == 1
    room.stop()


def test_a_calendar_without_end_ends(desk: Desk) -> None:
    room = Newsroom(make="sections")
    room.put(*map(story, range(3)))
    room.start()
    _chain(room)
    first = f'<a href="{story(1).path}">x</a><a class="next" href="/lich?d=0">Sau</a>'
    room.special["/cong-doan"] = lambda _: (200, HTML, first.encode())
    desk.add(room)
    desk.run()
    assert sum(asked.path.startswith("/lich") for asked in room.asked) == 1, (
        "a page that names nothing new is the last"
    )
    room.stop()


def test_private_addresses_are_not_asked_unless_allowed(desk: Desk, room: Newsroom) -> None:
    desk.add(room)
    done = desk.run(TCD_FETCH_PRIVATE="0")
    assert done.returncode == 1
    assert "private address" in done.stderr
    assert not room.asked


def test_a_name_that_leads_to_a_private_address_is_not_asked(desk: Desk, room: Newsroom) -> None:
    port = room.netloc.rpartition(":")[2]
    desk.add(room, host=f"localhost:{port}", feeds=[f"http://localhost:{port}/rss/cong-doan.rss"])
    done = desk.run(TCD_FETCH_PRIVATE="0")
    assert done.returncode == 1
    assert "no address that may be asked" in done.stderr
    assert not room.asked


def test_a_certificate_that_ran_out_is_not_trusted(desk: Desk, room: Newsroom, tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(9), now - timedelta(2))
    certificate = builder.sign(key, hashes.SHA256())
    private = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem = tmp_path / "site.pem"
    pem.write_bytes(certificate.public_bytes(Encoding.PEM) + key.private_bytes(*private))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    assert room._server
    room._server.socket = context.wrap_socket(room._server.socket, server_side=True)
    desk.add(room, feeds=[f"https://{room.netloc}/rss/cong-doan.rss"])
    done = desk.run()
    assert done.returncode == 1
    assert "certificate is not valid" in done.stderr
    assert not room.asked


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ('contact = ""\n', "whom a paper may write to"),
        ('contact = "x@y.vn"\n[[source]]\nname = "A"\n', "host"),
        ('contact = "x@y.vn"\n[[source]]\nname = "A"\nhost = "https://a.vn/cong-doan"\n', "without a path"),
        ('contact = "x@y.vn"\n[[source]]\nname = "A"\nhost = "a.vn"\nfeed = "x"\n', "unknown key 'feed'"),
        (
            'contact = "x@y.vn"\n[[source]]\nname = "A"\nhost = "a.vn"\narticles = ["("]\n',
            "regular expression",
        ),
        ('contact = "x@y.vn"\n[[source]]\nname = "A"\nhost = "a.vn"\n', "switched on"),
        ("contact = ", "not a TOML file"),
    ],
)
def test_wrong_files_of_sources_are_explained(desk: Desk, change: str, words: str) -> None:
    desk.sources.write_text(change, encoding="utf-8")
    done = desk.run()
    assert done.returncode in (1, 2)
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_trial_keeps_nothing(desk: Desk, room: Newsroom) -> None:
    desk.add(room)
    done = desk.run("--try", f"{room.home}/rss/cong-doan.rss")
    assert "30 articles would be asked for" in done.stdout
    done = desk.run("--try", room.home + story(2).path)
    assert story(2).title in done.stdout
    assert not desk.into.exists()


def test_two_at_once_are_refused(desk: Desk, room: Newsroom) -> None:
    room.delay = 0.1
    desk.add(room)
    first = desk.start()
    while not room.asked:
        time.sleep(0.02)
    second = desk.run()
    assert second.returncode == 1
    assert "another fetch is writing here" in second.stderr
    first.communicate(timeout=60)
    assert first.returncode == 0


def test_kills_lose_nothing_and_ask_nothing_twice(desk: Desk, room: Newsroom) -> None:
    """What was under way at a kill may be asked again; what lies in the archive is not."""
    room.delay = 0.01
    desk.add(room, recheck=24)
    kills = 0
    for number in range(6):
        process = desk.start()
        threading.Event().wait(0.9 + 0.12 * number)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.communicate()
    assert desk.run().returncode == 0
    good = Counter(uri for uri, kind, status in desk.kept() if kind == "response" and status == "200")
    assert {room.home + path for path in room.stories} <= good.keys()
    times = Counter(asked.path for asked in room.asked)
    again = sum(times[path] - 1 for path in room.stories)
    assert again <= kills, f"{again} pages were asked again after {kills} kills"
    assert all(good[room.home + path] == 1 for path in room.stories)


def test_a_record_cut_short_is_cut_off(desk: Desk, room: Newsroom) -> None:
    desk.add(room)
    desk.run()
    path = next(desk.into.glob("*.warc.gz"))
    (desk.into / ".fetch" / "frontier.sqlite").unlink()
    path.write_bytes(path.read_bytes()[:-40])
    done = desk.run()
    assert done.returncode == 0, done.stderr
    assert "were found" in done.stdout
    assert {room.home + p for p in room.stories} <= {uri for uri, _, _ in desk.kept()}


@pytest.mark.parametrize("make", ["cms", "sitemap", "sections"])
def test_what_is_told_to_run_next_indexes_it_and_names_no_feed_as_skipped(tmp_path: Path, make: str) -> None:
    folder = tmp_path / "ngày thứ hai"
    folder.mkdir()
    desk, room = Desk(folder), Newsroom(make=make)
    room.put(*map(story, range(5)))
    room.start()
    desk.add(room)
    done = desk.run(TCD_INDEX=str(folder / "index"), TCD_CORPUS=str(folder / "none"))
    room.stop()
    (told,) = (line for line in done.stdout.splitlines() if line.startswith("Now run: "))
    arguments = shlex.split(told)
    assert arguments[-2:] == ["--index", str(folder / "index")]
    indexed = desk.program("run.py", *arguments[arguments.index("index") :])
    assert indexed.returncode == 0, indexed.stderr
    assert "5 added" in indexed.stdout
    assert ", 0 skipped;" in indexed.stdout
    assert "skipped " not in indexed.stderr
    (line,) = (line for line in indexed.stderr.splitlines() if line.startswith("left out of crawls"))
    assert "responses of type text/plain" in line
