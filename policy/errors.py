"""Every error a user can meet, in one tree.

QuanyiError                 what was wrong, where, and the remedy, in both languages
├── UsageError       (64)   a wrong argument on the command line
├── ConfigError      (64)   quanyi.yaml cannot be used
├── PolicyError      (64)   a policy file is malformed
├── MappingError     (64)   a mapping/<entity>.sql does not give what the contract asks
├── CalendarError    (64)   a date lies beyond the working calendar
├── StoreError        (3)   a store cannot be reached or read
├── LedgerError       (3)   the ledger does not hold (privacy.evidence.errors)
├── LockHeldError     (3)   another run is writing
├── DiskFullError     (3)   no room left; nothing was half-written
├── ApprovalError     (3)   a deletion plan is not, or no longer, approved
└── JobError          (3)   the job itself failed
"""

from policy.text import Language, Text


class QuanyiError(Exception):
    """One line for the user: what was wrong, where, and what to do about it.

    Attributes:
        what: what was wrong and where; never holds a secret or a personal value.
        remedy: what the reader can do next.
        exit_code: what the command line exits with.
    """

    exit_code = 3

    def __init__(self, what: Text, remedy: Text) -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(self.line("en"))

    def line(self, language: Language) -> str:
        separator = "。" if language == "zh" else ". "
        what = self.what.in_language(language).rstrip("。. ")
        return f"{what}{separator}{self.remedy.in_language(language)}"


class UsageError(QuanyiError):
    exit_code = 64


class ConfigError(QuanyiError):
    exit_code = 64


class PolicyError(QuanyiError):
    exit_code = 64


class MappingError(QuanyiError):
    exit_code = 64


class CalendarError(QuanyiError):
    exit_code = 64


class StoreError(QuanyiError):
    exit_code = 3


class LockHeldError(QuanyiError):
    exit_code = 3


class ApprovalError(QuanyiError):
    exit_code = 3


class DiskFullError(QuanyiError):
    exit_code = 3


class JobError(QuanyiError):
    exit_code = 3
