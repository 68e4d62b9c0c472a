"""Mail over STARTTLS and TLS with a login, against real servers: taken, refused, dying after DATA; webhooks by their signature."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bench.reliability.alerts import SECRET, Desk
from search import Search
from search.alerts import Report, load, run
from search.alerts.delivery import signature

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
"""Over TLS from the first byte, aiosmtpd does not know that the connection is one."""

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
PASSWORD = "mật khẩu của Lan"


class Office:
    """A mail server that wants TLS and a login. It can break off behind DATA, having taken the mail or not."""

    def __init__(self, folder: Path, tls: str) -> None:
        self.taken: list[str] = []
        self.breaks_off = 0
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "server.pem")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        secured: dict[str, Any] = {"ssl_context": context}
        if tls == "starttls":
            secured = {"tls_context": context, "require_starttls": True}
        self._tls, self._secured = tls, secured
        self.start()

    def start(self) -> None:
        """Serve from now on."""
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            authenticator=self._knows,
            auth_required=True,
            auth_require_tls=self._tls == "starttls",
            **self._secured,
        )
        self._controller.start()

    def _knows(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password.decode() == PASSWORD
        return AuthResult(success=right)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken.append(
            next(line for line in envelope.content.decode().splitlines() if line.startswith("Message-ID"))
        )
        if self.breaks_off:
            self.breaks_off -= 1
            server.transport.abort()
        return "250 taken"

    def close(self) -> None:
        self._controller.stop()


def certify(folder: Path) -> None:
    """A key and a certificate for 127.0.0.1, which signs itself."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(9))
    builder = builder.add_extension(
        x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
    )
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.pem").write_bytes(certificate + private)
    (folder / "authority.pem").write_bytes(certificate)


@pytest.fixture(params=["starttls", "tls"])
def office(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Office, Desk]]:
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    monkeypatch.setenv("SMTP_PASSWORD", PASSWORD)
    certify(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    server, desk = Office(tmp_path, request.param), Desk(tmp_path)
    text = desk.file.read_text()
    text = text.replace(
        f"port = {desk.mail.port}", f'port = {server.port}\nuser = "tin"\npassword_env = "SMTP_PASSWORD"'
    )
    desk.file.write_text(text.replace('tls = "none"', f'tls = "{request.param}"'))
    tell(desk)
    desk.bodies["b"] = "Mới."
    desk.build()
    yield server, desk
    server.close()
    desk.close()


def tell(desk: Desk, now: datetime = NOON) -> Report:
    search = Search.open(desk.index)
    try:
        return run(load(desk.file), search, now, lambda text: None)
    finally:
        search.close()


def test_a_server_that_wants_tls_and_a_login_takes_the_mail(office: tuple[Office, Desk]) -> None:
    server, desk = office
    report = tell(desk)
    assert not report.failed
    assert len(server.taken) == 1
    assert tell(desk).sent == 0


def test_a_wrong_password_is_told_and_the_mail_waits(
    office: tuple[Office, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, desk = office
    monkeypatch.setenv("SMTP_PASSWORD", "sai")
    [problem] = tell(desk).failed
    assert "does not take mail" in problem
    assert "sent with the next run" in problem
    assert PASSWORD not in problem
    assert not server.taken
    monkeypatch.setenv("SMTP_PASSWORD", PASSWORD)
    assert not tell(desk).failed
    assert len(server.taken) == 1


def test_a_certificate_that_nobody_vouches_for_gets_no_password(
    office: tuple[Office, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, desk = office
    monkeypatch.delenv("SSL_CERT_FILE")
    [problem] = tell(desk).failed
    assert "certificate" in problem.lower()
    assert not server.taken


def test_a_server_that_dies_after_data_gets_the_same_message_again(office: tuple[Office, Desk]) -> None:
    server, desk = office
    server.breaks_off = 1
    assert len(tell(desk).failed) == 1
    assert not tell(desk).failed
    assert len(server.taken) == 2
    assert len(set(server.taken)) == 1


def test_a_server_that_is_gone_gets_it_when_it_is_back(office: tuple[Office, Desk]) -> None:
    server, desk = office
    server.close()
    assert tell(desk).waiting == 1
    server.start()
    assert not tell(desk).failed
    assert len(server.taken) == 1


BAD = '[[alert]]\nname = "hỏng"\nsearch = "/search?q=a"\nevery = "month"\nstdout = true\n'


@pytest.mark.parametrize(
    "bad",
    [BAD, BAD.replace('every = "month"\n', "").replace("stdout = true", 'mail = "không phải"'), '[[alert]]\nsearch = "q=a"\nstdout = true\n'],
)  # fmt: skip
def test_a_bad_alert_is_named_and_the_good_one_beside_it_is_told(
    office: tuple[Office, Desk], bad: str
) -> None:
    server, desk = office
    desk.file.write_text(desk.file.read_text() + bad)
    [problem] = tell(desk).failed
    assert "alert 2" in problem
    assert "The other alerts are told" in problem
    assert len(server.taken) == 1


@pytest.mark.parametrize("change", ["body", "name", "moment", "secret"])
def test_a_signature_holds_for_one_message_alone(change: str) -> None:
    said = {"secret": SECRET, "name": "a", "moment": 17, "body": b"{}"}
    other: dict[str, Any] = {"secret": "khác", "name": "b", "moment": 18, "body": b"{ }"}
    whole = signature(**said)  # type: ignore[arg-type]
    assert whole.startswith("v1,")
    assert signature(**{**said, change: other[change]}) != whole


def test_a_webhook_that_refuses_for_a_moment_is_tried_again_under_the_same_id(
    office: tuple[Office, Desk],
) -> None:
    _, desk = office
    desk.hook.dead = True
    assert tell(desk).failed
    desk.hook.dead = False
    assert not tell(desk).failed
    assert len(desk.hook.taken) == 1
    assert not desk.hook.forged
