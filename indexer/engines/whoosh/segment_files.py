"""The names of the files of an index, and what its manifest says of each segment."""

from __future__ import annotations

from dataclasses import dataclass

INDEX_NAME = "MAIN"
EXTENSION = ".arrays"


@dataclass(frozen=True, slots=True)
class Built:
    """A segment that lies on disk, whole and durable, and may be part of no generation yet."""

    segid: str
    documents: int
    size: int
    seal: int

    @property
    def file_name(self) -> str:
        return file_name(self.segid)


def file_name(segid: str) -> str:
    """The name of the file with the arrays of a segment."""
    return f"{INDEX_NAME}_{segid}{EXTENSION}"
