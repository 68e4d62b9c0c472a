"""Alerts tell what is new once, to everyone, over dead servers, kills and rebuilds; against real servers on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench.reliability import alerts as reliability
from bench.reliability.alerts import SECRET, Desk
from indexer.errors import SettingsError
from search import Search
from search.alerts import Report, load, run

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def tell(desk: Desk, now: datetime = MONDAY) -> Report:
    search = Search.open(desk.index)
    try:
        return run(load(desk.file), search, now, lambda text: None)
    finally:
        search.close()


def test_what_is_there_when_it_begins_is_no_news_and_what_comes_is(desk: Desk) -> None:
    assert tell(desk).began == ["quà Tết"]
    assert not desk.mail.taken
    desk.bodies |= {"b": "Hai trăm suất quà.", "a0": "Có từ trước, nay sửa."}
    desk.build()
    assert tell(desk).sent == 2
    [(_, text)] = desk.mail.taken
    assert "1 bài mới, 1 bài đã sửa" in text
    assert "https://tin.example.vn/articles/b" in text
    assert "[Đã sửa] Công đoàn tặng quà a0" in text
    assert tell(desk).sent == 0
    desk.build(full=True)
    assert tell(desk).sent == 0


@pytest.mark.parametrize("dead", ["mail", "hook", "both"])
def test_a_dead_server_is_told_when_it_lives_again(desk: Desk, dead: str) -> None:
    tell(desk)
    desk.bodies["b"] = "Mới."
    desk.build()
    desk.mail.dead, desk.hook.dead = dead != "hook", dead != "mail"
    report = tell(desk)
    assert report.failed
    assert report.waiting == (2 if dead == "both" else 1)
    desk.mail.dead = desk.hook.dead = False
    assert not tell(desk).failed
    assert len(desk.mail.taken) == len(desk.hook.taken) == 1


@pytest.mark.parametrize(("every", "hours"), [("hour", 1), ("day", 24), ("week", 168)])
def test_a_digest_comes_once_in_its_time_and_misses_nothing(desk: Desk, every: str, hours: int) -> None:
    desk.file.write_text(desk.file.read_text().replace('every = "now"', f'every = "{every}"'))
    tell(desk)
    for number in range(3):
        desk.bodies[f"b{number}"] = "Mới."
        desk.build()
        tell(desk, MONDAY + timedelta(minutes=number))
    assert len(desk.mail.taken) == 1
    tell(desk, MONDAY + timedelta(hours=hours))
    assert len(desk.mail.taken) == 2
    told = "".join(text for _, text in desk.mail.taken)
    assert all(f"tặng quà b{number}\n" in told for number in range(3))


def test_another_search_under_the_same_name_begins_anew(desk: Desk) -> None:
    tell(desk)
    desk.file.write_text(desk.file.read_text().replace("t%E1%BA%B7ng+qu%C3%A0", "c%C3%B4ng+%C4%91o%C3%A0n"))
    desk.bodies["b"] = "Mới."
    desk.build()
    assert tell(desk).began == ["quà Tết"]
    assert not desk.mail.taken


def test_kills_miss_nothing_and_tell_nothing_in_two_messages() -> None:
    outcome = reliability.run(kills=5, seed=3)
    assert not outcome.problems, outcome.report()


def test_the_command_says_what_failed_and_goes_on_the_next_time(desk: Desk) -> None:
    assert desk.round()[0] == 0
    desk.bodies["b"] = "Mới."
    desk.build()
    desk.mail.dead = True
    status, said = desk.round()
    assert status == 1
    assert "sent with the next run" in said
    assert "Traceback" not in said
    desk.mail.dead = False
    assert desk.round()[0] == 0
    assert len(desk.mail.taken) == len(desk.hook.taken) == 1


GOOD = 'from = "a@b.vn"\n[smtp]\nhost = "h"\n[[alert]]\nname = "x"\nsearch = "/search?q=a"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r"no \[\[alert\]\]"),
        ("x = ", "no TOML"),
        (GOOD, "tells nobody"),
        (GOOD + "stdout = true\nwhen = 3\n", "there is no 'when'"),
        (GOOD + 'mail = "không phải"\n', "no mail address"),
        (GOOD + 'mail = "a@b.vn"\nevery = "month"\n', "every is one of"),
        (GOOD + 'webhook = "http://h/"\n', "secret_env"),
        (GOOD + 'webhook = "file:///etc/passwd"\n', "http or https"),
        (GOOD + "stdout = true\n" + GOOD.partition("[smtp]")[2].partition("\n")[2].partition("\n")[2] + "stdout = true\n", "two alerts"),
        ('[[alert]]\nname = "x"\nsearch = "q=a"\nmail = "a@b.vn"\n', "smtp"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_with_what_to_mend(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "alerts.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=said):
        load(path)


def test_a_filter_that_the_index_lacks_is_told(desk: Desk) -> None:
    desk.file.write_text(desk.file.read_text().replace("/search?q=", "/search?huyen=x&q="))
    [problem] = tell(desk).failed
    assert "there is no filter 'huyen'" in problem
    assert "district" in problem
