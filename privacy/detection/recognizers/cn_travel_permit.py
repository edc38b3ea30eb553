"""Travel permits between the mainland, Hong Kong, Macao and Taiwan (通行证)."""

from privacy.detection.recognizer import DeclaredRecognizer, Shape

_GAP = "[ .·-]"


class CnTravelPermit(DeclaredRecognizer):
    """港澳居民来往内地通行证, 台湾居民来往大陆通行证, 往来港澳 and 往来台湾通行证: only with context."""

    ENTITY = "CN_TRAVEL_PERMIT"
    SHAPES = (
        Shape("Hong Kong and Macao residents", rf"[HMhm]{_GAP}?[0-9]{{8}}(?:{_GAP}?[0-9]{{2}})?", 0.25),
        Shape(
            "mainland residents",
            rf"(?:[Cc][0-9A-HJ-NP-Za-hj-np-z][0-9]{{7}}|[CLTWcltw]{_GAP}?[0-9]{{8}})",
            0.2,
        ),
        Shape("Taiwan residents", r"[0-9]{8}(?:[0-9]{2})?", 0.05),
    )
    CONTEXT = (
        "通行证", "回乡证", "台胞证", "港澳", "permit", "travel permit",
        "huixiangzheng", "taibaozheng", "tongxingzheng",
    )  # fmt: skip
    CONTRADICT = (
        "型号", "货号", "订单", "护照", "model", "sku", "order", "passport", "电话", "日期", "date",
        "phone",
    )  # fmt: skip
