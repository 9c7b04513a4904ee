"""Steps to a first job, and to a first hire; facts mark them as done, not clicks."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.bids.models import Bid
from market.contracts.models import Contract, Milestone
from market.core.base.prepared import prepared
from market.jobs.models import Job
from market.payments.models import PayoutAccount, Refund
from market.profiles.models import PortfolioCase, Profile
from market.reviews.models import Exchange
from market.services.models import Service
from market.training.models import Certificate

if TYPE_CHECKING:
    from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Step:
    """A step: title, detail, `state` "done", "now" or "todo", and the page where it is done."""

    title: str | Promise
    detail: str | Promise
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a user has done so far."""

    certificate: bool
    revoked: bool
    published: bool
    case: bool
    offered: bool
    hired: bool
    posted: bool
    asked: bool
    hires: bool
    funded: bool
    owed: bool  # the site owes the user a failed refund
    disputed: bool
    reviewable: bool
    payouts: str  # the state of the payout account, "" without one

    @property
    def has_begun(self) -> bool:
        """Whether anything was done on either side."""
        return self.offered or self.hired or self.posted or self.asked or self.hires

    @property
    def has_contracts(self) -> bool:
        """Whether the user is a party of any contract."""
        return self.hired or self.hires


def facts_of(user: User) -> Facts:
    """The facts of a user, in one statement."""
    row = _facts_of(user)[0]
    served = row.pop("has_served")
    values = {name.removeprefix("has_"): value for name, value in row.items() if name != "account"}
    return Facts(**values | {"offered": row["has_offered"] or served}, payouts=row["account"] or "")


@prepared
def _facts_of(user: User) -> QuerySet[User, dict[str, Any]]:
    me = OuterRef("pk")
    either_side = Q(contract__client=me) | Q(contract__freelancer=me)
    bids = Bid.objects.filter(origin=Bid.Origin.BID)
    published = Profile.objects.filter(user=me, state=Profile.State.PUBLISHED)
    rows_by_name: dict[str, QuerySet[Model]] = {
        "certificate": Certificate.objects.filter(holder=me),
        "revoked": Certificate.objects.filter(holder=me, state=Certificate.State.REVOKED),
        "published": published,
        "case": PortfolioCase.objects.filter(profile__user=me),
        "offered": bids.filter(freelancer=me),
        "served": Service.objects.filter(freelancer=me, state=Service.State.LIVE),
        "hired": Contract.objects.filter(freelancer=me),
        "posted": Job.objects.filter(client=me).exclude(state=Job.State.DRAFT),
        "asked": Bid.objects.filter(job__client=me),
        "hires": Contract.objects.filter(client=me),
        "funded": Milestone.objects.filter(contract__client=me, funded_at__isnull=False),
        "reviewable": Exchange.objects.open().filter(either_side).exclude(reviews__author=me),
        "owed": Refund.objects.owed().filter(milestone__contract__client=me),
        "disputed": Milestone.objects.filter(either_side, state=Milestone.State.DISPUTED),
    }
    exists = {f"has_{name}": Exists(rows) for name, rows in rows_by_name.items()}
    account = Subquery(PayoutAccount.objects.filter(user=me).values("state"))
    rows: QuerySet[User, dict[str, Any]] = (
        User.objects.filter(pk=user.pk).annotate(**exists, account=account).values(*exists, "account")
    )
    return rows


def job_steps(facts: Facts) -> list[Step]:
    """A graduate's steps to the first contract; empty once they were hired."""
    if facts.hired:
        return []
    return _steps(
        (_("Claim your certificate"), _("With the number and the code of your letter."), facts.certificate, "claim"),
        (_("Make your profile"), _("Headline, skills, a story. Ten minutes."), facts.published, "edit_profile"),
        (_("Show a piece of your work"), _("Practice work counts too: say that it is."), facts.case, "portfolio"),
        (
            _("Send your first bid"),
            _("Small jobs first: a good review opens the next door. Or offer a service."),
            facts.offered,
            "job_list",
        ),
        (_("Agree with a client"), _("Answer their messages soon, and start when the money is held."), False, "bids"),
    )


def hire_steps(facts: Facts) -> list[Step]:
    """A client's steps to the first funded milestone; empty once one was funded."""
    if facts.funded:
        return []
    has_bids = facts.asked or facts.hires
    return _steps(
        (_("Post a job"), _("What you need, by when and for how much."), facts.posted or has_bids, "new_job"),
        (_("Get bids"), _("Graduates bid, or you invite the one you like."), has_bids, "talent"),
        (_("Choose and agree"), _("Compare the bids, talk, and accept the terms that fit."), facts.hires, "my_jobs"),
        (_("Fund the first milestone"), _("The money is held until you approve the work."), False, "contracts"),
    )


def _steps(*steps: tuple[str | Promise, str | Promise, bool, str]) -> list[Step]:
    line, now = [], True
    for title, detail, is_done, page in steps:
        state = "done" if is_done else ("now" if now else "todo")
        now = now and is_done
        line.append(Step(title, "" if is_done else detail, state, "" if is_done else reverse(page)))
    return line
