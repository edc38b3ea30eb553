"""Made-up batches for the scan benchmark: mixed, dense, without anything personal, and remarks."""

import random
from collections.abc import Callable

import pyarrow as pa

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚建国志华晓雨欣怡浩宇子涵俊杰思远"
_DISTRICTS = {
    "杭州市": "西湖区 滨江区 拱墅区 余杭区 萧山区", "上海市": "浦东新区 徐汇区 静安区 闵行区 杨浦区",
    "深圳市": "南山区 福田区 宝安区 龙岗区 罗湖区", "成都市": "武侯区 锦江区 青羊区 金牛区 成华区",
    "武汉市": "洪山区 江岸区 武昌区 汉阳区 江夏区", "南京市": "鼓楼区 玄武区 秦淮区 建邺区 栖霞区",
    "西安市": "雁塔区 碑林区 莲湖区 未央区 长安区", "重庆市": "渝中区 江北区 南岸区 沙坪坝区 九龙坡区",
    "青岛市": "市南区 崂山区 黄岛区 李沧区 城阳区", "长沙市": "岳麓区 芙蓉区 天心区 开福区 雨花区",
}  # fmt: skip
_CITIES = tuple(city + district for city, named in _DISTRICTS.items() for district in named.split())
_ROADS = tuple(
    first + second + kind
    for first in "文建人中解科新和长东南永"
    for second in ("三", "国", "民", "山", "放", "苑", "华", "平", "安", "兴")
    for kind in ("路", "大道", "街")
)
_REGIONS = ("330106", "310115", "440305", "510107", "420111", "320106", "110105")
_DOMAINS = ("qq.com", "163.com", "126.com", "gmail.com", "outlook.com", "sina.com.cn")
_STATES = ("已支付", "已发货", "已完成", "已取消", "退款中")
_CHANNELS = ("app", "web", "mini_program", "store")
_ISSUES = (
    "商品收到时外包装已经破损", "物流信息三天没有更新", "退款一直没有到账", "会员到期后仍被扣费",
    "客服答应补发的配件没有寄出", "实物颜色和图片差别很大", "优惠券在结算时不能使用",
    "发票抬头开错了需要重开",
)  # fmt: skip
_REQUESTS = (
    "希望尽快处理",
    "请核实后回复",
    "麻烦帮忙看一下",
    "要求补偿运费",
    "先不退货，等换新",
    "问题已经反馈过两次",
)
_PRAISE = (
    "用了一周，续航比上一代好很多", "做工扎实，没有异味", "发货速度快，包装也仔细", "尺码偏大，建议拍小一码",
    "声音清楚，连接稳定", "屏幕显示细腻，夜里看也不刺眼", "面料柔软，洗过没有褪色", "味道比想象的淡一些",
    "性价比不错，会推荐给朋友", "安装说明写得不清楚，花了不少时间", "按键手感偏硬，习惯就好",
    "颜色耐看，搭配容易",
)  # fmt: skip

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

Random = random.Random


def mixed(rows: int, seed: int = 1) -> pa.RecordBatch:
    """A table as an order system has it: keys, states, amounts and texts around the personal columns."""
    return _batch(
        rows,
        seed,
        {
            "order_id": lambda rng, row: 10_000_000 + row,
            "order_no": lambda rng, row: "2025" + _digits(rng, 14),
            "status": lambda rng, row: rng.choice(_STATES),
            "channel": lambda rng, row: rng.choice(_CHANNELS),
            "amount": lambda rng, row: f"{rng.randint(1, 9999)}.{rng.randint(0, 99):02d}",
            "created_at": lambda rng, row: _moment(rng),
            "phone": lambda rng, row: _mobile(rng),
            "email": lambda rng, row: _email(rng) if rng.random() < 0.7 else None,
            "id_card": lambda rng, row: _citizen_id(rng) if rng.random() < 0.6 else None,
            "ship_city": lambda rng, row: rng.choice(_CITIES),
            "address": lambda rng, row: _address(rng),
            "login_ip": lambda rng, row: _ip(rng),
            "sku": lambda rng, row: f"SKU-{rng.randint(1, 4000):06d}",
            "trace": lambda rng, row: f"{rng.getrandbits(128):032x}",
            "remark": lambda rng, row: _remark(rng) if rng.random() < 0.3 else None,
            "extra": lambda rng, row: (
                f'{{"device": "{rng.choice(_CHANNELS)}", "level": {rng.randint(1, 9)}}}'
            ),
        },
    )


