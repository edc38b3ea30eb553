"""Which post may hold which privilege on which resource (policy/role_matrix.yaml)."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class RoleGrant(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    post: str
    resource: str
    max_privilege: Literal["read", "write", "admin"]


class RoleMatrix(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    grants: tuple[RoleGrant, ...] = ()
