import pytest

from privacy.detection.masking import masked


@pytest.mark.parametrize(
    ("entity_type", "value", "shape"),
    [
        ("PERSON", "张三", "张*"),
        ("PERSON", "欧阳娜娜", "欧阳**"),
        ("PERSON", "欧阳", "欧*"),
        ("PERSON", "王", "*"),
        ("EMAIL_ADDRESS", "zhang.san@mail.qq.com", "z***@***.com"),
        ("PHONE_NUMBER", "13800138000", "1**********"),
        ("PHONE_NUMBER", "010-88886666", "************"),
        ("CN_ID_CARD", "11010519491231002X", "******************"),
        ("CREDENTIAL", "  secret ", "******"),
        ("ADDRESS", "杭州市西湖区文三路90号" * 3, "************************… (36)"),
        ("ADDRESS", "", ""),
    ],
)
def test_masked(entity_type: str, value: str, shape: str) -> None:
    assert masked(entity_type, value) == shape
