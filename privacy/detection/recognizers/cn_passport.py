"""Passports of the People's Republic of China and of its special administrative regions."""

from privacy.detection.recognizer import DeclaredRecognizer, Shape

_GAP = "[ .·-]"


class CnPassport(DeclaredRecognizer):
    """A letter and eight digits look like any article number: without context the score stays low."""

    ENTITY = "CN_PASSPORT"
    SHAPES = (
        Shape(
            "number",
            rf"(?:[EGDSPHKegdsphk](?:{_GAP})?[0-9]{{8}}"
            rf"|(?:[Ee][A-HJ-NP-Za-hj-np-z]|[DSPdsp][Ee]|[Mm][Aa]|[HKhk][Jj])(?:{_GAP})?[0-9]{{7}})",
            0.25,
        ),
    )
    CONTEXT = ("护照", "passport", "passport no", "passport number", "passport id", "huzhao", "hzhm")
    CONTRADICT = ("通行证", "型号", "货号", "订单", "permit", "model", "sku", "order")
