"""Funding milestones: an intent in a transaction, the call to the provider outside of any, then the result.

Several milestones can be paid with one Checkout. Each has a funding of its own, with its own postings; the first one
leads: it has the Checkout's id, and the others go with it (see decision 0014).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
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
from market.payments.funding.checkout_actions import (
    charge_of,
    end_funding,
    fail_unopened_checkout,
    group_of,
    is_abandoned,
    is_outdated,
    record_checkout,
    settle_funding,
)
from market.payments.models import Funding
from market.payments.provider import stripe
from market.safety.actions import NotReachable
from market.safety.models import is_blocked_between

if TYPE_CHECKING:
    from market.accounts.models import User

FIRST_CHECK = timedelta(seconds=30)
SHORTEST, LONGEST = timedelta(minutes=31), timedelta(hours=23)  # of a Checkout at the provider: 30 minutes to 24 hours
ATTEMPTS = 3


class NotItsTurn(DomainError):
    help = "delivering#fund"
    code = "milestone_not_its_turn"
    sentence = _("This milestone is funded when the one before it has ended.")


class FundingTooLate(DomainError):
    help = "clocks#table"
    code = "funding_too_late"
    sentence = _("The time to fund this milestone is over.")


class NoRail(DomainError):
    help = "payouts#rails"
    code = "currency_cannot_be_paid"
    sentence = _("Payments in %(currency)s are not set up on this site yet.")


class FundingRefused(DomainError):
    help = "delivering#fund"
    code = "funding_refused"
    sentence = _("The payment service refused: %(reason)s Nothing was charged.")


class FundingReplaced(DomainError):
    help = "delivering#fund"
    code = "funding_replaced"
    sentence = _("Something changed while the payment page was made. Nothing was charged: look again, then pay.")


def fund_milestone(*, by: "User", milestone_id: int, site: str) -> Funding:
    """Open a Checkout for a milestone's amount and fee, or return the open one; the client goes to its `checkout_url`.

    `site` is the address that the client uses ("https://host"); the provider redirects back to it.
    Raises NotFound, NotTheClient, MilestoneNotReady, NotItsTurn, FundingTooLate, NotReachable, NoRail, FundingRefused,
    FundingReplaced, ProviderUnavailable.
    """
    fetch(Milestone.objects.visible_to(by), milestone_id)
    return _open_checkout(by=by, milestone_ids=[milestone_id], site=site)


def fund_several(*, by: "User", contract_id: int, milestone_ids: Sequence[int], site: str) -> Funding:
    """The same for several milestones of a contract at once: the next ones that wait for their money, without a gap.

    Raises what `fund_milestone` raises, and Invalid for milestones that are none or not of this contract.
    """
    contract = fetch(Contract.objects.visible_to(by), contract_id)
    wanted = list(contract.milestones.filter(pk__in=milestone_ids).order_by("position").values_list("pk", flat=True))
    if not wanted or len(wanted) != len(set(milestone_ids)):
        raise Invalid(errors={"milestones": [_("Choose milestones of this contract.")]})
    return _open_checkout(by=by, milestone_ids=wanted, site=site)


def _open_checkout(*, by: "User", milestone_ids: list[int], site: str) -> Funding:
    lead = _prepare_fundings(by=by, milestone_ids=milestone_ids, site=site)
    for _attempt in range(ATTEMPTS):
        if lead.state != Funding.State.OPEN or _covers_exactly(lead, milestone_ids):
            break
        settle_funding(funding_id=lead.pk, closing=True)  # for other milestones, just paid, or outdated
        lead = _prepare_fundings(by=by, milestone_ids=milestone_ids, site=site)
    if lead.state == Funding.State.OPEN:
        return lead
    try:
        page = stripe.create_checkout(_checkout_request(lead))
    except stripe.ProviderRefused as error:
        fail_unopened_checkout(lead.pk)
        raise FundingRefused(reason=str(error)) from error
    opened = record_checkout(funding_id=lead.pk, page=page)
    if opened.state != Funding.State.OPEN:
        raise FundingReplaced
    return opened


def _covers_exactly(lead: Funding, milestone_ids: list[int]) -> bool:
    """Whether an open Checkout is for exactly these milestones as they are now."""
    group = list(group_of(lead.pk).select_related("milestone"))
    return sorted(each.milestone_id for each in group) == sorted(milestone_ids) and not is_outdated(group)


@atomic
def _prepare_fundings(*, by: "User", milestone_ids: list[int], site: str) -> Funding:
    """The leading funding that is live for one of these milestones, or a new one for all of them."""
    milestones = [locked_milestone(pk) for pk in milestone_ids]
    contract = milestones[0].contract
    if contract.client_id != by.pk:
        raise NotTheClient
    _refuse_funding(contract, milestones)
    live = Funding.objects.select_for_update(no_key=True).filter(milestone__in=milestones, state__in=Funding.LIVE)
    for funding in live.order_by("pk"):
        lead = Funding.objects.get(pk=funding.together_with_id or funding.pk)
        if lead.state == Funding.State.OPEN or (_covers_exactly(lead, milestone_ids) and not is_abandoned(lead)):
            return lead
        for each in group_of(lead.pk).select_for_update(no_key=True):
            end_funding(each, Funding.State.FAILED)
    return _create_fundings(contract, milestones, site)


def _create_fundings(contract: Contract, milestones: list[Milestone], site: str) -> Funding:
    lead: Funding | None = None
    for milestone in milestones:
        funding = Funding.objects.create(
            milestone=milestone,
            together_with=lead,
            amount_value=milestone.amount_value,
            fee_value=rounded(milestone.amount_value * contract.fee_rate),
            currency=milestone.currency,
            site=site,
            created_at=clock.now(),
            expires_at=_checkout_deadline(milestones[0].funding_due_at),
            check_at=None if lead else clock.now() + FIRST_CHECK,
        )
        lead = lead or funding
    assert lead is not None  # noqa: S101  # nobody funds no milestones
    return lead


def _refuse_funding(contract: Contract, milestones: list[Milestone]) -> None:
    for milestone in milestones:
        require_state(milestone, Milestone.State.AWAITING_FUNDING)
    before = contract.milestones.filter(position__lt=milestones[-1].position).exclude(state__in=Milestone.ENDS)
    if before.exclude(pk__in=[each.pk for each in milestones]).exists():
        raise NotItsTurn
    due = milestones[0].funding_due_at
    if contract.state != Contract.State.ACTIVE or (due is not None and due <= clock.now()):
        raise FundingTooLate
    is_order = contract.bid_id is None and not contract.milestones.filter(funded_at__isnull=False).exists()
    if is_order and is_blocked_between(contract.client_id, contract.freelancer_id):  # nothing new begins between them
        raise NotReachable
    if contract.currency not in settings.STRIPE_CURRENCIES or milestones[0].currency != contract.currency:
        raise NoRail(currency=milestones[0].currency)


def _checkout_deadline(due: datetime | None) -> datetime:
    """When the Checkout expires: before the milestone lapses, within the provider's limits."""
    instant = clock.now()
    return min(max(due or instant + LONGEST, instant + SHORTEST), instant + LONGEST).replace(microsecond=0)


