"""Past work on a profile: only paid work, without what the client may not want to be public.

The title stands where the job was open to everybody, else the topic alone. The amount is a range. The client is named
only if they allow it on their page.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, QuerySet, Sum

from market.contracts.models import Contract
from market.core.base.money import Money
from market.jobs.models import Job
from market.training.models import Topic

# Where one range of what was paid ends and the next begins.
BOUNDS = {"USD": (50, 250, 1000), "BDT": (5000, 25000, 100000)}


@dataclass(frozen=True, slots=True)
class PastWork:
    """One piece of paid work, as everybody may see it. `title` and `client` are "" where they are not public."""

    title: str
    topic: Topic | None
    least: Money | None
    most: Money | None
    state: str
    state_name: str
    started_at: datetime
    ended_at: datetime | None
    client: str
    client_url: str


def paid_contracts(freelancer: int) -> QuerySet[Contract]:
    """The contracts of a freelancer (user id) in which money was released and not all given back, newest first."""
    paid = F("milestones__released_value") - F("milestones__given_back_value")
    rows = Contract.objects.filter(freelancer=freelancer).annotate(paid=Sum(paid))
    parts = ("job__topic", "client__client_profile")
    return rows.filter(paid__gt=0).select_related(*parts).order_by("-started_at", "-pk")


def describe_work(contract: Contract) -> PastWork:
    """The public description of one of `paid_contracts`."""
    job, page = contract.job, getattr(contract.client, "client_profile", None)
    client = page if page is not None and page.shows_name and contract.client.is_in_sight else None
    least, most = paid_range(Money(contract.paid, contract.currency))  # type: ignore[attr-defined]  # annotated
    return PastWork(
        title=contract.title if job is None or job.visibility == Job.Visibility.ALL else "",
        topic=job.topic if job else None,
        least=least,
        most=most,
        state=contract.state,
        state_name=str(contract.get_state_display()),
        started_at=contract.started_at,
        ended_at=contract.ended_at,
        client=contract.client.shown_name if client else "",
        client_url=client.get_absolute_url() if client and client.jobs_posted else "",
    )


def paid_range(paid: Money) -> tuple[Money | None, Money | None]:
    """The range in which an amount lies: None where it is open to that side."""
    currency = str(paid.currency)
    bounds = [Decimal(each) for each in BOUNDS.get(currency, BOUNDS["USD"])]
    least = max((each for each in bounds if each <= paid.amount), default=None)
    most = min((each for each in bounds if each > paid.amount), default=None)
    return (
        None if least is None else Money(least, currency),
        None if most is None else Money(most, currency),
    )
