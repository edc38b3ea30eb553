"""What the organisation's own codes mean, for the pages (labels.yaml); others show as they are."""

from pydantic import BaseModel, ConfigDict

from policy.text import Text


class Labels(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    channel: dict[str, Text] = {}
    category: dict[str, Text] = {}
