"""What the organisation is made of (organisation.yaml): its services and groups of posts."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from policy.evidence import SUBJECT
from policy.text import Text


class Service(BaseModel):
    """One service or system.

    Attributes:
        owner: the post or unit that answers for it.
        public: users use it, so it must be described to them.
        site: it is served by machines of its own, which need a standby.
        changed_on: the last day on which what it does or costs changed.
        support_post: the post whose staff answer its users.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=SUBJECT)]
    title: Text
    owner: str | None = None
    public: bool = True
    site: bool = False
    changed_on: date | None = None
    support_post: str | None = None


class Organisation(BaseModel):
    """Attributes:
    post_groups: posts by what they do: `user_management` handles users' accounts, `customer_service`
        talks to them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    services: tuple[Service, ...] = ()
    post_groups: dict[str, tuple[str, ...]] = {}