def dense(rows: int, seed: int = 2) -> pa.RecordBatch:
    """Every cell is, or mentions, something personal, and hardly any cell occurs twice."""
    return _batch(
        rows,
        seed,
        {
            "c1": lambda rng, row: _mobile(rng),
            "c2": lambda rng, row: _email(rng),
            "c3": lambda rng, row: _citizen_id(rng),
            "c4": lambda rng, row: _card(rng),
            "c5": lambda rng, row: _ip(rng),
            "c6": lambda rng, row: ":".join(f"{rng.randint(0, 255):02x}" for _ in range(6)),
            "c7": lambda rng, row: f"{rng.choice('京沪浙粤苏川鄂')}{rng.choice('ABCDEFGH')}{_digits(rng, 5)}",
            "c8": lambda rng, row: f"0571-8{_digits(rng, 7)}",
            "c9": lambda rng, row: f"{rng.choice(_ISSUES)}，请拨打{_mobile(rng)}，{rng.choice(_REQUESTS)}",
        },
    )


def impersonal(rows: int, seed: int = 3) -> pa.RecordBatch:
    """Reviews and notes without anything personal, in Chinese and in English."""
    words = ("order", "battery", "screen", "arrived", "quickly", "returns", "colour", "quality", "charger",
             "works", "after", "two", "weeks", "of", "use", "the", "is", "and", "not",
             "very", "good")  # fmt: skip
    return _batch(
        rows,
        seed,
        {
            "review": lambda rng, row: "，".join(rng.sample(_PRAISE, rng.randint(3, 9))) + "。",
            "note": lambda rng, row: " ".join(rng.choice(words) for _ in range(rng.randint(15, 40))),
        },
    )


def remarks(rows: int, seed: int = 4) -> pa.RecordBatch:
    """Texts that differ and all hold Chinese: every one of them reaches the name model."""
    return _batch(
        rows,
        seed,
        {
            "remark": lambda rng, row: (
                f"{_remark(rng)[:-1]}，{rng.choice(_PRAISE)}，我叫{_person(rng)}，请回电{_mobile(rng)}"
            ),
        },
    )


def _batch(rows: int, seed: int, columns: dict[str, Callable[[Random, int], object]]) -> pa.RecordBatch:
    filled = {}
    for name, make in columns.items():
        rng = Random(f"{name}{seed}")
        filled[name] = pa.array([make(rng, row) for row in range(rows)])
    return pa.record_batch(filled)


def _digits(rng: Random, length: int) -> str:
    return f"{rng.randrange(10**length):0{length}d}"


def _mobile(rng: Random) -> str:
    return "1" + rng.choice("356789") + _digits(rng, 9)


def _email(rng: Random) -> str:
    name = rng.choice(("zhang", "li", "sunny", "mary", "tom", "happy"))
    return f"{name}{_digits(rng, 5)}@{rng.choice(_DOMAINS)}"


def _citizen_id(rng: Random) -> str:
    birth = f"{rng.randint(1950, 2009)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    body = rng.choice(_REGIONS) + birth + _digits(rng, 3)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def _card(rng: Random) -> str:
    body = "6222" + _digits(rng, 14)
    doubled = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(body)))
    return body + str(-doubled % 10)


def _ip(rng: Random) -> str:
    return ".".join(str(rng.randint(1, 254)) for _ in range(4))


def _moment(rng: Random) -> str:
    day = f"2025-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    return f"{day} {rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}:00"


def _person(rng: Random) -> str:
    return rng.choice(_SURNAMES) + "".join(rng.choice(_GIVEN) for _ in range(rng.choice((1, 2, 2))))


def _address(rng: Random) -> str:
    house = f"{rng.randint(1, 999)}号{rng.randint(1, 30)}幢{rng.randint(1, 30)}{rng.randint(1, 9):02d}室"
    return rng.choice(_CITIES) + rng.choice(_ROADS) + house


def _remark(rng: Random) -> str:
    parts = [rng.choice(_ISSUES), rng.choice(_REQUESTS)]
    if rng.random() < 0.25:
        parts.append(f"联系电话{_mobile(rng)}")
    if rng.random() < 0.1:
        parts.append(f"收件人{_person(rng)}")
    return "，".join(parts) + "。"
