"""The command: which checks there are, and how large. `run.py bench reliability --help`."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

CHECKS = {
    "kills": "kill -9 of indexers at random moments",
    "power": "power cuts: what was not synced is lost",
    "failures": "writes, fsyncs and renames that fail; full disk, read-only folder, two indexers",
    "flips": "flipped bits in index files",
    "oracle": "random queries against plain Python",
    "readers": "readers while a writer commits",
    "swaps": "a server under load while its index is rebuilt",
    "queries": "hostile and fuzzed queries",
    "pages": "mangled pages and bombs",
    "corrupt": "corrupted files of every format",
    "load": "many clients while the index changes; requests a second; above the limit",
    "slow": "clients that send by the byte, fall silent or hardly read, and readers beside them",
    "growth": "processor time for four times the input, in any shape and place",
    "fetching": "kills of fetch, and ten thousand pages",
    "alerts": "kills of alerts, with mail servers and webhooks that die",
    "script": "script in articles and queries",
}
"""Name of a check (its module in this package, but for `MODULES`) and what it tries."""

MODULES = {"oracle": "random_queries"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run checks, print what was counted; 1 if a promise was not kept."""
    parser = argparse.ArgumentParser(
        prog="run.py bench reliability",
        description="Try what the service promises to survive, and count. Without names, every check runs.",
        epilog="checks: " + "; ".join(f"{name}: {help}" for name, help in CHECKS.items()),
    )
    parser.add_argument("checks", nargs="*", metavar="CHECK", help="which checks to run (default: all)")
    parser.add_argument(
        "--share", type=float, default=1.0, help="part of the full counts to run (default: 1)"
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of everything random (default: 1)")
    options = parser.parse_args(arguments)
    unknown = set(options.checks) - CHECKS.keys()
    if unknown:
        parser.error(f"no check {', '.join(sorted(unknown))}; there are {', '.join(CHECKS)}")
    failed = 0
    for name in options.checks or CHECKS:
        for outcome in importlib.import_module(f"bench.reliability.{MODULES.get(name, name)}").trials(
            options.share, options.seed
        ):
            print(outcome.report(), flush=True)
            failed += bool(outcome.problems)
    if failed:
        print(f"{failed} promises were not kept", file=sys.stderr)
    return 1 if failed else 0
