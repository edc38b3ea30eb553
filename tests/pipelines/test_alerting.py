"""Alerts at the end of a run of the real command line."""

import http.server
import json
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from warehouse.control import CheckResult, ControlStore

CONFIG = """
organisation: {{zh: 甲, en: A}}
policy: policy
clock: {{as_of: 2026-03-16T23:00:00}}
stores: [{{name: lake, kind: parquet, url: lake}}]
alerts:
  receivers:
    - {{name: up, url: "json://127.0.0.1:{port}/", language: en}}
    - {{name: down, url: "json://127.0.0.1:9/${{TOKEN}}"}}
    - {{name: unset, url: "json://127.0.0.1:9/${{NOT_SET}}"}}
"""
REFUNDS = "refund_kpis.cancel_refund_flow"


@pytest.fixture
def hook() -> Iterator[tuple[int, list[str]]]:
    """The port of a web hook, and the messages that it was sent."""
    messages: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            messages.append(json.loads(body)["message"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the test's standard error."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], messages
        server.shutdown()


def test_a_run_tells_what_changed_and_a_receiver_that_fails_fails_no_run(
    run_quanyi, hook, tmp_path: Path
) -> None:
    port, messages = hook
    (tmp_path / "quanyi.yaml").write_text(CONFIG.format(port=port), encoding="utf-8")
    for folder in ("policy", "lake"):
        (tmp_path / folder).mkdir()
    ControlStore(tmp_path / ".data" / "control.sqlite").add_results(
        [CheckResult("before", datetime(2026, 3, 16), REFUNDS, "h", "violation", 10, 2, 0, {}, None)]
    )
    for told in ([1], []):
        ran = run_quanyi(tmp_path, "run", "--select", "evidence", TOKEN="s3cret-token")
        assert ran.code == 0, ran.err
        warnings = [line for line in ran.err.splitlines() if line.startswith("quanyi: ")]
        assert len(warnings) == 2
        assert warnings[0].startswith("quanyi: alert receiver down did not take the alert. ")
        assert "alert receiver unset needs the environment variable NOT_SET" in warnings[1]
        assert len(messages) == len(told)
        assert all("full: 2 of 10" in message for message in messages)
        messages.clear()
        written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
        assert not any(b"s3cret-token" in content for content in written)
        assert "s3cret-token" not in ran.out + ran.err
    published = tmp_path / ".data" / "published" / "quanyi.duckdb"
    with duckdb.connect(str(published), read_only=True) as reader:
        assert reader.execute("SELECT table_name, is_fresh FROM about").fetchall() == [
            ("clause_coverage", True)
        ]
