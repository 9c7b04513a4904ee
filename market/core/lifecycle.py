"""Every number of a lifecycle, in one table. Each may be changed for a site by MARKET_<NAME> in the environment.

A due instant is stored when it arises, so a changed number holds for what begins after the change.
"""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Self

from market.core import env


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Days unless the name says otherwise; fees are shares of the amount; smallest amounts per currency."""

    job_open_days: int = 30
    job_warning_days: int = 5
    job_activity_days: int = 14
    jobs_per_day: int = 20
    invitations_per_day: int = 50
    bids_per_month: int = 30
    bids_per_hour: int = 15
    funding_days: int = 7
    review_silence_days: int = 14
    refund_answer_days: int = 7
    clearing_days: int = 5
    idle_notice_days: int = 60
    idle_refund_days: int = 75
    last_day_days: int = 85
    payout_retry_hours: int = 6
    claim_tries_per_hour: int = 5
    sign_in_tries_per_hour: int = 10
    messages_per_minute: int = 60
    upload_megabytes: int = 25
    uploads_per_day: int = 200
    client_fee: Decimal = Decimal("0.05")
    smallest_usd: Decimal = Decimal("5")
    smallest_bdt: Decimal = Decimal("500")
    largest_usd: Decimal = Decimal("100000")
    largest_bdt: Decimal = Decimal("10000000")

    @classmethod
    def from_environment(cls) -> Self:
        """The table with what the environment changes. Raises ImproperlyConfigured for a bad value."""
        values: dict[str, object] = {}
        for field in fields(cls):
            name = env.PREFIX + field.name.upper()
            if field.type is int:
                values[field.name] = env.integer(name, int(str(field.default)), least=1)
            else:
                values[field.name] = env.decimal(name, str(field.default), "1" if "fee" in field.name else "1000000000")
        return cls(**values)  # type: ignore[arg-type]  # the types are those of the fields, read above

    @property
    def client_fee_percent(self) -> Decimal:
        """The client's fee as people say it: 5 for 0.05."""
        percent = (self.client_fee * 100).normalize()
        return percent if percent.as_tuple().exponent in (0, -1, -2) else percent.quantize(Decimal(1))

    def smallest(self, currency: str) -> Decimal:
        """The smallest milestone in a currency ("USD" or "BDT")."""
        return {"USD": self.smallest_usd, "BDT": self.smallest_bdt}[currency]

    def largest(self, currency: str) -> Decimal:
        """The largest milestone in a currency: a guard against a slipped digit."""
        return {"USD": self.largest_usd, "BDT": self.largest_bdt}[currency]
