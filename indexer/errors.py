"""Every error this project raises on purpose.

One base class, so that a caller can tell "we know what is wrong and say how to mend it" from a bug.
The message is written for the person who reads it: what is wrong, then what to do.
"""

from __future__ import annotations

from typing import Any


class TinCongDoanError(Exception):
    """Base of all errors raised on purpose. `str(error)` says what is wrong and what to do."""


class PageError(TinCongDoanError):
    """A page that cannot become an article: empty, binary, undecodable, truncated, not an article."""


class SettingsError(TinCongDoanError):
    """A setting (argument, `TCD_*` variable) with a value that cannot be used."""


class GazetteerError(TinCongDoanError):
    """A TOML gazetteer that is not what the program expects; names the file and the entry."""


class IndexProblem(TinCongDoanError):
    """Base of what can be wrong with an index."""


class IndexMissing(IndexProblem):
    """There is no index where one was expected."""


class IndexOutdated(IndexProblem):
    """The index was written by another version or with other parameters: rebuild it."""


class IndexNewer(IndexProblem):
    """The index was written by a newer version, which may still be using it: upgrade, or build it anew on purpose."""


class IndexDamaged(IndexProblem):
    """A file of the index is missing, truncated or altered."""


class IndexLocked(IndexProblem):
    """Another process is writing to the index."""


class IndexReadOnly(IndexProblem):
    """A way to write that would damage the index, such as a writer of Whoosh's."""


class EngineUnavailable(IndexProblem):
    """The engine (a cluster) does not answer, or refuses for now.

    `retry_after` is how many seconds to wait before the next try.
    """

    def __init__(self, message: str, retry_after: int = 5) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class QueryError(TinCongDoanError):
    """A request that is refused: too long, too deep, or a parameter out of range.

    `parameter` is the name of the request parameter at fault, or None. `code` names what is wrong, `values` what
    it is about (a limit, what was given), so that the site can say it in the reader's language: the
    sentence `error.parameter.CODE` of its catalogues.
    """

    def __init__(
        self, message: str, parameter: str | None = None, code: str | None = None, **values: Any
    ) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.code = code
        self.values = {"parameter": parameter or "q", **values}
