"""ALERTS.toml: saved searches, how often and where each tells what is new.

An alert is a table `[[alert]]` with a `name`, a `search` (an address of the site's results page, or what follows its `?`), and
one of `mail`, `webhook` and `stdout`. What cannot be used is refused with the name of the alert and what to write.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args
from urllib.parse import parse_qsl, urlsplit

from indexer.engines.contract import Filters
from indexer.errors import SettingsError
from indexer.facets.facet_spec import Registry

Every = Literal["now", "hour", "day", "week"]

_KEYS = {"name", "search", "every", "mail", "webhook", "secret_env", "stdout"}
_HEAD = {"site", "from", "memory", "smtp", "alert"}
_SMTP = {"host", "port", "user", "password_env", "tls"}
_PLAIN = {"sort", "page", "size", "lang", "since"}
"""Parameters of a results page that do not change what is found, or that an alert knows by itself (`since`)."""
_MAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")


@dataclass(frozen=True, slots=True)
class Alert:
    """One saved search. `search` are the (name, value) pairs of its address; `channels` are (kind, destination)."""

    name: str
    search: tuple[tuple[str, str], ...]
    every: Every
    channels: tuple[tuple[str, str], ...]
    secret: str = ""

    @property
    def q(self) -> str:
        """The words."""
        return next((value for name, value in self.search if name == "q"), "")

    @property
    def exact(self) -> tuple[str, ...]:
        """Words taken as typed."""
        return tuple(value for name, value in self.search if name == "exact")

    def filters(self, registry: Registry) -> Filters:
        """The filters, for an index with these facets. Raises SettingsError for one that it does not have."""
        chosen: dict[str, list[str]] = {}
        dates: dict[str, str] = {}
        for name, value in self.search:
            if name in ("q", "exact", *_PLAIN):
                continue
            if name in ("from", "to"):
                dates[f"date_{name}"] = value
            elif name in registry.names:
                chosen.setdefault(name, []).append(value)
            else:
                known = ", ".join(("q", *registry.names, "from", "to"))
                raise SettingsError(f"alert {self.name!r}: there is no filter {name!r}; there are {known}")
        return Filters(chosen, date_from=dates.get("date_from"), date_to=dates.get("date_to"))


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over. `tls`: "starttls", "tls" or "none"."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: str = "starttls"


@dataclass(frozen=True, slots=True)
class AlertFile:
    """A whole file. `memory` is the SQLite file of what was told; `site` stands before addresses in messages."""

    alerts: tuple[Alert, ...]
    memory: Path
    site: str = ""
    sender: str = ""
    server: MailServer | None = None
    problems: tuple[str, ...] = ()


def load(path: Path) -> AlertFile:
    """Read a file of alerts. An alert that cannot be used is left out and named in `problems`. Raises SettingsError, which names what
    to mend, where the file is wrong as a whole or no alert can be used."""
    try:
        record = tomllib.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: this is no TOML: {error}") from None
    _refuse_unknown(record, _HEAD, str(path))
    rows = record.get("alert", [])
    if not isinstance(rows, list) or not rows:
        raise SettingsError(f"{path}: there is no [[alert]] in it")
    alerts: list[Alert] = []
    problems: list[str] = []
    for number, row in enumerate(rows, 1):
        try:
            alerts.append(_alert(row, f"{path}, alert {number}"))
        except SettingsError as error:
            problems.append(str(error))
    if not alerts:
        raise SettingsError("\n".join(problems))
    names = [alert.name for alert in alerts]
    for name in names:
        if names.count(name) > 1:
            raise SettingsError(f"{path}: two alerts are called {name!r}; each needs a name of its own")
    server = _server(record.get("smtp"), path)
    sender = _text(record, "from", str(path))
    if any(kind == "mail" for alert in alerts for kind, _ in alert.channels):
        if server is None:
            raise SettingsError(f'{path}: mail needs a server: [smtp] with host = "…"')
        if not _MAIL.fullmatch(sender):
            raise SettingsError(f'{path}: mail needs a sender: from = "tin@example.vn" at the top')
    memory = path.parent / (_text(record, "memory", str(path)) or f"{path.stem}.sqlite")
    return AlertFile(
        tuple(alerts), memory, _text(record, "site", str(path)).rstrip("/"), sender, server, tuple(problems)
    )


def _alert(row: object, where: str) -> Alert:
    if not isinstance(row, dict):
        raise SettingsError(f"{where}: expected a table [[alert]]")
    name = _text(row, "name", where)
    if not name:
        raise SettingsError(f'{where}: it needs a name = "…", which stays the same')
    where = f"{where} ({name})"
    _refuse_unknown(row, _KEYS, where)
    every = _text(row, "every", where) or "day"
    if every not in get_args(Every):
        raise SettingsError(f"{where}: every is one of {', '.join(get_args(Every))}, not {every!r}")
    address = _text(row, "search", where)
    query = urlsplit(address).query if "?" in address else address
    channels = [("mail", to) for to in _list(row.get("mail", []), "mail", where)]
    for _, to in channels:
        if not _MAIL.fullmatch(to):
            raise SettingsError(f"{where}: {to!r} is no mail address")
    hook = _text(row, "webhook", where)
    secret = os.environ.get(variable, "") if (variable := _text(row, "secret_env", where)) else ""
    if hook:
        if urlsplit(hook).scheme not in ("http", "https") or not urlsplit(hook).hostname:
            raise SettingsError(f"{where}: webhook is an address with http or https, not {hook!r}")
        if not secret:
            raise SettingsError(
                f'{where}: a webhook is signed: secret_env = "NAME" names the environment variable with the secret'
            )
        channels.append(("webhook", hook))
    if row.get("stdout"):
        channels.append(("stdout", "-"))
    if not channels:
        raise SettingsError(f"{where}: it tells nobody: give it mail, webhook or stdout = true")
    pairs = tuple(parse_qsl(query, keep_blank_values=False))
    if query and not pairs:
        raise SettingsError(f"{where}: search is an address such as /search?q=tet+sum+vay, not {address!r}")
    return Alert(name, pairs, cast(Every, every), tuple(dict.fromkeys(channels)), secret)


def _server(row: object, path: Path) -> MailServer | None:
    if row is None:
        return None
    if not isinstance(row, dict):
        raise SettingsError(f"{path}: smtp is a table [smtp]")
    where = f"{path}, [smtp]"
    _refuse_unknown(row, _SMTP, where)
    tls = _text(row, "tls", where) or "starttls"
    if tls not in ("starttls", "tls", "none"):
        raise SettingsError(f"{where}: tls is starttls, tls or none, not {tls!r}")
    port = row.get("port", 465 if tls == "tls" else 587)
    if not isinstance(port, int) or not 0 < port < 65_536 or not _text(row, "host", where):
        raise SettingsError(f'{where}: it needs host = "mail.example.vn", and port as a number')
    variable = _text(row, "password_env", where)
    password = os.environ.get(variable, "") if variable else ""
    return MailServer(_text(row, "host", where), port, _text(row, "user", where), password, tls)


def _refuse_unknown(row: Mapping[str, object], allowed: set[str], where: str) -> None:
    for name in row:
        if name not in allowed:
            raise SettingsError(f"{where}: there is no {name!r}; there are {', '.join(sorted(allowed))}")


def _text(row: Mapping[str, object], name: str, where: str) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        raise SettingsError(f'{where}: {name} is a text: {name} = "…"')
    return value.strip()


def _list(value: object, name: str, where: str) -> list[str]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
        raise SettingsError(f'{where}: {name} is a list: {name} = ["…"]')
    return [item.strip() for item in values]