def _checkout_request(lead: Funding) -> stripe.CheckoutRequest:
    group = list(group_of(lead.pk).select_related("milestone__contract__client"))
    milestone = group[0].milestone
    contract = milestone.contract
    language = contract.client.language
    return stripe.CheckoutRequest(
        key=f"funding:{lead.pk}" + (f":{language}" if language != "en" else ""),
        charge=charge_of(group),
        lines=_checkout_lines(contract, group, language),
        reference=str(lead.pk),
        group=f"contract:{contract.pk}",
        email=contract.client.email,
        success_url=lead.site + reverse("funded", args=[milestone.pk]),
        cancel_url=f"{lead.site}{reverse('funded', args=[milestone.pk])}?unpaid=1",
        expires_at=lead.expires_at or clock.now() + LONGEST,
        metadata={"funding": str(lead.pk), "milestone": str(milestone.pk), "contract": str(contract.pk)},
    )


def _checkout_lines(contract: Contract, group: Sequence[Funding], language: str) -> list[tuple[str, Money]]:
    """What the client reads on the provider's page: the work of each milestone, and our fee on all of it.

    The idempotency key names the language, since a repeated call with the same key must be the same.
    """
    work = [(each.milestone.full_title, each.amount) for each in group]
    fee = total([each.fee_value for each in group])
    percent = (contract.fee_rate * 100).normalize()
    with override(language):
        fee_title = gettext("Our fee of %(percent)s%%") % {"percent": localize_digits(f"{percent:f}")}
    return [*work, (fee_title, Money(fee, contract.currency))] if fee else work
