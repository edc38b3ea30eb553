"""Encrypted identities, transfers of files, uses beyond the service, changes of profiles, tip-offs."""

import base64
import hashlib
import hmac

import numpy as np

from demo.generate.frame import (
    DAY,
    HOUR,
    LATEST,
    NEVER,
    Columns,
    choose,
    days_ago,
    pick,
    seconds,
    serials,
    stream,
    texts,
    uniform_times,
)
from demo.generate.members import Members

HANDLERS = ("S0003", "S0035")
"""The privacy officer and the head of complaints: who may see who reported somebody."""

_FEEDS = [
    ("银行对账文件", "结算银行", "SFTP", None, True, "AES-256-GCM"),
    ("短信发送接口", "短信服务商", "HTTPS", "TLSv1.3", True, None),
    ("供热抄表文件", "供热公司", "SFTP", None, True, None),
    ("号码开户接口", "基础电信企业", "HTTPS", "TLSv1.2", True, None),
    ("配送运单接口", "承运企业", "HTTPS", "TLSv1.3", True, None),
    ("商品图片同步", "内容分发网络", "HTTP", None, False, None),
]
"""Name, partner, protocol, TLS version, whether it carries personal data, cipher of the file itself."""
_FEED_DAYS = 120
_NOTICES = [
    "经核查，贵方存在刷单行为，请于七日内改正并报送整改结果。",
    "经核查，贵方商品信息与实物不符，请于三日内更正。",
    "经核查，举报事项不成立，予以结案。",
]


def security_tables(seed: int, members: Members, consents: Columns) -> dict[str, Columns]:
    """t_identity_vault, t_feed_run, t_data_use, t_profile_change, t_tipoff, t_tipoff_read."""
    rng = stream(seed, "security")
    tipoffs = _tipoffs(rng, members)
    return {
        "t_identity_vault": _vault(rng, members),
        "t_feed_run": _feeds(rng),
        "t_data_use": _uses(rng, consents),
        "t_profile_change": _changes(rng, members),
        "t_tipoff": tipoffs,
        "t_tipoff_read": _reads(rng, tipoffs),
    }


def _vault(rng: np.random.Generator, members: Members) -> Columns:
    """A third of the members in normal use; ciphertext is random bytes to whoever lacks the key."""
    who = np.flatnonzero(members.lives.within("normal"))[::3]
    key = rng.bytes(32)
    return {
        "member_no": members.number[who],
        "id_card_cipher": texts([base64.b64encode(rng.bytes(46)).decode() for _ in who]),
        "mobile_digest": texts(
            [
                hmac.new(key, mobile.encode(), hashlib.sha256).hexdigest()
                for mobile in members.people.mobile[who]
            ]
        ),
        "key_no": texts(["KMS-2025-11"] * len(who)),
        "seal_time": uniform_times(rng, members.lives.activated[who], np.full(len(who), LATEST)),
    }


def _feeds(rng: np.random.Generator) -> Columns:
    """Every feed once a night."""
    size = _FEED_DAYS * len(_FEEDS)
    feed = np.tile(np.arange(len(_FEEDS)), _FEED_DAYS)
    day = np.repeat(np.arange(_FEED_DAYS, 0, -1), len(_FEEDS))
    column = [texts([one[part] for one in _FEEDS])[feed] for part in range(6)]
    return {
        "run_id": np.arange(1, size + 1),
        "feed_name": column[0],
        "peer": column[1],
        "protocol": column[2],
        "tls_ver": column[3],
        "cert_expire": choose(column[2] == "HTTPS", np.datetime64("2026-11-30T00:00:00", "s"), NEVER).astype(
            "datetime64[s]"
        ),
        "has_pii": column[4].astype(bool),
        "file_cipher": column[5],
        "run_time": days_ago(day - 0.08) + seconds(rng.uniform(0, HOUR, size)),
    }


def _uses(rng: np.random.Generator, consents: Columns) -> Columns:
    """Research to improve the product, on data of those who agreed to it and while they did."""
    chosen = np.flatnonzero(consents["purpose"].astype(str) == "analytics")[::2]
    granted = consents["grant_time"][chosen]
    revoked = consents["revoke_time"][chosen]
    end = np.where(np.isnat(revoked), LATEST, revoked - seconds(np.full(len(chosen), HOUR)))
    return {
        "use_id": np.arange(1, len(chosen) + 1),
        "member_no": consents["member_no"][chosen],
        "purpose": texts(["analytics"] * len(chosen)),
        "is_commercial": np.zeros(len(chosen), dtype=bool),
        "use_time": uniform_times(rng, granted + seconds(np.full(len(chosen), HOUR)), end),
    }


def _changes(rng: np.random.Generator, members: Members) -> Columns:
    """What members last changed took effect within two days; a few of today's are still open."""
    edited = members.lives.edited
    who = np.flatnonzero(~np.isnat(edited) & members.lives.within("normal"))
    waiting = rng.choice(np.flatnonzero(members.lives.within("normal")), size=3, replace=False)
    asked = edited[who] - seconds(rng.uniform(60, 2 * DAY, len(who)))
    everyone = np.concatenate([who, waiting])
    return {
        "change_id": np.arange(1, len(everyone) + 1),
        "member_no": members.number[everyone],
        "field_code": pick(rng, ["MOBILE", "EMAIL", "NICK"], len(everyone)),
        "request_time": np.concatenate([asked, LATEST - seconds(rng.uniform(HOUR, 2 * DAY, len(waiting)))]),
        "apply_time": np.concatenate([edited[who], np.full(len(waiting), NEVER)]),
    }


def _tipoffs(rng: np.random.Generator, members: Members) -> Columns:
    """Forty of a year, every fifth anonymous; two concern staff."""
    size = 40
    who = rng.choice(np.flatnonzero(members.lives.within("normal")), size=size, replace=False)
    received = np.sort(days_ago(rng.uniform(3, 360, size)))
    closed = received + seconds(rng.uniform(3, 20, size) * DAY)
    done = closed <= LATEST
    on_staff = np.isin(np.arange(size), (11, 27))
    return {
        "tipoff_no": serials("XS", size, 5),
        "reporter_no": choose(np.arange(size) % 5 == 4, None, members.number[who]),
        "target_type": choose(on_staff, "STAFF", "MERCHANT"),
        "target_staff_no": choose(on_staff, "S0024", None),
        "topic": pick(rng, ["虚假宣传", "刷单", "服务质量", "资质"], size),
        "target_notice": choose(done, pick(rng, _NOTICES, size), None),
        "receive_time": received,
        "close_time": np.where(done, closed, NEVER),
    }


def _reads(rng: np.random.Generator, tipoffs: Columns) -> Columns:
    """Each read twice, by those who handle tip-offs."""
    size = 2 * len(tipoffs["tipoff_no"])
    received = np.repeat(tipoffs["receive_time"], 2)
    return {
        "read_id": np.arange(1, size + 1),
        "tipoff_no": np.repeat(tipoffs["tipoff_no"], 2),
        "reader_type": texts(["STAFF"] * size),
        "staff_no": pick(rng, HANDLERS, size),
        "read_time": received + seconds(rng.uniform(0.1, 2, size) * DAY),
    }
