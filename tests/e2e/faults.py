"""Which faults of the site a browser test would have caught: `python -m tests.e2e.faults CHECKOUT…`.

Every CHECKOUT (an older one, this one) indexes and serves, by its own code, the corpus of this checkout and a made archive;
then the tests of *this* checkout marked `@pytest.mark.fault(number)` run against each, and a table says for each fault how
many of its tests fail there and how many pass. A test that only cannot be set up on an old checkout counts as neither.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.e2e import long_archive

HERE = Path(__file__).resolve().parents[2]
Counts = dict[int, Counter[str]]


@contextmanager
def served(checkout: Path, corpus: Path, index: Path) -> Iterator[str]:
    """Index `corpus` into `index` and serve it, by the code of `checkout`; gives the address."""
    command = [sys.executable, "run.py"]
    subprocess.run(
        [*command, "index", "--corpus", corpus, "--index", index],
        cwd=checkout,
        check=True,
        capture_output=True,
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [*command, "serve", "--index", index, "--port", str(port), "--workers", "1"],
        cwd=checkout, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield await_answer(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait()


def await_answer(address: str) -> str:
    """The address, once it answers."""
    for _ in range(300):
        try:
            urlopen(f"{address}/healthz").close()
            return address
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{address} does not answer")


def outcomes(report: Path) -> Counts:
    """Fault → how many of its tests passed, failed, or could not be set up."""
    counts: Counts = {}
    for case in ElementTree.parse(report).iter("testcase"):
        faults = [int(p.get("value", "0")) for p in case.iter("property") if p.get("name") == "fault"]
        outcome = "failed" if case.find("failure") is not None else "no set-up" if len(case) > 1 else "passed"
        for fault in faults:
            counts.setdefault(fault, Counter())[outcome] += 1
    return counts


def check(checkout: Path, chosen: list[str]) -> Counts:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        report, long = folder / "report.xml", folder / "long"
        long.mkdir()
        long_archive.write(long / "long.jsonl")
        shipped = stack.enter_context(served(checkout, HERE / "corpus", folder / "index"))
        made = stack.enter_context(served(checkout, long, folder / "long-index"))
        subprocess.run(
            [sys.executable, "-m", "pytest", "tests/e2e", "-m", "fault", f"--junitxml={report}", *chosen],
            cwd=HERE, env={**os.environ, "TCD_SITE": shipped, "TCD_SITE_LONG": made, "TCD_PATIENCE": "8000"}, check=False, stdout=sys.stderr,
        )  # fmt: skip
        return outcomes(report)


def main(arguments: list[str]) -> None:
    checkouts = [Path(a).resolve() for a in arguments if not a.startswith("-")]
    results = [check(checkout, [a for a in arguments if a.startswith("-")]) for checkout in checkouts]
    print("| fault | " + " | ".join(f"{checkout.name}: fail / pass" for checkout in checkouts) + " |")
    print("|---" * (1 + len(checkouts)) + "|")
    for fault in sorted(set().union(*results)):
        cells = [
            f"{r.get(fault, Counter())['failed']} / {r.get(fault, Counter())['passed']}" for r in results
        ]
        print(f"| {fault} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main(sys.argv[1:])
