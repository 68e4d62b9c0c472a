"""Alerts, killed again and again, with a real mail server and a real webhook on loopback that are sometimes dead.

What is new must reach every destination. A message may come twice only where a kill met it under way, and then bears the same
name; no article is told in two messages.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.reliability.outcome import Outcome
from indexer.pipeline import update
from indexer.settings import ROOT
from search.alerts.delivery import signature

ASKED = "300 kills of alerts, servers dead now and then: nothing missed, nothing told in two messages"
SECRET = "một bí mật"
SLOW = 0.03
"""Seconds that a server takes with a message, so that kills meet some under way."""


class MailSink:
    """A mail server that keeps what it took as (Message-ID, text); it refuses while it is `dead`."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.dead = False
        self.reached = threading.Event()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a message, or refuse it."""
        self.reached.set()
        if self.dead:
            return "451 later"
        time.sleep(SLOW)
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default)
        body = mail.get_body(("plain",))
        self.taken.append((str(mail["Message-ID"]), body.get_content() if body else ""))
        return "250 taken"

    def close(self) -> None:
        """Stop it."""
        self._controller.stop()


class HookSink:
    """A webhook that keeps (id, body) of what was signed rightly; it answers 503 while it is `dead`."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.forged = 0
        self.dead = False
        self.reached = threading.Event()
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sink.reached.set()
                body = self.rfile.read(int(self.headers["Content-Length"]))
                name, moment = self.headers["webhook-id"], int(self.headers["webhook-timestamp"])
                right = self.headers["webhook-signature"] == signature(SECRET, name, moment, body)
                if right and not sink.dead:
                    time.sleep(SLOW)
                    sink.taken.append((name, body.decode()))
                sink.forged += not right
                self.send_response(503 if sink.dead else 204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Nothing is printed."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop it."""
        self._server.shutdown()
        self._server.server_close()


class Desk:
    """A corpus, its index, the file of alerts, and the two servers it tells."""

    def __init__(self, folder: Path, every: str = "now") -> None:
        self.corpus, self.index, self.file = folder / "corpus", folder / "index", folder / "alerts.toml"
        self.corpus.mkdir()
        self.mail, self.hook = MailSink(), HookSink()
        self.bodies: dict[str, str] = {"a0": "Có từ trước."}
        self.file.write_text(
            f'site = "https://tin.example.vn"\nfrom = "tin@example.vn"\n'
            f'[smtp]\nhost = "127.0.0.1"\nport = {self.mail.port}\ntls = "none"\n'
            f'[[alert]]\nname = "quà Tết"\nsearch = "/search?q=t%E1%BA%B7ng+qu%C3%A0"\nevery = "{every}"\n'
            f'mail = ["lan@example.vn"]\nwebhook = "http://127.0.0.1:{self.hook.port}/x"\nsecret_env = "HOOK_SECRET"\n',
            encoding="utf-8",
        )
        self.build()

    def build(self, full: bool = False) -> None:
        """Bring the index up to date with `bodies`."""
        rows = [
            json.dumps({"id": identity, "title": f"Công đoàn tặng quà {identity}", "body": body})
            for identity, body in self.bodies.items()
        ]
        (self.corpus / "all.jsonl").write_text("\n".join(rows))
        update(self.corpus, self.index, jobs=1, full=full)

    def start(self) -> subprocess.Popen[str]:
        """Begin a round in a process of its own."""
        command = [sys.executable, "run.py", "alerts", str(self.file), "--index", str(self.index)]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "HOOK_SECRET": SECRET},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def round(self) -> tuple[int, str]:
        """Run a round to its end; its exit status and what it said on stderr."""
        process = self.start()
        _, said = process.communicate(timeout=120)
        return process.returncode, said

    def close(self) -> None:
        """Stop the servers."""
        self.mail.close()
        self.hook.close()


def run(kills: int = 300, seed: int = 1) -> Outcome:
    """Kill rounds of alerts `kills` times while articles come and change, and the servers die and live."""
    outcome = Outcome("alerts", ASKED, seed)
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        desk = Desk(Path(place))
        try:
            begun = time.perf_counter()
            desk.round()
            length = time.perf_counter() - begun
            expected: Counter[str] = Counter()
            for number in range(1, kills + 1):
                # Only what is not under way changes, so that each text is one piece of news of its own.
                desk.bodies[f"a{number}"] = f"Bài số {number}."
                expected[f"a{number}"] += 1
                desk.build(full=number % 25 == 0)
                desk.mail.dead, desk.hook.dead = rng.random() < 0.15, rng.random() < 0.15
                outcome.add("kills" if _kill(desk, rng, length) else "rounds that ended first")
            desk.mail.dead = desk.hook.dead = False
            status, said = desk.round()
            outcome.expect(status == 0, f"the last round ended with {status}: {said}")
            desk.build(full=True)
            before = len(desk.mail.taken) + len(desk.hook.taken)
            desk.round()
            outcome.expect(
                len(desk.mail.taken) + len(desk.hook.taken) == before, "a rebuilt index told something again"
            )
            _judge(outcome, "mail", desk.mail.taken, expected)
            _judge(outcome, "webhook", desk.hook.taken, expected)
            outcome.expect(not desk.hook.forged, f"{desk.hook.forged} webhooks with a wrong signature")
        finally:
            desk.close()
    return outcome


def _kill(desk: Desk, rng: random.Random, length: float) -> bool:
    """Kill a round: one time in three at any moment, else with a message under way. False if it ended first."""
    desk.mail.reached.clear()
    desk.hook.reached.clear()
    process = desk.start()
    if rng.random() < 1 / 3:
        time.sleep(rng.uniform(0.3, 1.1) * length)
    else:
        met = rng.choice([desk.mail, desk.hook]).reached
        while process.poll() is None and not met.wait(0.005):
            pass
        time.sleep(rng.uniform(0, 2 * SLOW))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


def _judge(outcome: Outcome, kind: str, taken: list[tuple[str, str]], expected: Counter[str]) -> None:
    messages = dict(taken)
    repeats = len(taken) - len(messages)
    outcome.add(f"{kind}: messages", len(messages))
    outcome.add(f"{kind}: repeats under the same name", repeats)
    outcome.expect(
        repeats <= outcome.counts.get("kills", 0), f"{kind}: {repeats} repeats, more than there were kills"
    )
    for name, content in taken:
        outcome.expect(messages[name] == content, f"{kind}: {name} came with two contents")
    for identity in expected:
        told = sum(
            f"tặng quà {identity}\n" in text or f'"id":"{identity}"' in text for text in messages.values()
        )
        outcome.expect(told == 1, f"{kind}: {identity} was told in {told} messages")


def trials(share: float, seed: int) -> Iterator[Outcome]:
    """The check at its full size, or a part of it."""
    yield run(max(4, int(300 * share)), seed)
