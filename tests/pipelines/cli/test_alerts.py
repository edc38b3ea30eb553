"""`quanyi alerts` and what `quanyi.yaml` may say about them."""

import http.server
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from warehouse.control import CheckResult, ControlStore

AS_OF = datetime(2026, 3, 16, 23)
REFUNDS = "refund_kpis.cancel_refund_flow"


@pytest.fixture
def address() -> Iterator[str]:
    """A web hook that takes everything."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the test's standard error."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"json://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def _configure(folder: Path, alerts: str) -> None:
    with (folder / "quanyi.yaml").open("a", encoding="utf-8") as file:
        file.write(f"alerts: {alerts}\n")


def test_one_message_goes_to_each_receiver_and_a_failure_is_one_line(quanyi, folder, address) -> None:
    _configure(
        folder,
        f"{{receivers: [{{name: up, url: '{address}'}}, {{name: down, url: 'json://127.0.0.1:9/s3cret'}}]}}",
    )
    code, out, err = quanyi("alerts", "test")
    assert (code, out) == (3, "up was told\n")
    assert err == (
        "quanyi: alert receiver down did not take the alert. The next run sends it again; `quanyi alerts "
        "test` tries at once.\n"
    )
    assert quanyi("alerts", "test", "--receiver", "up") == (0, "up was told\n", "")
    assert quanyi("alerts", "test", "--receiver", "up", language="zh") == (0, "已告知 up\n", "")
    code, _, err = quanyi("alerts", "test", "--receiver", "nobody")
    assert code == 64 and err == "quanyi: There is no receiver nobody. Choose among: up, down\n"


def test_what_changed_is_sent_once(quanyi, folder, address) -> None:
    _configure(folder, f"{{receivers: [{{name: up, url: '{address}'}}]}}")
    ControlStore(folder / ".data" / "control.sqlite").add_results(
        [CheckResult("r", AS_OF, REFUNDS, "h", "violation", 10, 2, 0, {}, None)]
    )
    assert quanyi("alerts", "send") == (0, "up was told\n", "")
    assert quanyi("alerts", "send") == (0, "Nothing has changed\n", "")


def test_without_receivers_the_remedy_is_told(quanyi) -> None:
    code, _, err = quanyi("alerts", "test")
    assert code == 64 and err.startswith("quanyi: quanyi.yaml names no receiver of alerts. ")
    assert quanyi("alerts", "send") == (0, "Nothing has changed\n", "")


@pytest.mark.parametrize(
    ("alerts", "said"),
    [
        ("{receivers: [{name: a}]}", "a receiver has either url or url_file"),
        ("{receivers: [{name: a, url: s3cret://x, url_file: f}]}", "a receiver has either url or url_file"),
        ("{receivers: [{name: a, url: s3cret://x}, {name: a, url: s3cret://x}]}", "two receivers are named"),
        ("{receivers: [{name: a, url: s3cret://x, events: [nonsense]}]}", "alerts.receivers.0.events"),
        ("{receivers: [{name: a, url: s3cret://x, colour: red}]}", "unknown key alerts.receivers.0.colour"),
        ("{near_hours: 0}", "alerts.near_hours"),
    ],
)
def test_a_wrong_entry_is_refused_and_no_address_is_shown(quanyi, folder, alerts, said) -> None:
    _configure(folder, alerts)
    code, _, err = quanyi("stores")
    assert code == 64 and said in err and "s3cret" not in err
