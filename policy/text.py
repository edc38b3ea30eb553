"""Text that an officer sees, in Chinese and in English."""

import os
from typing import Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["zh", "en"]


class Text(BaseModel):
    """The same sentence in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


def terminal_language() -> Language:
    """`QUANYI_LANG` if set, else Chinese where the locale is Chinese, else English."""
    chosen = os.environ.get("QUANYI_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if chosen.lower().startswith("zh") else "en"
