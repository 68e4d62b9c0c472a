"""What a run of fetch did, per source: counted, and told in one line each."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class SourceReport:
    """Counts of one source. `failed` and `notes` hold (address, reason)."""

    name: str
    lists: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    twins: int = 0
    forbidden: int = 0
    left: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    def __str__(self) -> str:
        words = (
            (self.new, "new"),
            (self.changed, "changed"),
            (self.unchanged, "unchanged"),
            (self.gone, "gone at the source"),
            (self.twins, "another address of a page that is there"),
            (self.forbidden, "forbidden by robots.txt"),
            (self.left, "left for the next run"),
            (len(self.failed), "failed"),
        )
        counted = ", ".join(f"{count:,} {word}" for count, word in words if count) or "nothing new"
        return f"{self.name}: {counted} ({self.lists:,} lists read)"


@dataclass(slots=True)
class Report:
    """A run over all sources. `recovered` counts responses of a run that was killed, found in its WARC."""

    sources: dict[str, SourceReport] = field(default_factory=dict)
    recovered: int = 0
    files: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether every page that was asked for came."""
        return not any(source.failed for source in self.sources.values())
