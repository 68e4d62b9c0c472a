"""One round over all alerts: find what is new, write it down, send what is written down."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from indexer.article import Article
from indexer.article_digest import text_digest
from indexer.errors import QueryError, SettingsError
from search import Search
from search.alerts.alert_file import Alert, AlertFile, Every
from search.alerts.delivery import DeliveryError, deliver
from search.alerts.memory import Memory, Message, State
from search.alerts.messages import Content, Item

HANOI = timezone(timedelta(hours=7))


@dataclass(slots=True)
class Report:
    """What a round did: messages that left, alerts that began, and what failed, in words."""

    sent: int = 0
    waiting: int = 0
    began: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def run(file: AlertFile, search: Search, now: datetime, out: Callable[[str], None]) -> Report:
    """Tell what is new for each alert of `file` as of `now`. `out` takes what goes to stdout.

    What a destination does not take stays written down for the next round. Raises SettingsError when another round runs.
    """
    report = Report(failed=[f"{problem}. The other alerts are told." for problem in file.problems])
    with Memory(file.memory) as memory:
        for alert in file.alerts:
            try:
                _look(alert, search, memory, now, report)
            except (QueryError, SettingsError) as error:
                report.failed.append(f"alert {alert.name}: {error}")
        secrets = {alert.name: alert.secret for alert in file.alerts}
        dead: set[tuple[str, str]] = set()
        for message in memory.outbox():
            # A mail server that does not answer is not waited for again and again.
            server = (message.kind, message.destination if message.kind == "webhook" else "")
            if server in dead:
                report.waiting += 1
                continue
            try:
                deliver(message, file, secrets.get(message.alert, ""), out)
            except DeliveryError as error:
                report.failed.append(
                    f"alert {message.alert}, to {message.destination}: {error}. It is sent with the next run."
                )
                report.waiting += 1
                if error.is_server:
                    dead.add(server)
                continue
            memory.sent(message)
            report.sent += 1
    return report


def _look(alert: Alert, search: Search, memory: Memory, now: datetime, report: Report) -> None:
    state = memory.state(alert.name)
    period = period_of(alert.every, now)
    if state and state.search == repr(alert.search) and alert.every != "now" and state.period == period:
        return
    found = {a.id: a for a in search.export(alert.q, alert.filters(search.registry), exact=alert.exact)}
    digests = {identity: text_digest(article) for identity, article in found.items()}
    if state is None or state.search != repr(alert.search):
        memory.begin(alert.name, State(repr(alert.search), "", state.messages if state else 0), digests)
        report.began.append(alert.name)
        return
    told = memory.told(alert.name)
    news = {identity: digest for identity, digest in digests.items() if told.get(identity) != digest}
    if not news:
        return
    items = tuple(_item(found[identity], identity in told) for identity in sorted(news))
    content = Content(alert.name, alert.search, search.generation, items).to_json()
    number = state.messages + 1
    messages = [
        Message(_name(alert, number, where, content), alert.name, kind, where, content, int(now.timestamp()))
        for kind, where in alert.channels
    ]
    memory.tell(alert.name, State(state.search, period, number), news, messages)


def period_of(every: Every, now: datetime) -> str:
    """The hour, day or week in Hà Nội that a moment lies in: an alert tells once in each at most."""
    local = now.astimezone(HANOI)
    form = {"now": "", "hour": "%Y-%m-%dT%H", "day": "%Y-%m-%d", "week": "%G-W%V"}
    return local.strftime(form[every])


def _item(article: Article, is_changed: bool) -> Item:
    return Item(
        id=article.id,
        change="changed" if is_changed else "added",
        title=article.heading,
        lead=article.lead or "",
        source=article.source or "",
        published=article.published or "",
        url=article.url or "",
    )


def _name(alert: Alert, number: int, where: str, content: str) -> str:
    """The name of a message: from what it says, to whom, and the how-manieth of its alert it is."""
    whole = json.dumps([alert.name, number, where, content])
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)
