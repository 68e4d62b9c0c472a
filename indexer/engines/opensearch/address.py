"""Where a cluster is and what our indexes on it are called.

The index argument is `http://host:port[,host:port…]/name`.

| index | holds |
|---|---|
| `name` | alias of the index that is searched |
| `name-000007` | the documents; a full rebuild makes the next one and moves the alias |
| `name-meta` | which of them is current, the corpus state, the vocabulary, the lock, what an interrupted commit must undo |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import SettingsError
from indexer.settings import program, without_password

_FORM = re.compile(r"(?P<scheme>https?):/{1,2}(?P<hosts>[^/\s]+)/(?P<name>[^/\s]+)/?")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,199}")
_HOST = re.compile(r"(?:\[[0-9a-fA-F:]+\]|[^\s:@/\[\]]+)(?::\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Address:
    """The nodes to talk to (`http://host:port`) and the name that all our indexes begin with."""

    hosts: tuple[str, ...]
    name: str

    @property
    def meta(self) -> str:
        return f"{self.name}-meta"

    def numbered(self, number: int) -> str:
        """The name of the `number`-th index of documents."""
        return f"{self.name}-{number:06d}"

    def __str__(self) -> str:
        return f"{self.hosts[0]}/{self.name}"

    def command(self, *options: str) -> str:
        """Return the command that builds this index or brings it up to date, for a message."""
        first, *others = self.hosts
        nodes = ",".join([first, *(host.partition("://")[2] for host in others)])
        return " ".join([f"{program()} index --engine opensearch --index {nodes}/{self.name}", *options])


def parse(index: str | Path) -> Address:
    """The Address of an index argument (a Path has made `//` into `/`: that is understood too).

    Raises SettingsError when it is not of that form.
    """
    form = _FORM.fullmatch(str(index))
    hosts = form["hosts"].split(",") if form else []
    if not form or not _NAME.fullmatch(form["name"]) or not all(_HOST.fullmatch(host) for host in hosts):
        raise SettingsError(
            f"{without_password(index)}: for the engine opensearch the index is an address such as "
            "http://127.0.0.1:9200/tin-cong-doan (several nodes: http://a:9200,b:9200/tin-cong-doan; the name in "
            "lower case; user and password in TCD_OPENSEARCH_USER and TCD_OPENSEARCH_PASSWORD)"
        )
    ports = {"http": 9200, "https": 443}
    complete = (host if re.search(r":\d+$", host) else f"{host}:{ports[form['scheme']]}" for host in hosts)
    return Address(tuple(f"{form['scheme']}://{host}" for host in complete), form["name"])
