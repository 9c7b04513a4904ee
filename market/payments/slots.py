"""What payments puts into the workroom: the buttons that move money, and what the money is doing."""

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest

from market.contracts.history.log import log_source
from market.contracts.models import Contract, Milestone, Proposal
from market.contracts.workroom.progress import can_give_cancel_notice
from market.core.base.money import Money, rounded, total
from market.core.web.slots import slot_renderer
from market.files.access import reader
from market.files.models import Upload
from market.payments.allowances.queries import paid_by_phase
from market.payments.bonuses.queries import bonuses_of
from market.payments.desk.ledger_links import ledger_link
from market.payments.models import Chargeback, EvidenceFile, Refund, Release
from market.payments.provider.rails import rails_of
from market.payments.refunds.queries import failed_refunds_of
from market.payments.refunds.summary import summarize_end
from market.payments.releases.forms import ReleasePartForm
from market.payments.releases.queries import ReleasedAmount, released_amounts
from market.training.allowances.months import rule_of, this_month
from market.training.models import Programme

if TYPE_CHECKING:
    from market.accounts.models import User

State = Milestone.State


@slot_renderer("row.ledger", "payments/ledger_link.html")
def row_in_the_ledger(*, request: HttpRequest, row: Model, **more: Any) -> dict[str, Any] | None:
    """A link from a row of money to its transactions, for operators."""
    address = ledger_link(cast("User", request.user), row)
    return {"address": address} if address else None


@reader
def files_for_banks(user: "User") -> QuerySet[Upload]:
    """Files that go to a bank, for operators who are no side of the contract."""
    answerable = Chargeback.objects.answerable_by(user).values("dispute_id")
    return Upload.objects.filter(Exists(EvidenceFile.objects.filter(upload=OuterRef("pk"), dispute_id__in=answerable)))


@log_source
def money_in_the_log(contract: Contract, reader: "User") -> Q:
    """Audit entries of money after it left the milestone: refunds for the client, releases for the freelancer."""
    model = Refund if contract.client_id == reader.pk else Release
    rows = model._default_manager.filter(milestone__contract=contract)
    return Q(on_type=model._meta.label_lower, on_id__in=rows.values("pk"))


@slot_renderer("milestone.actions", "payments/milestone_actions.html", order=10)
def milestone_actions(
    *, request: HttpRequest, milestone: Milestone, contract: Contract, as_client: bool, **more: Any
) -> dict[str, Any]:
    """The buttons of this milestone for this party: to fund, approve or give back all of it."""
    fee = Money(rounded(milestone.amount_value * contract.fee_rate), milestone.currency)
    return {
        "fee": fee,
        "charge": milestone.amount + fee,
        "rails": rails_of(contract.client, contract.currency) if as_client and milestone.funding_due_at else [],
        "fee_percent": (contract.fee_rate * 100).normalize(),
        "can_give_notice": as_client and can_give_cancel_notice(milestone),
        "notice_days": settings.LIFECYCLE.cancel_notice_days,
    }


@slot_renderer("milestone.more", "payments/milestone_more.html", order=10)
def milestone_more(
    *, request: HttpRequest, milestone: Milestone, contract: Contract, as_client: bool, **more: Any
) -> dict[str, Any]:
    """Ways to fund several milestones or release a part, and what was released."""
    return {
        "part_form": ReleasePartForm(auto_id=f"part_{milestone.pk}_%s"),
        "together": (together := _together(milestone, contract) if as_client else []),
        "rails": rails_of(contract.client, contract.currency) if together else [],
        "releases": _releases(milestone, as_client=as_client) if milestone.released_value else [],
        "can_give_back": not as_client and not milestone.is_frozen and _is_kept(milestone),
    }


@slot_renderer("milestone.end", "payments/give_back.html")
def give_back(
    *, request: HttpRequest, milestone: Milestone, contract: Contract, as_client: bool, **more: Any
) -> dict[str, Any] | None:
    """The freelancer's way to give back all that is held."""
    may_give = milestone.state in (State.FUNDED, State.SUBMITTED, State.CHANGES_REQUESTED)
    return {} if may_give and not as_client and not milestone.is_frozen else None


def _is_kept(milestone: Milestone) -> bool:
    """Whether something of what was released went back neither to the client nor to their bank."""
    return milestone.given_back_value + milestone.charged_back_value < milestone.released_value


def _releases(milestone: Milestone, *, as_client: bool) -> list[Release] | list[ReleasedAmount]:
    return released_amounts(milestone) if as_client else list(milestone.releases.earned().order_by("pk"))


