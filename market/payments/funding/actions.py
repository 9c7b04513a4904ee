"""Funding milestones: an intent in a transaction, the call to the provider outside of any, then the result.

Several milestones can be paid with one Checkout. Each has a funding of its own, with its own postings; the first one
leads: it has the Checkout's id, and the others go with it (see decision 0014).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from market.contracts.models import Contract, Milestone
from market.contracts.workroom.actions import NotTheClient, locked_milestone, require_state
from market.core.base import clock
from market.core.base.db import atomic, fetch
from market.core.base.errors import DomainError, Invalid
from market.core.base.money import Money, rounded, total
from market.core.text.locale import localize_digits, override
from market.payments.bonuses.terms import require_open_to_bonus
from market.payments.funding.checkout_actions import (
    fail_unopened_checkout,
    is_abandoned,
    is_outdated,
    record_checkout,
    settle_funding,
)
from market.payments.funding.outcome_actions import charge_of, end_funding, group_of
from market.payments.models import Funding
from market.payments.provider.port import ProviderRefused
from market.payments.provider.rails import RAILS, NoRail, Rail, rail_for
from market.payments.provider.types import CheckoutRequest
from market.safety.actions import NotReachable
from market.safety.models import is_blocked_between

if TYPE_CHECKING:
    from market.accounts.models import User

FIRST_CHECK = timedelta(seconds=30)
ATTEMPTS = 3


class NotItsTurn(DomainError):
    help = "delivering#fund"
    code = "milestone_not_its_turn"
    sentence = _("Fund the milestones before it first, or together with it.")


class FundingTooLate(DomainError):
    help = "clocks#table"
    code = "funding_too_late"
    sentence = _("The time to fund this milestone is over.")


class OutsideLimits(DomainError):
    help = "payouts#rails"
    code = "outside_limits"
    sentence = _(
        "%(rail)s takes payments from %(smallest)s to %(largest)s. Pay more or less at once, or by another way."
    )


class FundingRefused(DomainError):
    help = "delivering#fund"
    code = "funding_refused"
    sentence = _("The payment service refused: %(reason)s Nothing was charged.")


class FundingReplaced(DomainError):
    help = "delivering#fund"
    code = "funding_replaced"
    sentence = _("Something changed while the payment page was made. Nothing was charged: look again, then pay.")


class PaymentLookedAt(DomainError):
    help = "delivering#fund"
    code = "payment_looked_at"
    sentence = _("You paid already: the payment service looks at that payment first. We tell you as soon as we know.")


def fund_milestone(*, by: "User", milestone_id: int, site: str, rail: str = "") -> Funding:
    """Open a Checkout for a milestone's amount and fee, or return the open one; the client goes to its `checkout_url`.

    Milestones are funded in their order, also while earlier ones are in work: the client decides. `site` is the address
    that the client uses ("https://host"); the provider redirects back to it. `rail`: the name of the way to pay, where
    the currency has several. Raises NotFound, NotTheClient, MilestoneNotReady, NotItsTurn, FundingTooLate,
    NotReachable, NoRail, OutsideLimits, PaymentLookedAt, FundingRefused, FundingReplaced, ProviderUnavailable.
    """
    fetch(Milestone.objects.visible_to(by), milestone_id)
    return open_checkout(by, [milestone_id], site, rail)


def fund_several(*, by: "User", contract_id: int, milestone_ids: Sequence[int], site: str, rail: str = "") -> Funding:
    """The same for several milestones of a contract at once: the next ones that wait for their money, without a gap.

    Raises what `fund_milestone` raises, and Invalid for milestones that are none or not of this contract.
    """
    contract = fetch(Contract.objects.visible_to(by), contract_id)
    wanted = list(contract.milestones.filter(pk__in=milestone_ids).order_by("position").values_list("pk", flat=True))
    if not wanted or len(wanted) != len(set(milestone_ids)):
        raise Invalid(errors={"milestones": [_("Choose milestones of this contract.")]})
    return open_checkout(by, wanted, site, rail)


def open_checkout(by: "User", milestone_ids: list[int], site: str, rail: str) -> Funding:
    """The page to pay exactly these milestones, or one bonus, opened now or before. Raises what `fund_milestone`
    raises."""
    lead = _prepare_fundings(by, milestone_ids, site, rail)
    for _attempt in range(ATTEMPTS):
        if lead.state != Funding.State.OPEN or _is_wanted(lead, milestone_ids, rail):
            break
        _close_checkout(lead)  # for other milestones, another rail, just paid, or outdated
        lead = _prepare_fundings(by, milestone_ids, site, rail)
    if lead.state == Funding.State.OPEN:
        if not _is_wanted(lead, milestone_ids, rail):
            raise FundingReplaced
        return lead
    try:
        page = RAILS[lead.rail].pay_in.create_checkout(_checkout_request(lead))
    except ProviderRefused as error:
        fail_unopened_checkout(lead.pk)
        raise FundingRefused(reason=str(error)) from error
    opened = record_checkout(funding_id=lead.pk, page=page)
    if opened.state != Funding.State.OPEN:
        raise FundingReplaced
    return opened


def _close_checkout(lead: Funding) -> None:
    """Close an open Checkout. Raises PaymentLookedAt, FundingRefused where its state cannot be known."""
    try:
        now = settle_funding(funding_id=lead.pk, closing=True)
    except ProviderRefused as error:
        raise FundingRefused(reason=str(error)) from error
    if now.state == Funding.State.OPEN and now.suspicion:
        raise PaymentLookedAt


def _is_wanted(lead: Funding, milestone_ids: list[int], rail: str) -> bool:
    """Whether a live Checkout is by this rail, if one is named, for exactly these milestones as they are now."""
    group = list(group_of(lead.pk).select_related("milestone"))
    is_same = sorted(each.milestone_id for each in group) == sorted(milestone_ids) and rail in ("", lead.rail)
    return is_same and not is_outdated(group)


@atomic
def _prepare_fundings(by: "User", milestone_ids: list[int], site: str, wanted: str) -> Funding:
    """The leading funding that is live for one of these milestones, or a new one for all of them."""
    milestones = [locked_milestone(pk) for pk in milestone_ids]
    contract = milestones[0].contract
    if contract.client_id != by.pk:
        raise NotTheClient
    _refuse_funding(contract, milestones)
    rail = rail_for(contract.currency, by, wanted=wanted)
    live = Funding.objects.select_for_update(no_key=True).filter(milestone__in=milestones, state__in=Funding.LIVE)
    for funding in live.order_by("pk"):
        lead = Funding.objects.get(pk=funding.together_with_id or funding.pk)
        if lead.state == Funding.State.OPEN or (_is_wanted(lead, milestone_ids, wanted) and not is_abandoned(lead)):
            return lead
        for each in group_of(lead.pk).select_for_update(no_key=True):
            end_funding(each, Funding.State.FAILED)
    return _create_fundings(contract, milestones, site, rail)


def _create_fundings(contract: Contract, milestones: list[Milestone], site: str, rail: Rail) -> Funding:
    group: list[Funding] = []
    for milestone in milestones:
        funding = Funding.objects.create(
            milestone=milestone,
            together_with=group[0] if group else None,
            rail=rail.name,
            amount_value=milestone.amount_value,
            fee_value=rounded(milestone.amount_value * contract.fee_rate),
            currency=milestone.currency,
            site=site,
            created_at=clock.now(),
            expires_at=_checkout_deadline(milestones[0].funding_due_at, rail),
            check_at=None if group else clock.now() + FIRST_CHECK,
        )
        group.append(funding)
    _require_limits(rail, charge_of(group))
    return group[0]


def _require_limits(rail: Rail, charge: Money) -> None:
    """Raise OutsideLimits for what the provider does not take in one payment."""
    if not rail.smallest <= charge.amount <= rail.largest:
        smallest, largest = (Money(limit, charge.currency) for limit in (rail.smallest, rail.largest))
        raise OutsideLimits(rail=rail.label, smallest=smallest, largest=largest)


def _refuse_funding(contract: Contract, milestones: list[Milestone]) -> None:
    for milestone in milestones:
        require_state(milestone, Milestone.State.AWAITING_FUNDING)
    if milestones[0].is_bonus:
        require_open_to_bonus(contract)
        return
    before = contract.milestones.filter(position__lt=milestones[-1].position, state=Milestone.State.AWAITING_FUNDING)
    if before.exclude(pk__in=[each.pk for each in milestones]).exists():
        raise NotItsTurn
    due = milestones[0].funding_due_at
    if contract.state != Contract.State.ACTIVE or (due is not None and due <= clock.now()):
        raise FundingTooLate
    is_order = contract.bid_id is None and not contract.milestones.filter(funded_at__isnull=False).exists()
    if is_order and is_blocked_between(contract.client_id, contract.freelancer_id):  # nothing new begins between them
        raise NotReachable
    if milestones[0].currency != contract.currency:
        raise NoRail(currency=milestones[0].currency)


def _checkout_deadline(due: datetime | None, rail: Rail) -> datetime:
    """When the Checkout expires: before the milestone lapses, within the provider's limits."""
    soonest, latest = clock.now() + rail.shortest, clock.now() + rail.longest
    return min(max(due or latest, soonest), latest).replace(microsecond=0)


