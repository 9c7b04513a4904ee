"""Hiring a freelancer again: a direct offer prefilled from an earlier contract."""

from typing import TYPE_CHECKING

from django.http import HttpResponse

from market.accounts.people.decorators import MemberRequest, signed_in
from market.bids.forms import initial_of_offer
from market.bids.offers.offer_page import offer_page
from market.bids.offers.terms import MOST_DAYS, MOST_PARTS, MilestoneTerms, ProposedTerms
from market.contracts.models import Contract, Milestone
from market.core.base.db import fetch
from market.core.base.errors import NotAllowed
from market.core.base.money import Money, total
from market.core.web.uploads import takes_files

if TYPE_CHECKING:
    from collections.abc import Sequence


@takes_files
@signed_in
def rehire(request: MemberRequest, contract_id: int) -> HttpResponse:
    """The form of a direct offer, prefilled with the contract's work and terms. For its client only."""
    contract = fetch(Contract.objects.visible_to(request.user).select_related("job", "freelancer"), contract_id)
    profile = getattr(contract.freelancer, "profile", None)
    if contract.client_id != request.user.pk or profile is None:
        raise NotAllowed
    milestones = [each for each in contract.milestones.order_by("position") if each.released_value or not each.is_ended]
    initial = {
        "title": contract.title,
        "description": contract.job.description_for(request.user) if contract.job else "",
        "currency": contract.currency,
        **initial_of_offer(offer_from_milestones(contract.currency, milestones or list(contract.milestones.all()))),
    }
    return offer_page(request, profile.pk, initial)


def offer_from_milestones(currency: str, milestones: "Sequence[Milestone]") -> ProposedTerms:
    """The terms of milestones, as an offer."""
    parts = tuple(
        MilestoneTerms(each.title, each.amount.amount, each.days, each.revisions, each.done_when)
        for each in milestones[:MOST_PARTS]
    )
    amount = Money(total([part.amount for part in parts]), currency)
    return ProposedTerms(amount, min(sum(part.days for part in parts), MOST_DAYS), parts)
