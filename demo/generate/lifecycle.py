"""What happened to each account: registration, use, dormancy, freezing, cancellation, all handled in time.

The dates follow demo/policy/accounts.yaml: notice within 30 days of being idle for 365 days, a freeze
within 60 days after the notice, deletion within 180 days after the freeze. Every stage has accounts in it.
"""

from dataclasses import dataclass

import numpy as np

from demo.generate.frame import LATEST, NEVER, Array, days_ago, seconds, stream, texts

IDLE_DAYS = 365
GRACE_DAYS = 15
"""Days after a cancellation until the person's data must be gone."""

SHARES = {
    "pending": 0.006,
    "rejected": 0.003,
    "unused": 0.02,
    "notice_due": 0.01,
    "noticed": 0.012,
    "frozen": 0.012,
    "closed_dormant": 0.012,
    "exempt_funds": 0.004,
    "exempt_complaint": 0.002,
    "exempt_hold": 0.002,
    "risk_frozen": 0.004,
    "thawed": 0.003,
    "closed_old": 0.035,
    "closed_recent": 0.006,
    "closed_held": 0.003,
    "closing": 0.003,
    "stayed": 0.003,
}
"""Share of accounts in each course of life; the rest is `normal`."""

IDLE = (
    "notice_due",
    "noticed",
    "frozen",
    "closed_dormant",
    "exempt_funds",
    "exempt_complaint",
    "exempt_hold",
)


@dataclass
class Lives:
    """One entry an account in every array; times are datetime64[s], NaT where it did not happen."""

    stage: Array
    unused: Array
    """never used since it was opened"""
    minor: Array
    created: Array
    activated: Array
    last_active: Array
    notice: Array
    frozen: Array
    thawed: Array
    requested: Array
    withdrawn: Array
    cancelled: Array

    def __len__(self) -> int:
        return len(self.stage)

    def within(self, *stages: str) -> Array:
        return np.isin(self.stage.astype(str), stages)

    @property
    def closed(self) -> Array:
        return ~np.isnat(self.cancelled)

    @property
    def to_erase(self) -> Array:
        """Cancelled longer ago than the grace period and under no legal hold."""
        overdue = self.closed & (self.cancelled < days_ago(GRACE_DAYS))
        return overdue & ~self.within("closed_held")

    @property
    def banned(self) -> Array:
        """Ended by the platform for misconduct: every eighth of the accounts that were closed."""
        result = np.full(len(self), False)
        for stage in ("closed_old", "closed_recent"):
            result[np.flatnonzero(self.within(stage))[::8]] = True
        return result

    @property
    def edited(self) -> Array:
        """When every tenth user in normal use last corrected their own profile; NaT elsewhere."""
        edits = self.within("normal") & (np.arange(len(self)) % 10 == 3)
        share = (LATEST - self.activated).astype("int64") * 0.6
        return np.where(edits, self.activated + seconds(np.where(edits, share, 0)), NEVER)

    @property
    def status(self) -> Array:
        """0 pending, 1 active, 2 frozen, 9 cancelled, as the platform codes them."""
        status = np.where(self.within("pending", "rejected"), 0, 1)
        status = np.where(~np.isnat(self.frozen) & np.isnat(self.thawed), 2, status)
        return np.where(self.closed, 9, status)


