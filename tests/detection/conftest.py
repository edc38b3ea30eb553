"""One analyzer for all tests of detection, and made-up columns that look like those of a real store."""

import random
from collections.abc import Callable

import pytest
from presidio_analyzer import AnalyzerEngine

from privacy.detection.checksums import gb11643_check_character, is_luhn
from privacy.detection.engine import build_analyzer

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
ROADS = ["文三路", "网商路", "世纪大道", "人民路", "解放大道"]
DISTRICTS = ["杭州市西湖区", "上海市浦东新区", "深圳市南山区", "成都市武侯区"]
ISSUES = ["商品破损", "一直未发货", "退款没有到账", "会员到期仍被扣费"]
BRANDS = ["李宁", "张小泉", "华为", "周大福", "海尔", "安踏", "回力", "马应龙", "王老吉", "老干妈"]
REMARKS = ["放门口", "请尽快发货", "送货前联系", "不要打包", "周末再送"]
ROWS = 120

Random = random.Random


def digits(rng: Random, length: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(length))


def person(rng: Random) -> str:
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2, 2))))


def phone(rng: Random) -> str:
    return rng.choice(("138", "150", "166", "177", "186", "199")) + digits(rng, 8)


def citizen_id(rng: Random) -> str:
    body = f"330106{rng.randint(1950, 2009)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{digits(rng, 3)}"
    return body + gb11643_check_character(body)


def card(rng: Random) -> str:
    body = "62" + digits(rng, 16)
    return next(body + check for check in "0123456789" if is_luhn(body + check))


def address(rng: Random) -> str:
    house = f"{rng.randint(1, 999)}号{rng.randint(1, 30)}幢{rng.randint(101, 999)}室"
    return rng.choice(DISTRICTS) + rng.choice(ROADS) + house


def complaint(rng: Random) -> str:
    return f"您好，我是{person(rng)}，{rng.choice(ISSUES)}，请回电{phone(rng)}，谢谢。"