def _together(milestone: Milestone, contract: Contract) -> list[dict[str, Any]]:
    """The ways to pay this milestone with the next ones, or ahead of its turn: how many, their ids, what they hold and
    what they cost."""
    waiting = [each for each in contract.milestones.all() if each.state == State.AWAITING_FUNDING]
    if contract.state != Contract.State.ACTIVE or not waiting or waiting[0].pk != milestone.pk:
        return []
    ways = []
    for count in range(2 if milestone.funding_due_at else 1, len(waiting) + 1):
        chosen = waiting[:count]
        amount = total([each.amount_value for each in chosen])
        fee = total([rounded(each.amount_value * contract.fee_rate) for each in chosen])
        ways.append(
            {
                "ids": ",".join(str(each.pk) for each in chosen),
                "last": chosen[-1],
                "count": count,
                "amount": Money(amount, contract.currency),
                "charge": Money(amount + fee, contract.currency),
            }
        )
    return ways


@slot_renderer("proposal.money", "payments/end_summary.html", order=10)
def end_money(*, request: HttpRequest, proposal: Proposal, as_client: bool, **more: Any) -> dict[str, Any] | None:
    """What a proposed early end would do with the money."""
    if proposal.kind != Proposal.Kind.END:
        return None
    shares = {pk: share for pk, (_held, share) in proposal.split.items()}
    return {"ending": summarize_end(proposal.contract, shares), "as_client": as_client}


@slot_renderer("contract.aside", "payments/contract_money.html", order=10)
def contract_money(*, request: HttpRequest, contract: Contract, as_client: bool, **more: Any) -> dict[str, Any]:
    """What the contract's money is doing."""
    milestones = [each for each in contract.milestones.all() if each.state != State.DROPPED]

    def summed(field: str) -> Money:
        return Money(total([getattr(each, field) for each in milestones]), contract.currency)

    was_refunded = as_client and any(each.refunded_value or each.given_back_value for each in milestones)
    failed = failed_refunds_of(contract.client).filter(milestone__contract=contract) if was_refunded else []
    not_arrived = total([each.owed.amount for each in failed])
    is_after = lambda each: each.reason == Refund.Reason.GIVEN_BACK  # noqa: E731
    after, before = ([each.amount_value for each in failed if is_after(each) is side] for side in (True, False))
    refunded = summed("refunded_value").amount - total(before)
    given_back = summed("given_back_value").amount - total(after)
    waiting = [each.amount_value for each in milestones if each.state == State.AWAITING_FUNDING]
    return {
        "agreed": summed("amount_value"),
        "held": summed("held_value"),
        "held_still": any(each.is_frozen or each.state == State.DISPUTED for each in milestones),
        "released": summed("released_value"),
        "refunded": Money(refunded, contract.currency),
        "not_arrived": Money(not_arrived, contract.currency),
        "charged_back": summed("charged_back_value"),
        "given_back": Money(given_back, contract.currency),
        "to_fund": Money(total(waiting), contract.currency),
    }


@slot_renderer("documents.ways", "payments/ask_documents.html", order=10)
def ways_to_ask(*, request: HttpRequest, **more: Any) -> dict[str, Any] | None:
    """For freelancers: the documents on income that they can ask for."""
    return {} if request.user.is_authenticated and hasattr(request.user, "profile") else None


@slot_renderer("menu", "payments/money_desk_menu.html", order=43)
def way_to_money_desk(*, request: HttpRequest, **more: Any) -> dict[str, Any] | None:
    """For operators."""
    return way_to_chargebacks(request=request)


@slot_renderer("contract.aside", "payments/contract_bonuses.html", order=12)
def contract_bonuses(
    *, request: HttpRequest, contract: Contract, as_client: bool, **more: Any
) -> dict[str, Any] | None:
    """What the client gave as thanks, and their way to do so, once something was released."""
    if not any(each.released_value for each in contract.milestones.all()):
        return None
    bonuses = list(bonuses_of(contract))
    return {"bonuses": bonuses} if bonuses or as_client else None


@slot_renderer("menu", "payments/chargebacks_menu.html", order=44)
def way_to_chargebacks(*, request: HttpRequest, **more: Any) -> dict[str, Any] | None:
    """For operators."""
    user = request.user
    return {} if user.is_authenticated and user.has_role("operator") else None


@slot_renderer("menu", "payments/payout_batches_menu.html", order=45)
def way_to_payout_batches(*, request: HttpRequest, **more: Any) -> dict[str, Any] | None:
    """For operators."""
    return way_to_chargebacks(request=request)


@slot_renderer("programme.more", "payments/parts/programme_allowances.html", order=10)
def allowances_of_programme(*, request: HttpRequest, programme: Programme | None, **more: Any) -> dict[str, Any] | None:
    """The rule of allowances in public, and what was paid in each phase."""
    rule = rule_of(programme.pk, this_month()) if programme else None
    paid = paid_by_phase(programme.pk) if programme else []
    return {"rule": rule, "paid": paid} if rule or paid else None
