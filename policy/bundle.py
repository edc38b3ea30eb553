"""All of policy, read once: the packaged rules, replaced file by file by the organisation's own folder."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from policy.access import RoleMatrix
from policy.access_export import AccessExportPolicy
from policy.accounts import AccountsPolicy
from policy.anonymization import AnonymizationPolicy
from policy.approvers import ApproversPolicy
from policy.breaches import BreachesPolicy
from policy.calendar import WorkingCalendar
from policy.clauses import Document, read_documents
from policy.complaints import ComplaintsPolicy
from policy.copies import CopiesPolicy
from policy.duties import Check, Duty, read_duties
from policy.evidence import EvidenceItem, FileState, read_evidence
from policy.evidence_kinds import EvidenceKinds
from policy.expiry import ExpiryPolicy
from policy.labels import Labels
from policy.offenders import OffendersPolicy
from policy.organisation import Organisation
from policy.pii import PiiCatalogue, PiiPolicy
from policy.requests import RequestsPolicy
from policy.retention import RetentionPolicy
from policy.service_levels import ServiceLevels
from policy.validate import validate_register
from policy.waivers import Waiver, WaiverList, refuse_unknown_checks
from policy.yaml_file import read_model

PACKAGED = Path(__file__).parent
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Policy:
    """The rules of one run.

    Attributes:
        folder: the organisation's policy folder; its files replace packaged ones of the same name.
        evidence_folder: the organisation's items of evidence.
    """

    folder: Path | None = None
    evidence_folder: Path | None = None

    def path(self, name: str) -> Path | None:
        """The file or folder in force under this name, if there is one."""
        for root in (self.folder, PACKAGED):
            if root is not None and (root / name).exists():
                return root / name
        return None

    def files(self) -> Iterator[tuple[str, Path]]:
        """Name and path of every YAML file in force, in a stable order."""
        names = {path.relative_to(PACKAGED) for path in PACKAGED.rglob("*.yaml")}
        if self.folder is not None:
            names |= {path.relative_to(self.folder) for path in self.folder.rglob("*.yaml")}
        for name in sorted(names):
            path = self.path(str(name))
            if path is not None:
                yield name.as_posix(), path

    @cached_property
    def hash(self) -> str:
        """SHA-256 over names and contents of the files in force; an edit shows in every later result."""
        digest = hashlib.sha256()
        for name, path in self.files():
            content = path.read_bytes()
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        return digest.hexdigest()

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        return read_duties(self._merged("duties"))

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        return tuple(check for duty in self.duties for check in duty.checks)

    def duty_of(self, check_id: str) -> Duty:
        return next(duty for duty in self.duties if any(check.id == check_id for check in duty.checks))

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        return read_documents(self._merged("clauses"))

    @cached_property
    def calendar(self) -> WorkingCalendar:
        return WorkingCalendar.load(self._required("calendar.yaml"))

    @cached_property
    def pii(self) -> PiiPolicy:
        return read_model(self._required("pii.yaml"), PiiPolicy)

    @cached_property
    def complaints(self) -> ComplaintsPolicy:
        return read_model(self._required("complaints.yaml"), ComplaintsPolicy)

    @cached_property
    def accounts(self) -> AccountsPolicy:
        return self._optional("accounts.yaml", AccountsPolicy) or AccountsPolicy()

    @cached_property
    def offenders(self) -> OffendersPolicy:
        return read_model(self._required("offenders.yaml"), OffendersPolicy)

    @cached_property
    def labels(self) -> Labels:
        return self._optional("labels.yaml", Labels) or Labels()

    @cached_property
    def role_matrix(self) -> RoleMatrix | None:
        return self._optional("role_matrix.yaml", RoleMatrix)

    @cached_property
    def pii_catalogue(self) -> PiiCatalogue | None:
        return self._optional("pii_catalog.yaml", PiiCatalogue)

    @cached_property
    def retention(self) -> RetentionPolicy | None:
        return self._optional("retention.yaml", RetentionPolicy)

    @cached_property
    def approvers(self) -> ApproversPolicy:
        """Without the file nobody may approve, so nothing is ever deleted."""
        return self._optional("approvers.yaml", ApproversPolicy) or ApproversPolicy()

    @cached_property
    def copies(self) -> CopiesPolicy:
        return self._optional("copies.yaml", CopiesPolicy) or CopiesPolicy()

    @cached_property
    def requests(self) -> RequestsPolicy:
        return read_model(self._required("requests.yaml"), RequestsPolicy)

    @cached_property
    def access_export(self) -> AccessExportPolicy:
        return self._optional("access_export.yaml", AccessExportPolicy) or AccessExportPolicy()

    @cached_property
    def breaches(self) -> BreachesPolicy:
        return read_model(self._required("breaches.yaml"), BreachesPolicy)

    @cached_property
    def anonymization(self) -> AnonymizationPolicy | None:
        return self._optional("anonymization.yaml", AnonymizationPolicy)

    @cached_property
    def evidence(self) -> tuple[tuple[EvidenceItem, FileState], ...] | None:
        """None where the organisation has configured no evidence folder."""
        return None if self.evidence_folder is None else read_evidence(self.evidence_folder)

    @cached_property
    def evidence_kinds(self) -> EvidenceKinds:
        return read_model(self._required("evidence_kinds.yaml"), EvidenceKinds)

    @cached_property
    def organisation(self) -> Organisation | None:
        return self._optional("organisation.yaml", Organisation)

    @cached_property
    def service_levels(self) -> ServiceLevels | None:
        return self._optional("service_levels.yaml", ServiceLevels)

    @cached_property
    def expiry(self) -> ExpiryPolicy:
        return read_model(self._required("expiry.yaml"), ExpiryPolicy)

    @cached_property
    def waivers(self) -> tuple[Waiver, ...]:
        """Raises PolicyError for a waiver of a check that does not exist."""
        waivers = (self._optional("waivers.yaml", WaiverList) or WaiverList()).waivers
        refuse_unknown_checks(waivers, (check.id for check in self.checks))
        return waivers

    def validate(self) -> None:
        """Read every file once and hold clauses against duties, so that an error is named before any work."""
        for name in (
            "duties", "documents", "calendar", "pii", "complaints", "accounts", "labels", "offenders",
            "role_matrix", "pii_catalogue", "retention", "approvers", "copies", "anonymization", "evidence",
            "expiry", "waivers", "requests", "access_export", "breaches", "evidence_kinds", "organisation",
            "service_levels",
        ):  # fmt: skip
            getattr(self, name)
        validate_register(
            dict(zip(self._merged("clauses"), self.documents, strict=True)),
            dict(zip(self._merged("duties"), self.duties, strict=True)),
        )

    def _merged(self, folder: str) -> list[Path]:
        """The YAML files in force inside a folder, the organisation's replacing packaged ones by name."""
        return [path for name, path in self.files() if name.startswith(f"{folder}/")]

    def _required(self, name: str) -> Path:
        return self.path(name) or PACKAGED / name

    def _optional(self, name: str, model: type[Model]) -> Model | None:
        path = self.path(name)
        return None if path is None else read_model(path, model)
