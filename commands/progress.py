"""A progress bar on a terminal; nothing where stderr is a file or a pipe."""

from __future__ import annotations

import sys

from tqdm import tqdm


class Bar:
    """The `indexer.pipeline.Progress` of the command line: one bar for each stage. A context manager."""

    def __init__(self) -> None:
        self._bar: tqdm | None = None

    def stage(self, name: str, total: int | None) -> None:
        self.close()
        self._bar = tqdm(
            desc=name, total=total, unit=" articles", file=sys.stderr, disable=None, leave=False, delay=0.5
        )

    def advance(self, count: int) -> None:
        if self._bar is not None:
            self._bar.update(count)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