def live(seed: int, size: int) -> Lives:
    """Lives of `size` accounts, ordered by when they were opened."""
    rng = stream(seed, "lifecycle")
    stage = _stages(rng, size)
    within = {name: stage == name for name in (*SHARES, "normal")}

    def days(low: float, high: float) -> Array:
        return rng.uniform(low, high, size)

    def after(moment: Array, low: float, high: float) -> Array:
        return moment + seconds(days(low, high) * 86_400)

    never = np.full(size, NEVER)
    flag_to_notice = days(2, 25)
    # Dormancy, counted back from where each account stands today.
    notice = never.copy()
    notice[within["noticed"]] = days_ago(days(3, 48))[within["noticed"]]
    frozen = never.copy()
    frozen[within["frozen"]] = days_ago(days(3, 150))[within["frozen"]]
    cancelled = never.copy()
    closed_at = np.where(rng.random(size) < 0.15, days_ago(days(2, 12)), days_ago(days(18, 300)))
    cancelled[within["closed_dormant"]] = closed_at[within["closed_dormant"]]
    frozen = np.where(within["closed_dormant"], cancelled - seconds(days(150, 177) * 86_400), frozen)
    was_frozen = within["frozen"] | within["closed_dormant"]
    notice = np.where(was_frozen, frozen - seconds(days(48, 58) * 86_400), notice)
    flag = np.where(np.isnat(notice), days_ago(days(2, 26)), notice - seconds(flag_to_notice * 86_400))
    idle_since = flag - seconds(np.full(size, IDLE_DAYS * 86_400))
    exempt = within["exempt_funds"] | within["exempt_complaint"] | within["exempt_hold"]
    idle_since = np.where(exempt, days_ago(days(420, 900)), idle_since)

    # Cancellation at the user's request.
    by_user = within["closed_old"] | within["closed_recent"] | within["closed_held"]
    cancelled = np.where(within["closed_old"] | within["closed_held"], days_ago(days(18, 420)), cancelled)
    cancelled = np.where(within["closed_recent"], days_ago(days(1, 12)), cancelled)
    requested = np.where(by_user, cancelled - seconds(days(0.5, 11) * 86_400), never)
    requested = np.where(within["closing"], days_ago(days(1, 9)), requested)
    requested = np.where(within["stayed"], days_ago(days(30, 200)), requested)
    withdrawn = np.where(within["stayed"], after(requested, 0.2, 6), never)

    # Freezes for risk, by an operator.
    frozen = np.where(within["risk_frozen"], days_ago(days(1, 40)), frozen)
    frozen = np.where(within["thawed"], days_ago(days(60, 200)), frozen)
    thawed = np.where(within["thawed"], after(frozen, 0.5, 9), never)

    idle = np.isin(stage.astype(str), IDLE)
    last_active = np.where(idle, idle_since, days_ago(rng.exponential(25, size).clip(0.1, 300)))
    last_active = np.where(by_user, requested - seconds(days(0.01, 3) * 86_400), last_active)
    last_active = np.where(within["closing"], requested - seconds(np.full(size, 600)), last_active)
    last_active = np.where(within["risk_frozen"], frozen - seconds(days(0.01, 1) * 86_400), last_active)

    minor = within["normal"] & (rng.random(size) < 0.022)
    minor[np.flatnonzero(within["normal"])[:2]] = True
    created = last_active - seconds((45 + rng.gamma(1.6, 320, size).clip(0, 1_500)) * 86_400)
    created = np.where(within["thawed"], frozen - seconds(days(60, 900) * 86_400), created)
    created = np.where(within["stayed"], requested - seconds(days(60, 900) * 86_400), created)
    created = np.where(within["pending"], days_ago(days(0.2, 1.8)), created)
    created = np.where(within["rejected"], days_ago(days(4, 50)), created)
    created = np.where(minor, days_ago(days(310, 420)), created)
    unused = within["unused"] | ((rng.random(size) < 0.3) & idle & ~exempt)
    created = np.where(unused, np.where(within["unused"], days_ago(days(4, 340)), idle_since), created)
    activated = after(created, 0.01, 0.9)
    activated[within["pending"] | within["rejected"]] = NEVER
    last_active[unused | np.isnat(activated)] = NEVER

    order = np.argsort(created, kind="stable")
    lives = Lives(
        stage, unused, minor, created, activated, np.minimum(last_active, LATEST), notice, frozen, thawed,
        requested, withdrawn, cancelled,
    )  # fmt: skip
    return Lives(**{name: values[order] for name, values in vars(lives).items()})


def _stages(rng: np.random.Generator, size: int) -> Array:
    """Each stage with its share of accounts, but at least two, in random order."""
    counts = {name: max(2, round(share * size)) for name, share in SHARES.items()}
    names = [name for name, count in counts.items() for _ in range(count)]
    names += ["normal"] * (size - len(names))
    shuffled = texts(names)
    rng.shuffle(shuffled)
    return shuffled
