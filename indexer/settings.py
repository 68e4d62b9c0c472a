"""Every setting, in one table: name, default, help.

A setting comes from the command line, else from the environment (`TCD_` + name in capitals), else from
the default here. `docs/settings.md` is checked against this table by the tests.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
IS_CHECKOUT = (ROOT / "run.py").is_file()
HOME = ROOT if IS_CHECKOUT else Path.cwd()
"""Where `corpus/` and `index/` lie by default: the checkout, or for an installed command the folder it is called in."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table. `default`'s type is the type of the value."""

    name: str
    default: Any
    help: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return "TCD_" + self.name.upper()


SETTINGS = (
    Setting("corpus", str(HOME / "corpus"), "folder or file that holds the pages"),
    Setting("index", str(HOME / "index"), "folder of the index"),
    Setting("engine", "whoosh", "engine that keeps the index: whoosh or opensearch"),
    Setting(
        "gazetteer",
        "",
        "folder of TOML files that extend or replace ours: districts, wards, campaigns, abbreviations",
    ),
    Setting("jobs", 0, "processes that read and analyse pages; 0: one per core"),
    Setting("page_seconds", 10.0, "seconds of processor time that one page or record may take; 0: no limit"),
    Setting("host", "127.0.0.1", "address the server listens on"),
    Setting("port", 8000, "port the server listens on"),
    Setting("workers", 2, "worker processes of the server"),
    Setting("opensearch_user", "", "user name at the OpenSearch cluster; empty: none is asked for"),
    Setting("opensearch_password", "", "password at the OpenSearch cluster"),
    Setting(
        "opensearch_ca",
        "",
        "file of the authority that signed the cluster's certificate; empty: the system's",
    ),
    Setting("opensearch_shards", 1, "shards of a new index on the cluster: 10 to 50 GB each"),
    Setting("opensearch_replicas", 1, "copies of each shard; with 1, any one node may die"),
    Setting(
        "opensearch_segments", 1, "segments that a shard is merged into after a full build; 0: as they come"
    ),
    Setting("opensearch_timeout", 10.0, "seconds that a question to the cluster may take"),
    Setting("opensearch_poll", 1.0, "seconds after which a running server notices a new generation"),
    Setting(
        "base_url", "", "address under which readers reach the site, for feeds and sitemaps; empty: as asked"
    ),
    Setting("rate_limit", 0, "requests a minute that one client may make, over all workers; 0: no limit"),
    Setting("alerts", "", "file of saved searches of which `watch` tells what is new; empty: none"),
    Setting("citations", "", "file of the searches that readers cited; empty: beside the index"),
    Setting(
        "write_key_file",
        "",
        "file with the key of the write API, one a line, readable by its owner alone; empty: the API only reads",
    ),
    Setting("proxies", 0, "reverse proxies in front whose forwarded headers are trusted"),
    Setting(
        "fetch_contact",
        "",
        "mail or web address that fetch sends with each request; empty: the file of sources says it",
    ),
    Setting(
        "fetch_private",
        False,
        "fetch may ask private and loopback addresses, as for a site in an office's own network",
    ),
    Setting(
        "hsts", 31_536_000, "seconds that browsers shall ask over TLS only (behind TLS); 0: as they like"
    ),
    Setting("log_clients", False, "write the address of each client into the log"),
    Setting("log_queries", False, "write what was asked into the log, for `queries`"),
    Setting("access_log", True, "one JSON line per request on stderr"),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def program() -> str:
    """Return how this program is called, for messages that advise a command: `python run.py` or `tin-cong-doan`."""
    return "python run.py" if IS_CHECKOUT else "tin-cong-doan"


def setting(name: str, override: Any = None) -> Any:
    """The value of one setting: `override` if not None, else the environment's, else the default.

    Raises SettingsError when the environment's value is not of the default's type.
    """
    row = _BY_NAME[name]
    if override is not None:
        return override
    raw = os.environ.get(row.variable)
    if raw is None:
        return row.default
    if isinstance(row.default, bool):
        if raw.lower() in ("1", "true", "yes", "on"):
            return True
        if raw.lower() in ("", "0", "false", "no", "off"):
            return False
        raise SettingsError(f"{row.variable}={raw!r}: expected 1 or 0 ({row.help})")
    try:
        return type(row.default)(raw)
    except ValueError:
        kind = type(row.default).__name__
        raise SettingsError(f"{row.variable}={raw!r}: expected a value of type {kind} ({row.help})") from None


def without_password(index: str | Path) -> str:
    """Return an index argument for a message: whatever stands before an `@` is left out."""
    return re.sub(r"(?<=:/)(/?)\S*@", r"\1***@", str(index))