MAKERS: dict[str, Callable[[Random], object]] = {
    "person": person,
    "phone": phone,
    "phone_number_typed": lambda rng: int(phone(rng)),
    "email": lambda rng: f"user{rng.randint(1, 9999)}@example.com",
    "citizen_id": citizen_id,
    "card": card,
    "address": address,
    "ip": lambda rng: ".".join(str(rng.randint(1, 254)) for _ in range(4)),
    "mac": lambda rng: ":".join(f"{rng.randint(0, 255):02x}" for _ in range(6)),
    "plate": lambda rng: f"浙{rng.choice('ABCD')}{digits(rng, 5)}",
    "qq": lambda rng: str(rng.randint(10**5, 10**9)),
    "birthday": lambda rng: f"{rng.randint(1950, 2009)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
    "city": lambda rng: rng.choice(["杭州", "上海", "北京", "深圳", "成都"]),
    "complaint": complaint,
    "address_request": lambda rng: f"请把我的地址改成{address(rng)}",
    # One remark in eight is nothing but a telephone number.
    "remark_or_phone": lambda rng: phone(rng) if rng.random() < 0.12 else rng.choice(REMARKS),
    "remark_or_number": lambda rng: digits(rng, 11) if rng.random() < 0.12 else rng.choice(REMARKS),
    "short_remark_with_name": lambda rng: (
        f"放门卫处，收件人{person(rng)}" if rng.random() < 0.2 else rng.choice(REMARKS)
    ),
    "short_remark_with_word": lambda rng: rng.choice(
        ["放门口", "收件人不在", "联系人未填", "张小泉菜刀", "请联系收件人", "李宁跑鞋"]
    ),
    "plain_password": lambda rng: f"Abc{digits(rng, 5)}!",
    "brand": lambda rng: rng.choice(BRANDS),
    # A few of these read like names and are in no list of ours.
    "other_brand": lambda rng: rng.choice(
        [
            "恒源祥",
            "谭木匠",
            "宝马",
            "同仁堂",
            "全聚德",
            "稻香村",
            "五粮液",
            "娃哈哈",
            "洽洽",
            "毛源昌",
            "大宝",
            "狗不理",
        ]
    ),
    "order_number": lambda rng: "2024" + digits(rng, 14),
    "digits_11": lambda rng: str(rng.randint(1, 9)) + digits(rng, 10),
    "digits_16_of_a_card": lambda rng: "62" + digits(rng, 14),
    "dated_with_region": lambda rng: (
        f"330106{rng.randint(2010, 2024)}0{rng.randint(1, 9)}{rng.randint(10, 28)}{digits(rng, 4)}"
    ),
    "version_of_four": lambda rng: (
        f"{rng.randint(1, 9)}.{rng.randint(0, 20)}.{rng.randint(0, 99)}.{rng.randint(1, 99)}"
    ),
    "placeholder": lambda rng: rng.choice(["无", "未知", "暂无", "-", "N/A"]),
    "english_name": lambda rng: (
        f"{rng.choice(['James', 'Mary', 'Linda', 'David'])} {rng.choice(['Smith', 'Brown', 'Young'])}"
    ),
    "english_words": lambda rng: (
        f"{rng.choice(['Summer', 'Daily', 'Pure', 'Grand'])} {rng.choice(['Sale', 'Cotton', 'Tower'])}"
    ),
    "spaced_name": lambda rng: f"{rng.choice(SURNAMES)}{rng.choice([' ', '　'])}{rng.choice(GIVEN)}",
    "titled_name": lambda rng: person(rng) + rng.choice(["先生", "女士", "（本人）"]),
    "introduced_once": lambda rng: rng.choice(REMARKS),
    "masked_address": lambda rng: rng.choice(DISTRICTS) + "****",
    "masked_name": lambda rng: rng.choice(SURNAMES) + rng.choice(["**", "某某", "*" + rng.choice(GIVEN)]),
    "short_district": lambda rng: f"{rng.choice(['杭州', '上海', '北京'])}{rng.randint(1, 9)}区",
    "school": lambda rng: (
        f"{rng.choice(['杭州', '上海', '北京'])}{rng.choice(['大学', '师范学院', '第3中学'])}"
    ),
    "snowflake": lambda rng: rng.randint(10**17, 9 * 10**17),
    "epoch_seconds": lambda rng: rng.randint(1_600_000_000, 1_750_000_000),
    "epoch_milliseconds": lambda rng: rng.randint(1_600_000_000_000, 1_750_000_000_000),
    "time_text": lambda rng: (
        f"2024-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d} 12:{rng.randint(10, 59)}:00"
    ),
    "amount": lambda rng: f"{rng.randint(1, 99999)}.{digits(rng, 2)}",
    "hash": lambda rng: f"{rng.getrandbits(256):064x}",
    "region_code": lambda rng: rng.choice(["330106", "110105", "310115"]),
    "status": lambda rng: rng.choice(["已支付", "已发货", "已完成"]),
    "product": lambda rng: rng.choice(
        ["保温杯 500ml 白色", "蓝牙耳机 Pro 2", "张小泉菜刀套装", "李宁跑步鞋男款"]
    ),
    "uuid": lambda rng: (
        f"{rng.getrandbits(32):08x}-{rng.getrandbits(16):04x}-4abc-9def-{rng.getrandbits(48):012x}"
    ),
    "title": lambda rng: rng.choice(ISSUES),
    "masked_phone": lambda rng: phone(rng)[:3] + "****" + digits(rng, 4),
    "random_16": lambda rng: digits(rng, 16),
    "user_agent": lambda rng: (
        f"Mozilla/5.0 (Linux; Android 14) Chrome/{rng.randint(90, 120)}.0.{digits(rng, 4)}.12"
    ),
}


def make_column(kind: str, seed: int = 1) -> list[object]:
    """`ROWS` values of a kind in `MAKERS`, always the same for the same seed."""
    rng = Random(f"{kind}{seed}")
    values = [MAKERS[kind](rng) for _ in range(ROWS)]
    return [f"收件人{person(rng)}", *values[1:]] if kind == "introduced_once" else values


@pytest.fixture(scope="session")
def column() -> Callable[..., list[object]]:
    return make_column


@pytest.fixture(scope="session")
def analyzer() -> AnalyzerEngine:
    """Loading the name model takes a third of a second, so it is loaded once."""
    return build_analyzer()
