"""Newspapers on loopback, to try `run.py fetch` with: three sites of different make, and every trouble of the web.

`python -m tests.newsroom FOLDER` writes a few articles into FOLDER as text files and serves them until interrupted; edit,
add or delete a file and the site changes. Tests start `Newsroom` in their own process and read `asked` afterwards.
"""

from __future__ import annotations

import gzip
import html
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

PLACES = ("Thanh Xuân", "Hoàng Mai", "Đông Anh", "Long Biên", "Ba Đình", "Sóc Sơn", "Hà Đông", "Gia Lâm")
DEEDS = (
    "trao quà Tết cho đoàn viên",
    "tập huấn nghiệp vụ công đoàn",
    "khởi công nhà mái ấm",
    "đối thoại với người lao động",
)
PER_PAGE = 20


@dataclass(slots=True)
class Story:
    """One article. `number` is the end of its address; `day` ISO."""

    number: int
    title: str
    body: str
    day: str = "2026-11-20"

    @property
    def path(self) -> str:
        return f"/cong-doan/bai-viet-so-{100000 + self.number}.html"


def story(number: int) -> Story:
    """A made-up article, different for each number."""
    place, deed = PLACES[number % len(PLACES)], DEEDS[number // len(PLACES) % len(DEEDS)]
    title = f"Công đoàn {place} {deed} (đợt {number})"
    body = (
        f"Sáng nay, Liên đoàn Lao động {place} đã {deed} tại nhà văn hóa lao động, với sự tham gia của cán bộ cơ sở.\n"
        f"Đây là đợt thứ {number} trong chương trình chăm lo cho người lao động mà công đoàn {place} thực hiện năm nay.\n"
        "Các đại biểu mong muốn hoạt động được duy trì, vì nhiều gia đình công nhân ở trọ còn gặp khó khăn trong cuộc sống."
    )
    return Story(number, title, body, f"2026-{1 + number % 11:02}-{1 + number % 28:02}")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the server saw it. `moment` is `time.monotonic()`."""

    moment: float
    path: str
    status: int
    headers: dict[str, str]


Answer = tuple[int, dict[str, str], bytes]


@dataclass(slots=True)
class Newsroom:
    """A paper's site. `make` is "cms" (feeds, sections), "sitemap" (sitemaps only) or "sections" (section pages only).

    `special` maps a path to a function that answers it instead, with the number of times it was asked before.
    """

    make: str = "cms"
    stories: dict[str, Story] = field(default_factory=dict)
    robots: str | None = "User-agent: *\nDisallow: /cam/\n"
    special: dict[str, Callable[[int], Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    folder: Path | None = None
    host: str = "127.0.0.1"
    delay: float = 0.0
    _server: ThreadingHTTPServer | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, port: int = 0) -> str:
        """Serve from now on; returns host:port."""
        room = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                room.serve(self)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                pass  # a client that was killed

        self._server = Server((self.host, port), Handler)
        self._server.daemon_threads = True
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self.netloc

    def stop(self) -> None:
        assert self._server
        self._server.shutdown()
        self._server.server_close()

    @property
    def netloc(self) -> str:
        assert self._server
        return f"{self.host}:{self._server.server_address[1]}"

    @property
    def home(self) -> str:
        return f"http://{self.netloc}"

    def put(self, *stories: Story) -> None:
        """Publish articles, or change them."""
        self.stories.update({s.path: s for s in stories})

    def count(self, path: str) -> int:
        """How many times a path was asked."""
        return sum(asked.path == path for asked in self.asked)

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        moment = time.monotonic()
        try:
            if self.delay:
                time.sleep(self.delay)
            path = handler.path
            special = self.special.get(path)
            status, headers, body = (
                special(self.count(path)) if special else self.answer(path, dict(handler.headers))
            )
            self.asked.append(Asked(moment, path, status, dict(handler.headers)))
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name, value)
            if "Content-Length" not in headers and "Transfer-Encoding" not in headers:
                handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)
            if headers.get("Connection") == "close":
                handler.close_connection = True
        except OSError:
            handler.close_connection = True
        finally:
            with self._lock:
                self.at_once -= 1

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        """What the site says to a path."""
        self._read_folder()
        plain = urlsplit(path).path
        if plain == "/robots.txt":
            if self.robots is None:
                return 404, {}, b""
            return 200, {"Content-Type": "text/plain"}, self.robots.encode()
        if plain in self.stories:
            return self._page(self.stories[plain], headers)
        newest = sorted(self.stories.values(), key=lambda s: s.number, reverse=True)
        if plain == "/rss/cong-doan.rss" and self.make == "cms":
            return 200, {"Content-Type": "application/rss+xml"}, self._feed(newest[:50])
        if plain == "/sitemap.xml" and self.make == "sitemap":
            days = sorted({s.day[:7] for s in newest})
            entries = "".join(
                f"<sitemap><loc>{self.home}/sitemap-{day}.xml.gz</loc></sitemap>" for day in days
            )
            text = (
                f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'
            )
            return 200, {"Content-Type": "text/xml"}, text.encode()
        if plain.startswith("/sitemap-") and self.make == "sitemap":
            day = plain.removeprefix("/sitemap-").removesuffix(".xml.gz")
            urls = "".join(
                f"<url><loc>{self.home}{s.path}</loc><lastmod>{s.day}</lastmod></url>"
                for s in newest
                if s.day.startswith(day)
            )
            text = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
            return 200, {"Content-Type": "application/gzip"}, gzip.compress(text.encode(), mtime=0)
        if plain == "/" or plain.startswith("/cong-doan/trang-") or plain == "/cong-doan":
            return 200, {"Content-Type": "text/html; charset=utf-8"}, self._section(plain, newest)
        return 404, {"Content-Type": "text/html"}, b"<title>404</title>"

    def _page(self, s: Story, headers: dict[str, str]) -> Answer:
        paragraphs = "".join(f"<p>{html.escape(p)}</p>" for p in s.body.split("\n"))
        text = (
            f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{html.escape(s.title)}</title>'
            f'<meta property="og:type" content="article"><meta property="og:title" content="{html.escape(s.title)}">'
            f'<meta property="article:published_time" content="{s.day}T08:00:00+07:00">'
            f'<link rel="canonical" href="{self.home}{s.path}"></head>'
            f'<body><nav><a href="/">Trang chủ</a> <a href="/cong-doan">Công đoàn</a></nav><article><h1>{html.escape(s.title)}</h1>'
            f'<div class="content">{paragraphs}</div></article></body></html>'
        )
        body = text.encode()
        etag = f'"{hash(body) & 0xFFFFFFFF:x}"'
        if headers.get("If-None-Match") == etag:
            return 304, {"ETag": etag}, b""
        sent = {"Content-Type": "text/html; charset=utf-8", "ETag": etag}
        if "gzip" in headers.get("Accept-Encoding", ""):
            return 200, {**sent, "Content-Encoding": "gzip"}, gzip.compress(body, 1)
        return 200, sent, body

    def _feed(self, stories: list[Story]) -> bytes:
        items = "".join(
            f"<item><title>{html.escape(s.title)}</title><link>{self.home}{s.path}?utm_source=rss</link>"
            f"<guid>{s.number}</guid><pubDate>{formatdate(time.mktime(time.strptime(s.day, '%Y-%m-%d')))}</pubDate></item>"
            for s in stories
        )
        return f'<rss version="2.0"><channel><title>Báo thử</title><link>{self.home}/</link>{items}</channel></rss>'.encode()

    def _section(self, path: str, newest: list[Story]) -> bytes:
        number = int(path.rpartition("-")[2]) if "trang-" in path else 1
        shown = newest[(number - 1) * PER_PAGE : number * PER_PAGE]
        links = "".join(f'<h3><a href="{s.path}#top">{html.escape(s.title)}</a></h3>' for s in shown)
        following = (
            f'<a class="next" href="/cong-doan/trang-{number + 1}">Trang sau</a>'
            if number * PER_PAGE < len(newest)
            else ""
        )
        feed = (
            '<link rel="alternate" type="application/rss+xml" href="/rss/cong-doan.rss">'
            if self.make == "cms"
            else ""
        )
        return f"<!doctype html><html><head><title>Công đoàn</title>{feed}</head><body>{links}{following}</body></html>".encode()

    def _read_folder(self) -> None:
        """Take the stories from the folder, if there is one: the first line of a file is the title."""
        if self.folder is None:
            return
        stories = {}
        for number, path in enumerate(sorted(self.folder.glob("*.txt")), 1):
            title, _, body = path.read_text(encoding="utf-8").partition("\n")
            found = Story(number, title.strip(), body.strip())
            stories[found.path] = found
        self.stories = stories


def main() -> None:
    """Serve a folder of stories on 127.0.0.1:8801."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "newsroom")
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.glob("*.txt")):
        for number in range(1, 9):
            made = story(number)
            (folder / f"bai-{number}.txt").write_text(f"{made.title}\n{made.body}\n", encoding="utf-8")
    room = Newsroom(folder=folder)
    room.start(8801)
    print(f"Serving {folder} at {room.home}/ (Ctrl-C stops). Edit a file there to change its article.")
    threading.Event().wait()


if __name__ == "__main__":
    main()
