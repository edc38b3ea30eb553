"""Passports of the People's Republic of China and of its special administrative regions."""

from privacy.detection.recognizer import DeclaredRecognizer, Shape


class CnPassport(DeclaredRecognizer):
    """A letter and eight digits look like any article number: without context the score stays low."""

    ENTITY = "CN_PASSPORT"
    SHAPES = (
        Shape(
            "number",
            r"(?:[EGDSPHK][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|[DSP]E[0-9]{7}|MA[0-9]{7}|[HK]J[0-9]{7})",
            0.25,
        ),
    )
    CONTEXT = ("护照", "passport", "passportno", "huzhao", "hzhm")
    CONTRADICT = ("通行证", "型号", "货号", "订单", "permit", "model", "sku", "order")
