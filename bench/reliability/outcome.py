"""What a check found: what was asked for, what was counted, what went wrong.

A check adds to an `Outcome` as it goes; `report` prints it. `problems` empty means that the promise held.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

SHOWN = 12
"""How many problems are printed one by one."""


@dataclass(slots=True)
class Outcome:
    """The outcome of one check. `counts` are printed in their order; times in seconds unless named otherwise."""

    name: str
    asked: str
    seed: int
    counts: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.perf_counter)

    def add(self, name: str, amount: int = 1) -> None:
        """Count `amount` more of `name`."""
        self.counts[name] = self.counts.get(name, 0) + amount

    def most(self, name: str, value: float) -> None:
        """Keep the largest `value` of `name`."""
        self.counts[name] = max(self.counts.get(name, 0.0), value)

    def expect(self, fact: bool, problem: str) -> bool:
        """Note `problem` unless `fact`."""
        if not fact:
            self.problems.append(problem)
        return fact

    def report(self) -> str:
        """Several lines for people."""
        verdict = f"{len(self.problems)} PROBLEMS" if self.problems else "ok"
        lines = [f"{self.name}: {verdict} ({time.perf_counter() - self.began:.0f} s, seed {self.seed})"]
        lines.append(f"  asked: {self.asked}")
        lines += [f"  {name}: {_shown(value)}" for name, value in self.counts.items()]
        lines += [f"  ! {problem[:600]}" for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"  ! and {len(self.problems) - SHOWN} more")
        return "\n".join(lines)


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.3f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0…1) of `values` do not exceed; 0.0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
