"""Takes one message out: by mail, to a webhook, or to stdout.

A webhook is signed as standardwebhooks.com says: `webhook-id`, `webhook-timestamp` and `webhook-signature`, an HMAC-SHA256 over
`id.timestamp.body`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import smtplib
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from http.client import HTTPException, HTTPMessage
from typing import IO

from search.alerts.alert_file import AlertFile, MailServer
from search.alerts.memory import Message
from search.alerts.messages import Content

TIMEOUT = 30.0
PAUSES = (0.5, 2.0)
"""Seconds before a webhook is tried again within a run."""


class DeliveryError(Exception):
    """A message was not taken. `is_server`: nobody answers there, so that others need not be tried."""

    def __init__(self, message: str, *, is_server: bool = False) -> None:
        super().__init__(message)
        self.is_server = is_server


def deliver(message: Message, file: AlertFile, secret: str, out: Callable[[str], None]) -> None:
    """Send `message`. Raises DeliveryError where it was not taken."""
    if message.kind == "stdout":
        out(Content.from_json(message.content).text(file.site))
    elif message.kind == "webhook":
        if not secret:
            raise DeliveryError("its alert, with the secret, is no longer in the file")
        _post(message, secret)
    else:
        if file.server is None:
            raise DeliveryError("the file no longer names a mail server ([smtp])", is_server=True)
        _mail(message, file, file.server)


def mail(message: Message, file: AlertFile) -> EmailMessage:
    """The mail that a message becomes: text and HTML; its Message-ID is made of the message's name."""
    content = Content.from_json(message.content)
    domain = file.sender.rpartition("@")[2]
    made = EmailMessage()
    made["From"] = file.sender
    made["To"] = message.destination
    made["Subject"] = " ".join(content.subject.split())
    made["Date"] = format_datetime(datetime.fromtimestamp(message.moment, UTC))
    made["Message-ID"] = f"<{message.name}@{domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(content.text(file.site))
    made.add_alternative(content.html(file.site), subtype="html")
    return made


def _mail(message: Message, file: AlertFile, server: MailServer) -> None:
    made = mail(message, file)
    context = ssl.create_default_context()
    try:
        if server.tls == "tls":
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT, context=context
            )
        else:
            client = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
        try:
            if server.tls == "starttls":
                client.starttls(context=context)
            if server.user:
                _login(client, server)
            client.send_message(made)
        finally:
            client.close()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError) as error:
        raise DeliveryError(f"the mail server refused it ({error})") from None
    except UnicodeError as error:
        raise DeliveryError(f"an address that the mail server cannot take ({error})") from None
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(
            f"the mail server {server.host}:{server.port} does not take mail ({error})", is_server=True
        ) from None


def _login(client: smtplib.SMTP, server: MailServer) -> None:
    """Log in; a name or password with accents as UTF-8 (RFC 4616), which smtplib refuses. Raises SMTPException."""
    if (server.user + server.password).isascii():
        client.login(server.user, server.password)
        return
    client.ehlo_or_helo_if_needed()
    said = base64.b64encode(f"\0{server.user}\0{server.password}".encode()).decode()
    code, answer = client.docmd("AUTH", f"PLAIN {said}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, answer)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """A signed message goes where the operator said, and nowhere else."""


def signature(secret: str, name: str, moment: int, body: bytes) -> str:
    """The value of `webhook-signature`."""
    signed = hmac.new(secret.encode(), f"{name}.{moment}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(signed.digest()).decode()


def _post(message: Message, secret: str) -> None:
    body = message.content.encode()
    opener = urllib.request.build_opener(_NoRedirect)
    for pause in (*PAUSES, None):
        moment = int(time.time())
        request = urllib.request.Request(
            message.destination,
            body,
            {
                "Content-Type": "application/json",
                "User-Agent": "TinCongDoan-alerts/1.0",
                "webhook-id": message.name,
                "webhook-timestamp": str(moment),
                "webhook-signature": signature(secret, message.name, moment, body),
            },
        )
        try:
            with opener.open(request, timeout=TIMEOUT):
                return
        except urllib.error.HTTPError as error:
            said, is_server = f"it answered {error.code}", error.code >= 500
            error.close()
        except (OSError, HTTPException) as error:
            said, is_server = f"it does not answer ({error})", True
        if pause is None or not is_server:
            raise DeliveryError(said, is_server=is_server)
        time.sleep(pause)
