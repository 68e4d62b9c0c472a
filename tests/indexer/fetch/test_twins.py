"""One article at several addresses: AMP and mobile twins, tracking parameters, what a page calls its own address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from warcio.archiveiterator import ArchiveIterator

from bench.reliability.newsroom import Newsroom, story
from indexer.article import Article
from indexer.fetch.addresses import canonical
from indexer.pages.identity import is_twin
from indexer.pages.page_reader import read_page
from tests.indexer.fetch.operators_desk import HTML, Desk


@pytest.fixture
def sections() -> Iterator[Newsroom]:
    room = Newsroom(make="sections")
    room.put(*map(story, range(3)))
    room.start()
    yield room
    room.stop()


def page_with(room: Newsroom, path: str, head: str) -> bytes:
    """The page of an article with another head in place of its canonical link."""
    status, _, body = room.answer(path, {})
    assert status == 200
    return body.replace(f'<link rel="canonical" href="{room.home}{path}">'.encode(), head.encode())


@pytest.mark.parametrize("amp", ["/amp/{name}", "/cong-doan/{name}?mode=light", "/ban-nhe/{name}"])
def test_an_amp_twin_that_an_article_names_is_not_asked(desk: Desk, sections: Newsroom, amp: str) -> None:
    path = story(1).path
    twin = amp.format(name=path.rpartition("/")[2])
    head = f'<link rel="canonical" href="{path}"><link rel="amphtml" href="{twin}">'
    content = page_with(sections, path, head)
    sections.special[path] = lambda _: (200, HTML, content)
    sections.special[twin] = lambda _: (200, HTML, content)
    links = f'<a href="{path}">x</a>'
    later = f'{links}<a href="{twin}">x</a>'
    sections.special["/cong-doan"] = lambda times: (200, HTML, (later if times else links).encode())
    desk.add(sections, articles=["bai-viet-so"])
    assert "1 new" in desk.run().stdout
    assert "nothing new" in desk.run().stdout or sections.count(twin) == 0
    assert sections.count(twin) == 0


@pytest.mark.parametrize("amp", ["/amp{path}", "/m{path}"])
def test_a_twin_that_a_list_names_becomes_its_article(desk: Desk, sections: Newsroom, amp: str) -> None:
    path = story(1).path
    twin = amp.format(path=path)
    content = page_with(sections, path, f'<link rel="canonical" href="{sections.home}{path}">')
    sections.special[twin] = lambda _: (200, HTML, content)
    sections.special["/cong-doan"] = lambda _: (200, HTML, f'<a href="{twin}">x</a>'.encode())
    desk.add(sections)
    assert "1 new" in desk.run().stdout
    assert (sections.count(path), sections.count(twin)) == (1, 1)
    read = [
        entry
        for file in desk.into.glob("*.warc.gz")
        for entry in read_page(file)
        if isinstance(entry, Article)
    ]
    assert {entry.id for entry in read if entry.kind == "article"} == {read[0].id}
    desk.run()
    assert sections.count(twin) == 1


def test_a_page_that_names_another_paper_as_its_own_address_stays_where_it_is(
    desk: Desk, sections: Newsroom
) -> None:
    other = Newsroom(make="sections", host="127.0.0.5")
    other.put(*map(story, range(3)))
    other.start()
    path = story(1).path
    content = page_with(sections, path, f'<link rel="canonical" href="{other.home}{path}">')
    sections.special[path] = lambda _: (200, HTML, content)
    desk.add(sections)
    assert "3 new" in desk.run().stdout
    assert not other.asked
    assert sections.count(path) == 1
    other.stop()


def test_a_paper_that_moved_is_followed_to_the_hosts_its_source_names(desk: Desk, sections: Newsroom) -> None:
    moved = Newsroom(make="sections", host="127.0.0.6")
    moved.put(*map(story, range(3)))
    moved.start()
    for path in sections.stories:
        sections.special[path] = lambda _, path=path: (301, {"Location": moved.home + path}, b"")  # type: ignore[misc]
    desk.add(sections, hosts=[moved.netloc])
    desk.run()
    assert all(moved.count(path) == 1 for path in moved.stories)
    assert {uri for uri, _, status in desk.kept() if status == "200"} >= {
        moved.home + p for p in moved.stories
    }
    moved.stop()


HOSTS = ("bao.vn", "www.tin.vn")


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("http://m.bao.vn/a-12345.html", "http://bao.vn/a-12345.html"),
        ("https://amp.tin.vn/a-12345.html", "https://www.tin.vn/a-12345.html"),
        ("https://mobile.bao.vn/a-12345.html?utm_source=zalo", "https://bao.vn/a-12345.html"),
        ("https://bao.vn/a-12345.html?fbclid=x&trang=2", "https://bao.vn/a-12345.html?trang=2"),
        ("https://bao.vn/a-12345.html?gclid=1&zarsrc=30#binh-luan", "https://bao.vn/a-12345.html"),
        ("https://m.khac.vn/a-12345.html", "https://m.khac.vn/a-12345.html"),
    ],
)
def test_mobile_hosts_and_tracking_are_taken_off(address: str, one: str) -> None:
    assert canonical(address, hosts=HOSTS) == one


@pytest.mark.parametrize(
    ("address", "own", "same"),
    [
        ("https://m.bao.vn/tin/le-trao-qua-tet-123456.html", "https://www.bao.vn/tin/le-trao-qua-tet-123456.html", True),
        ("https://bao.vn/amp/le-trao-qua-tet-123456.amp", "https://bao.vn/le-trao-qua-tet-123456.html", True),
        ("https://bao.vn/tin/le-trao-qua-tet/amp/", "https://bao.vn/tin/le-trao-qua-tet/", True),
        ("https://bao.vn/le-trao-qua-tet.html?outputType=amp", "https://bao.vn/le-trao-qua-tet.html", True),
        ("https://bao.vn/le-trao-qua-tet-123456.html", "https://bao.vn/", False),
        ("https://bao.vn/le-trao-qua-tet-123456.html", "https://bao.vn/khai-giang-654321.html", False),
        ("https://bao.vn/le-trao-qua-tet-123456.html", "https://khac.vn/le-trao-qua-tet-123456.html", False),
        ("https://bao.vn/tin.php?id=7", "https://bao.vn/tin.php", False),
        ("https://bao.vn/tin/index.html", "https://bao.vn/index.html", False),
        ("https://bao.vn/le-trao-qua-tet-123456.html?trang=2", "https://bao.vn/le-trao-qua-tet-123456.html", False),
        ("https://bao.vn/le-trao-qua-tet-123456.html", "javascript:void(0)", False),
    ],
)  # fmt: skip
def test_a_page_is_believed_about_its_own_address_where_that_names_the_same_article(
    address: str, own: str, same: bool
) -> None:
    assert is_twin(address, own) is same


def test_every_record_is_whole_and_has_the_fields_of_the_standard(desk: Desk, room: Newsroom) -> None:
    desk.add(room)
    desk.run()
    room.stories.pop(story(8).path)
    desk.run()
    kinds = set()
    for path in desk.into.glob("*.warc.gz"):
        done = desk.program("-m", "warcio.cli", "check", str(path))
        assert done.returncode == 0, done.stdout + done.stderr
        responses = set()
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                fields = record.rec_headers
                kinds.add(record.rec_type)
                assert fields.get_header("WARC-Record-ID")
                assert fields.get_header("WARC-Date").endswith("Z")
                if record.rec_type == "warcinfo":
                    assert b"software: " in record.raw_stream.read()
                    continue
                assert fields.get_header("WARC-Block-Digest").startswith("sha1:")
                assert fields.get_header("WARC-Target-URI").startswith(room.home)
                if record.rec_type == "request":
                    assert fields.get_header("WARC-Concurrent-To") in responses
                    assert record.http_headers.get_header("Host") == room.netloc
                    assert "toa-soan@example.vn" in record.http_headers.get_header("User-Agent")
                else:
                    assert fields.get_header("WARC-Payload-Digest").startswith("sha1:")
                    responses.add(fields.get_header("WARC-Record-ID"))
                if record.rec_type == "revisit":
                    assert fields.get_header("WARC-Profile").startswith(
                        "http://netpreserve.org/warc/1.0/revisit/"
                    )
                    assert fields.get_header("WARC-Refers-To-Date")
    assert kinds == {"warcinfo", "request", "response", "revisit"}
