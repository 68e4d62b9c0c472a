"""Nobody gets in, and nothing falls over: hostile queries, mangled pages, bombs, script, overload, in small numbers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from bench.reliability import browser, load, pages, queries, script, swaps
from bench.reliability.hostile import fuzzed, hostile
from bench.reliability.outcome import Outcome

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


def apart(run: Callable[[], Outcome]) -> Outcome:
    """`run` in a thread of its own: a browser of other tests keeps an event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def kept(outcome: Outcome) -> bool:
    """Whether a promise held; what was counted is printed where a test fails."""
    print(outcome.report())
    return not outcome.problems


@pytest.mark.parametrize(("kind", "count"), [("hostile", 200), ("fuzzed", 200)])
def test_no_query_is_too_strange(kind: str, count: int) -> None:
    assert kept(queries.run(kind, count))


def test_queries_are_the_same_each_time() -> None:
    assert list(fuzzed(50, 3)) == list(fuzzed(50, 3))
    assert list(hostile(400)) == list(hostile(400))


def test_no_page_is_too_strange() -> None:
    assert kept(pages.run(30, 26, scales=(0.05,)))


def test_no_script_comes_through() -> None:
    assert kept(script.run(5))


@pytest.mark.browser
def test_no_script_runs_in_a_browser() -> None:
    outcome = apart(lambda: browser.run(4))
    if "skipped" in outcome.counts:
        pytest.skip(outcome.counts["skipped"])
    assert kept(outcome)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text/html", "<p onclick=alert(1)>x</p>"),
        ("text/html", "<p><script>alert(1)</script></p>"),
        ("text/html", '<p><a href="java\tscript:alert(1)">x</a></p>'),
        ("application/json", '{"highlights": {"title": "<mark>a</mark><b>", "text": []}}'),
        ("application/atom+xml", '<feed><entry><link href="javascript:alert(1)"/></entry></feed>'),
        ("text/csv", "id,title\n=HYPERLINK(1),a\n"),
    ],
)
def test_script_that_came_through_would_be_seen(kind: str, text: str) -> None:
    assert list(script._unescaped(kind, text, {"<p>", "<a>", "<a href>"}))


def test_a_server_answers_while_its_index_is_swapped() -> None:
    assert kept(apart(lambda: swaps.run(1, clients=4)))


def test_clients_above_the_limit_are_told_to_wait() -> None:
    assert kept(apart(lambda: load.overload(5, clients=8)))
