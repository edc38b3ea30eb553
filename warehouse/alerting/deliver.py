"""Handing a message to a receiver through Apprise; its address is read at that moment and never shown."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from policy.errors import ConfigError, JobError, QuanyiError
from policy.text import Text
from warehouse.alerting.message import Message
from warehouse.alerting.settings import Receiver
from warehouse.config import filled


def deliver(receiver: Receiver, message: Message, config_path: Path) -> QuanyiError | None:
    """None when the receiver has taken the message, else what went wrong, without its address.

    Args:
        config_path: quanyi.yaml, to whose folder `url_file` is relative.
    """
    try:
        url = _address(receiver, config_path)
    except ConfigError as error:
        return error
    with _silent():
        try:
            return _hand_over(receiver, url, message)
        except Exception:
            # What a library says of a failed connection may quote the address.
            return _not_taken(receiver)


def _hand_over(receiver: Receiver, url: str, message: Message) -> QuanyiError | None:
    import apprise

    from warehouse.alerting.answers import answers, refused

    asset = apprise.AppriseAsset(app_id="Quanyi", app_desc="Quanyi 权益", app_url="", image_url_mask="")
    service = apprise.Apprise.instantiate(url, asset=asset)
    if service is None:
        return _wrong_address(receiver)
    with answers() as responses:
        taken = service.notify(title=message.title, body=message.body, body_format=apprise.NotifyFormat.TEXT)
    return None if taken and not refused(url, responses) else _not_taken(receiver)


def _address(receiver: Receiver, config_path: Path) -> str:
    """Raises ConfigError where a variable is not set or the file cannot be read."""
    if receiver.url is not None:
        return filled(receiver.url, _owner(receiver), config_path)
    assert receiver.url_file is not None, "a receiver has either"
    path = config_path.parent / receiver.url_file
    try:
        return path.read_text(encoding="utf-8").splitlines()[0].strip()
    except (OSError, UnicodeDecodeError, IndexError):
        raise ConfigError(
            Text(
                zh=f"{_owner(receiver).zh} 的地址文件 {path} 无法读取",
                en=f"The file {path} with the address of {_owner(receiver).en} cannot be read",
            ),
            Text(zh="请在其第一行写上地址。", en="Put the address into its first line."),
        ) from None


@contextmanager
def _silent() -> Iterator[None]:
    """Apprise and what it calls report failures with addresses in them."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _owner(receiver: Receiver) -> Text:
    return Text(zh=f"告警接收方 {receiver.name}", en=f"alert receiver {receiver.name}")


def _wrong_address(receiver: Receiver) -> ConfigError:
    return ConfigError(
        Text(
            zh=f"{_owner(receiver).zh} 的地址无法识别",
            en=f"The address of {_owner(receiver).en} is of no known form",
        ),
        Text(zh="请对照 docs/alerts.zh-CN.md 改正。", en="Correct it as docs/alerts.md shows."),
    )


def _not_taken(receiver: Receiver) -> JobError:
    return JobError(
        Text(zh=f"{_owner(receiver).zh} 没有收下告警", en=f"{_owner(receiver).en} did not take the alert"),
        Text(
            zh="下次运行会再发；quanyi alerts test 可当场试发。",
            en="The next run sends it again; `quanyi alerts test` tries at once.",
        ),
    )
