"""The outcome of a Checkout: paid, expired, or still open. Fundings that share one are settled together.

Some providers cannot close a page (`Rail.closes_pages`): what was paid on one that ended here, or paid twice, is held
if the milestone still waits for it, else it goes back.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from market.contracts.models import Milestone
from market.contracts.workroom import transitions
from market.contracts.workroom.actions import locked_milestone
from market.contracts.workroom.events import emit_in_contract
from market.core.base import clock
from market.core.base.db import atomic
from market.payments.funding import events
from market.payments.funding.outcome_actions import end_funding, group_of, record_outcome, stop_looking, waits_for
from market.payments.job_names import defer_job
from market.payments.models import Funding
from market.payments.provider.port import PayIn, ProviderRefused
from market.payments.provider.rails import RAILS
from market.payments.provider.types import Checkout, Payment

OPENING_LIMIT = timedelta(minutes=10)  # a Checkout that was not opened by then has failed


@atomic
def record_checkout(*, funding_id: int, page: Checkout) -> Funding:
    """Save the id and address of the created Checkout. A double click saves the same ones twice."""
    group = list(group_of(funding_id).select_for_update(no_key=True))
    for funding in group:
        if funding.state == Funding.State.PENDING:
            funding.checkout_url, funding.state = page.url, Funding.State.OPEN
            funding.checkout_id = page.id if funding.pk == funding_id else None
            funding.save(update_fields=["checkout_id", "checkout_url", "state"])
    return group[0]


@atomic
def fail_unopened_checkout(funding_id: int) -> None:
    """The Checkout was not created: its fundings fail."""
    for funding in group_of(funding_id).select_for_update(no_key=True):
        if funding.state == Funding.State.PENDING:
            end_funding(funding, Funding.State.FAILED)


def settle_funding(*, funding_id: int, closing: bool = False) -> Funding:
    """Bring a funding, and those that share its Checkout, to its state at the provider: paid, expired or still open.

    The webhook, the return page and the polling all call this, in any order and any number of times.
    An open Checkout is expired when one of its milestones no longer awaits funding; a payment that came too late is
    refunded. `closing`: expire it even if it could still be paid. Returns the leading funding.
    """
    lead_id = Funding.objects.values_list("together_with", flat=True).get(pk=funding_id) or funding_id
    group = list(group_of(lead_id).select_related("milestone"))
    lead = group[0]
    if lead.state not in Funding.LIVE and (RAILS[lead.rail].closes_pages or stop_looking(lead)):
        return lead
    if lead.checkout_id is None:
        if is_abandoned(lead):
            fail_unopened_checkout(lead.pk)
        return lead
    page = _current_page(lead, closing=closing or is_outdated(group))
    return record_outcome(lead.pk, page, _payments_of(lead, page))


def _payments_of(lead: Funding, page: Checkout) -> list[Payment]:
    """What was paid on a page, each payment once."""
    pay_in = RAILS[lead.rail].pay_in
    paid = [pay_in.retrieve_payment(page.payment_id)] if page.is_paid else []
    if not RAILS[lead.rail].closes_pages:
        paid += pay_in.surplus_payments(page.id)
    return list({each.id: each for each in paid}.values())


def _current_page(lead: Funding, *, closing: bool) -> Checkout:
    """The Checkout now, after its money was taken, or after it was closed, as far as the provider can do that."""
    pay_in, key = RAILS[lead.rail].pay_in, str(lead.checkout_id)
    try:
        page = pay_in.retrieve_checkout(key)
    except ProviderRefused:
        if lead.created_at > clock.now() - RAILS[lead.rail].longest:
            raise
        return Checkout(key, "", "expired", False, "", lead.charge, "")  # so old that the provider has forgotten it
    if page.status not in ("open", "authorized") or lead.state not in Funding.LIVE:
        return page
    if not closing:
        return _captured(page, pay_in) if page.status == "authorized" else page
    try:
        return pay_in.expire_checkout(key)
    except ProviderRefused:  # somebody paid, or it expired, in this moment
        return pay_in.retrieve_checkout(key)


def _captured(page: Checkout, pay_in: PayIn) -> Checkout:
    """The Checkout with its money taken; expired where that is refused: the client lacks the money, or was late."""
    try:
        return pay_in.capture_checkout(page.id)
    except ProviderRefused:
        return replace(page, status="expired")


def is_abandoned(live: Funding) -> bool:
    """Whether its Checkout was never opened within OPENING_LIMIT."""
    return live.state == Funding.State.PENDING and live.created_at < clock.now() - OPENING_LIMIT


def is_outdated(group: Sequence[Funding]) -> bool:
    """Whether the Checkout of these fundings should no longer be paid."""
    lead = group[0]
    late = lead.expires_at is not None and lead.expires_at <= clock.now()
    return late or not all(waits_for(each.milestone, each) for each in group)


@atomic
def lapse_milestone(*, milestone_id: int) -> None:
    """A milestone that nobody funded in time lapses. Does nothing before its time, or once it is funded."""
    milestone = locked_milestone(milestone_id)
    due = milestone.funding_due_at
    if milestone.state != Milestone.State.AWAITING_FUNDING or due is None or due > clock.now():
        return
    transitions.mark_lapsed(milestone, at=clock.now())
    close_checkouts(milestone)
    emit_in_contract(events.MilestoneLapsed(), on=milestone, by=None)


def close_checkouts(milestone: Milestone) -> None:
    """Defer a job for each of its live fundings, which expires the Checkout; part of the running transaction."""
    for pk in milestone.fundings.filter(state__in=Funding.LIVE).values_list("pk", flat=True):
        defer_job("settle_funding_job", funding_id=pk)
