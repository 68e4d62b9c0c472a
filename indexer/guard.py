"""A fault stays where it is: what one page or record raises, or takes too long for, is a refusal of it and of nothing else.

`guard` runs a function for one page; `admit` is the door through which all text enters: whatever it lets through is valid
Unicode without control characters.
"""

from __future__ import annotations

import ctypes
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from types import FrameType
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from indexer.article import FACET_LISTS, Article, FacetValue
from indexer.settings import setting

P = ParamSpec("P")
R = TypeVar("R")

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_TEXTS = ("title", "kicker", "lead", "body", "author", "source", "url", "published")
_LISTS = ("captions", "related")

ARTICLE_CHARACTERS = 500_000
"""Characters of the longest article that is accepted, all its texts together; the longest of newspapers have 100,000."""


class Refusal(Exception):
    """A page or record that is refused; the text is the reason."""


class OutOfTime(BaseException):
    """A page took more processor time than it may. Not an Exception, so that no reader swallows it."""


_bounded = threading.local()
"""Whether a block of `processor_time` is open in this thread."""


@contextmanager
def processor_time(seconds: float) -> Iterator[bool]:
    """Raise OutOfTime in this block after `seconds` of processor time: this process's in the main thread, this thread's elsewhere.

    Says whether the block is the one that is bounded: with 0 seconds, or inside another, it is not.
    """
    if seconds <= 0 or getattr(_bounded, "open", False):
        yield False
        return
    _bounded.open = True
    try:
        with _timer(seconds) if threading.current_thread() is threading.main_thread() else _watch(seconds):
            yield True
    finally:
        _bounded.open = False


@contextmanager
def _timer(seconds: float) -> Iterator[None]:
    """The main thread's: the system sends a signal when the time is up, which also ends a search for a regular expression."""

    _catch_timer()
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


@cache
def _catch_timer() -> None:
    """Once in a process, since to set a handler takes longer than to read many a record."""

    def end(number: int, frame: FrameType | None) -> None:
        if getattr(_bounded, "open", False):
            raise OutOfTime

    signal.signal(signal.SIGVTALRM, end)


@contextmanager
def _watch(seconds: float) -> Iterator[None]:
    """Another thread's, to which no signal comes: a thread beside it looks at its clock. What runs in C is ended when it returns."""
    worker = threading.get_ident()
    clock = time.pthread_getcpuclockid(worker)
    until = time.clock_gettime(clock) + seconds
    done, interrupted = threading.Event(), threading.Event()
    interrupt = ctypes.pythonapi.PyThreadState_SetAsyncExc

    def watch() -> None:
        while not done.wait(max(0.01, min(1.0, until - time.clock_gettime(clock)))):
            if time.clock_gettime(clock) >= until:
                interrupted.set()
                interrupt(ctypes.c_ulong(worker), ctypes.py_object(OutOfTime))
                return

    watcher = threading.Thread(target=watch, name="page-budget", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
        if (
            interrupted.is_set()
        ):  # and else not: Python 3.11 would look for an interruption at every jump from then on
            interrupt(ctypes.c_ulong(worker), None)  # what came too late


def guard(function: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
    """Return what a function gives for one page or record.

    Raises Refusal, with a reason for an operator, for whatever else it raises and when it takes more processor time than the
    setting `page_seconds` allows.
    """
    seconds = float(setting("page_seconds"))
    bounded = False
    try:
        with processor_time(seconds) as bounded:
            return function(*arguments, **named)
    except Refusal:
        raise
    except OutOfTime:
        if not bounded:
            raise  # the page's time is up, not that of this part of it
        raise Refusal(f"took more than {seconds:g} s of processor time (TCD_PAGE_SECONDS)") from None
    except MemoryError:
        raise Refusal("needs more memory than there is") from None
    except RecursionError:
        raise Refusal("nested too deeply") from None
    except Exception as error:
        raise Refusal(internal(error)) from error


def internal(error: BaseException) -> str:
    """Return the reason of a refusal that is a fault of ours."""
    words = " ".join(valid(str(error)).split())[:160]
    return f"internal error: {type(error).__name__}{': ' if words else ''}{words}, please report"


def is_internal(reason: str) -> bool:
    """Say whether a refusal is a fault of ours rather than of the page."""
    return reason.startswith(("internal error:", "took more than", "needs more memory", "the process that"))


def valid(text: str) -> str:
    """Return text as valid Unicode: surrogate pairs joined, lone surrogates replaced, control characters dropped."""
    if text.isprintable() or text.replace("\n", "").isprintable():
        return text
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _CONTROL.sub("", text)


def shown_name(name: str) -> str:
    """Return a file's name as it can be shown and stored; bytes that are no UTF-8 as `\\xNN`."""
    return (
        name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        if _SURROGATE.search(name)
        else name
    )


def admit(article: Article) -> Article:
    """Return the Article with all its text valid, and an address only if it is http(s).

    Raises Refusal for an id that is no valid text, since another one would be another document, and for an article of more
    than `ARTICLE_CHARACTERS`.
    """
    length = sum(len(getattr(article, name) or "") for name in _TEXTS)
    length += sum(len(value) for name in _LISTS for value in getattr(article, name))
    if length > ARTICLE_CHARACTERS:
        raise Refusal(
            f"too long: {length:,} characters of text, at most {ARTICLE_CHARACTERS:,} make one article; split it"
        )
    if _SURROGATE.search(article.id) or _CONTROL.search(article.id):
        raise Refusal(
            "its id has characters that are no text (a lone surrogate or a control character): give it another"
        )
    changes: dict[str, object] = {}
    for name in _TEXTS:
        value = getattr(article, name)
        if value and (clean := valid(value)) != value:
            changes[name] = clean
    for name in _LISTS:
        values = getattr(article, name)
        if (cleaned := tuple(map(valid, values))) != values:
            changes[name] = cleaned
    for name in FACET_LISTS:
        facets = getattr(article, name)
        if facets and (checked := _facet_values(facets)) != facets:
            changes[name] = checked
    if article.facets:
        declared = {valid(key): _facet_values(values) for key, values in article.facets.items()}
        if declared != article.facets:
            changes["facets"] = declared
    if article.url and not _is_web_address(article.url):
        changes["url"] = None
    return replace(article, **changes) if changes else article  # type: ignore[arg-type]


def _facet_values(values: tuple[FacetValue, ...]) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(valid(v.value), valid(v.label)) for v in values)


def _is_web_address(url: str) -> bool:
    """Whether an address may become a link: other schemes (javascript:, data:, file:) never reach a page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.netloc)
