"""The keys of the write API: a file with one key a line, so that an old and a new one can hold side by side.

The file is read at each use: a changed key holds at once. It must not be open to others than its owner and group.
"""

from __future__ import annotations

import hmac
import re
import stat
from hashlib import sha256
from pathlib import Path

from indexer.errors import SettingsError

SHORTEST = 20
"""Characters of a key at least."""

_KEY = re.compile(rf"[A-Za-z0-9._~+/=-]{{{SHORTEST},512}}")
"""What a bearer token may be (RFC 6750, section 2.1)."""


def read_keys(path: Path) -> list[str]:
    """Return the keys of a file. Raises SettingsError that says how to mend it, and never names a key."""
    where = f"TCD_WRITE_KEY_FILE={path}"
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(path.stat().st_mode)
            text = file.read(65_536).decode("ascii", "replace")
    except OSError as error:
        raise SettingsError(f"{where}: cannot be read ({error.strerror})") from None
    if mode & 0o027:
        raise SettingsError(f"{where}: others can read or change it (mode {mode:03o}). Do: chmod 600 {path}")
    keys = [line.strip() for line in text.splitlines() if line.strip()]
    if not keys or not all(map(_KEY.fullmatch, keys)):
        raise SettingsError(
            f"{where}: one key a line, each of {SHORTEST} or more letters, digits and ._~+/=-. Do: openssl rand -hex 32 > {path}"
        )
    return keys


def is_allowed(authorization: str, keys: list[str]) -> bool:
    """Does a header `Authorization: Bearer KEY` hold one of the keys? Takes as long for a wrong key as for a right one."""
    scheme, _, given = authorization.partition(" ")
    digest = sha256(given.strip().encode("utf-8", "replace")).digest()
    matches = [hmac.compare_digest(digest, sha256(key.encode()).digest()) for key in keys]
    return any(matches) and scheme.lower() == "bearer"