def _checkout_request(lead: Funding) -> CheckoutRequest:
    group = list(group_of(lead.pk).select_related("milestone__contract__client"))
    milestone = group[0].milestone
    contract = milestone.contract
    language = contract.client.language
    return CheckoutRequest(
        key=f"funding:{lead.pk}" + (f":{language}" if language != "en" else ""),
        charge=charge_of(group),
        lines=_checkout_lines(contract, group, language),
        reference=str(lead.pk),
        group=f"contract:{contract.pk}",
        email=contract.client.email,
        success_url=lead.site + reverse("funded", args=[milestone.pk]),
        cancel_url=f"{lead.site}{reverse('funded', args=[milestone.pk])}?unpaid=1",
        expires_at=lead.expires_at or clock.now() + RAILS[lead.rail].longest,
        metadata={"funding": str(lead.pk), "milestone": str(milestone.pk), "contract": str(contract.pk)},
    )


def _checkout_lines(contract: Contract, group: Sequence[Funding], language: str) -> list[tuple[str, Money]]:
    """What the client reads on the provider's page: the work of each milestone, and our fee on all of it.

    The idempotency key names the language, since a repeated call with the same key must be the same.
    """
    fee = total([each.fee_value for each in group])
    percent = (contract.fee_rate * 100).normalize()
    with override(language):
        work = [(_line_title(each.milestone), each.amount) for each in group]
        fee_title = gettext("Our fee of %(percent)s%%") % {"percent": localize_digits(f"{percent:f}")}
    return [*work, (fee_title, Money(fee, contract.currency))] if fee else work


def _line_title(milestone: Milestone) -> str:
    title = milestone.full_title
    return gettext("Thanks for “%(title)s”") % {"title": title} if milestone.is_bonus else title
