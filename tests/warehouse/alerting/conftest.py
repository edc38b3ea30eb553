"""A workspace with alerts, a control store to fill, and receivers on the loopback address."""

import http.server
import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from warehouse.control import CheckResult, ControlStore, Outcome
from warehouse.workspace import Workspace

AS_OF = datetime(2026, 3, 16, 23)


@dataclass
class WebReceiver:
    """Takes what is posted to it while `status` is 200.

    Attributes:
        posted: path and JSON document of each request, refused ones too.
    """

    port: int
    status: int = 200
    answer: bytes = b"{}"
    posted: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.port}/token-of-ours"

    def messages(self) -> list[str]:
        return [document["message"] for _, document in self.posted]


@pytest.fixture
def web() -> Iterator[WebReceiver]:
    receiver: WebReceiver

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.posted.append((self.path, json.loads(body)))
            self.send_response(receiver.status)
            self.end_headers()
            self.wfile.write(receiver.answer)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the test's standard error."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver = WebReceiver(server.server_address[1])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield receiver
        server.shutdown()


@dataclass
class MailReceiver:
    port: int
    mails: list[EmailMessage] = field(default_factory=list)


@pytest.fixture
def mail() -> Iterator[MailReceiver]:
    """As much of SMTP as a sender without TLS and login needs (RFC 5321)."""
    receiver: MailReceiver

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                match line.split()[0].upper():
                    case b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        lines = iter(self.rfile.readline, b".\r\n")
                        mail = message_from_bytes(b"".join(lines), policy=policy.default)
                        receiver.mails.append(cast(EmailMessage, mail))
                        self.wfile.write(b"250 taken\r\n")
                    case b"QUIT":
                        self.wfile.write(b"221 bye\r\n")
                        return
                    case _:
                        self.wfile.write(b"250 yes\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        receiver = MailReceiver(server.server_address[1])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield receiver
        server.shutdown()


MakeWorkspace = Callable[..., Workspace]


@pytest.fixture
def make_workspace(tmp_path: Path) -> MakeWorkspace:
    """`make_workspace({name: …, url: …}, …, near_hours=…)`: a configuration with these receivers."""

    def make(*receivers: dict[str, Any], **settings: Any) -> Workspace:
        document = {
            "organisation": {"zh": "某某公司", "en": "Some Company"},
            "policy": "policy",
            "clock": {"as_of": AS_OF.isoformat()},
            "stores": [{"name": "lake", "kind": "parquet", "url": "lake"}],
            "alerts": {"receivers": list(receivers), **settings},
        }
        (tmp_path / "policy").mkdir(exist_ok=True)
        path = tmp_path / "quanyi.yaml"
        path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
        return Workspace.open(path)

    return make


@pytest.fixture
def judged(tmp_path: Path) -> Callable[..., None]:
    """`judged({check id: outcome})`: a run whose results these are; 12 of 300 subjects are in breach."""
    control = ControlStore(tmp_path / ".data" / "control.sqlite")

    def add(outcomes: dict[str, Outcome], as_of: datetime = AS_OF) -> None:
        control.add_results(
            [
                CheckResult("run", as_of, check, "hash", outcome, 300, 12, 0, {}, None)
                for check, outcome in outcomes.items()
            ]
        )

    return add
