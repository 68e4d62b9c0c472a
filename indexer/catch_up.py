"""`python -m indexer.catch_up CORPUS INDEX ENGINE`: index what the write API received, in a process of its own.

Ends with 0 when the index knows all that was received before the start, 75 (try again) while another process writes to it, 1 for
any other trouble, which is told on stderr.
"""

from __future__ import annotations

import sys
from pathlib import Path

from indexer.errors import IndexLocked, TinCongDoanError
from indexer.pipeline import update
from indexer.received import ReceivedArticles

TRY_AGAIN = 75
"""EX_TEMPFAIL of sysexits.h."""


def main(corpus: Path, index: Path, engine: str) -> int:
    """Do it, and return the exit code."""
    try:
        with ReceivedArticles(corpus).updating() as is_needed:
            if is_needed:
                update(corpus, index, engine=engine)
    except IndexLocked:
        return TRY_AGAIN
    except (TinCongDoanError, OSError) as error:
        print(f"received articles are not indexed yet: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
