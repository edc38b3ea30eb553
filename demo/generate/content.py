"""All content of the demo platform for one seed and scale: tables, lake, grants and the truth about them."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from demo import HERE
from demo.generate.accounts import account_tables
from demo.generate.agreements import agreement_tables
from demo.generate.attestations import attestation_tables
from demo.generate.channels import channel_tables
from demo.generate.complaints import complaint_tables
from demo.generate.conduct import conduct_tables
from demo.generate.contracts import contract_tables
from demo.generate.data_audit import data_audit_tables
from demo.generate.enrolment import enrolment_tables
from demo.generate.frame import Array, Columns, table
from demo.generate.governance import governance_tables
from demo.generate.heating import heating_tables
from demo.generate.hotline import hotline_tables
from demo.generate.lake import pour
from demo.generate.lifecycle import live
from demo.generate.members import enrol, member_tables
from demo.generate.merchants import merchant_tables
from demo.generate.network import network_tables
from demo.generate.orders import Orders, order_tables
from demo.generate.publishing import publishing_tables
from demo.generate.reading import reading_tables
from demo.generate.remedies import remedy_tables
from demo.generate.rights import rights_tables
from demo.generate.security import security_tables
from demo.generate.service import service_tables
from demo.generate.staff import DatabaseGrant, staff_tables
from demo.generate.supervision import supervision_tables
from demo.generate.surveys import survey_tables
from demo.generate.telecom import telecom_tables
from demo.generate.texts import Mentions
from demo.generate.training import training_tables
from demo.generate.truth import describe
from demo.generate.warranty import warranty_tables

MEMBERS, ORDERS, COMPLAINTS, SERVICE_CALLS, MERCHANTS = 20_000, 36_000, 6_000, 8_000, 300
SUGGESTIONS, ENROLMENTS = 900, 600
"""Numbers at scale 1."""


@dataclass(frozen=True)
class Content:
    """Tables of the database by name, in the order of schema/; tables of the lake; grants; truth."""

    tables: dict[str, pa.Table]
    lake: dict[str, pa.Table]
    grants: list[DatabaseGrant]
    truth: dict[str, object]

    def digest(self) -> str:
        """SHA-256 over every cell, the same for the same seed and scale."""
        total = hashlib.sha256()
        for name, content in [*self.tables.items(), *self.lake.items()]:
            total.update(name.encode())
            for column in content.columns:
                for chunk in column.chunks:
                    for buffer in chunk.buffers():
                        if buffer is not None:
                            total.update(buffer)
        return total.hexdigest()


def table_names() -> tuple[str, ...]:
    """The tables of schema/ in its order."""
    return tuple(
        name
        for script in scripts("schema")
        for name in re.findall(r"CREATE TABLE (\w+)", script.read_text(encoding="utf-8"))
    )


def scripts(folder: str) -> list[Path]:
    """The SQL files of a folder of the demo, by name."""
    return sorted((HERE / folder).glob("*.sql"))


def make(seed: int, scale: float) -> Content:
    """A platform without any violation; `scale` 1 has 20 000 members, below 0.01 nothing shrinks further."""
    scale = max(scale, 0.01)
    mentions: dict[str, Mentions] = {}
    members = enrol(seed, live(seed, round(MEMBERS * scale)))
    merchants = merchant_tables(seed, max(24, round(MERCHANTS * scale)))
    ordered, orders = order_tables(seed, members, merchants["t_goods"], round(ORDERS * scale), mentions)
    lake = pour(seed, members, orders, scale, mentions)
    people, grants = staff_tables(seed, table_names())
    complained = complaint_tables(
        seed,
        members,
        orders,
        merchants["t_merchant"]["merchant_name"],
        max(300, round(COMPLAINTS * scale)),
        mentions,
    )
    columns: dict[str, Columns] = {
        **member_tables(seed, members, merchants["t_merchant"]["merchant_no"]),
        **merchants,
        **ordered,
        **complained,
        **service_tables(seed, members, orders, max(800, round(SERVICE_CALLS * scale)), mentions),
        **survey_tables(seed, members, mentions),
        **rights_tables(seed, members, mentions),
        **contract_tables(seed, members),
        **people,
        **governance_tables(seed, scale, complained["t_ticket"]),
        **heating_tables(seed, members),
        **hotline_tables(seed, scale),
        **network_tables(seed),
        **warranty_tables(merchants["t_goods"], ordered["t_order"], ordered["t_order_item"]),
        **account_tables(seed, members, _last_use(lake.last_login, orders)),
    }
    columns |= attestation_tables(
        seed, columns["t_staff"], columns["t_merchant"], columns["t_goods"], columns["t_ticket"]
    )
    columns |= security_tables(seed, members, columns["t_consent"])
    columns |= remedy_tables(seed, members, ordered, complained["t_ticket"], merchants["t_merchant"])
    columns |= channel_tables(
        seed,
        members,
        ordered["t_order"],
        complained["t_ticket"],
        columns["t_improve_plan"],
        max(90, round(SUGGESTIONS * scale)),
    )
    trained = training_tables(seed, members, merchants["t_merchant"], max(240, round(ENROLMENTS * scale)))
    columns |= trained
    columns |= supervision_tables(
        seed,
        merchants["t_merchant"],
        merchants["t_goods"],
        ordered,
        complained["t_ticket"],
        columns["t_quality_case"],
        trained,
    )
    columns |= reading_tables(seed, members)
    columns |= enrolment_tables(seed, columns["t_enrol"])
    columns |= telecom_tables(seed, members, columns["t_contract"], columns["t_consent"])
    published, flagged = publishing_tables(seed, scale, members, mentions)
    columns |= published | conduct_tables(seed, members, flagged)
    columns |= agreement_tables(seed, members, columns["t_contract"])
    columns |= data_audit_tables(seed, members, columns["t_member"])
    columns["t_passport_account"]["account_kind"] = columns["t_member"]["member_type"]
    tables = {name: table(columns[name]) for name in table_names()}
    return Content(tables, lake.tables, grants, describe(tables, lake.tables, mentions))


def _last_use(last_login: Array, orders: Orders) -> Array:
    """Each member's last login or order, NaT where there is neither."""
    last_order = np.full(len(last_login), np.datetime64(0, "s"))
    np.maximum.at(last_order, orders.member, orders.created)
    return np.fmax(
        last_login, np.where(last_order == np.datetime64(0, "s"), np.datetime64("NaT", "s"), last_order)
    )
