"""Contracts and milestones in given states, without money: tests with real payments stand in tests/payments."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from market.bids.models import Bid
from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.contracts.models import Contract, Milestone
from market.contracts.workroom import transitions
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base import clock
from market.core.base.money import Decimal, Money
from tests import make


@pytest.fixture
def bid(carla, farida) -> Bid:
    """Farida's bid on Carla's job: two milestones."""
    milestones = (MilestoneTerms("Sketches", Decimal("80.00"), 4), MilestoneTerms("Final files", Decimal("40.00"), 3))
    return make.make_bid(make.make_job(carla), farida, ProposedTerms(Money("120.00", "USD"), 7, milestones))


@pytest.fixture
def contract(carla, bid) -> Contract:
    """The contract that Carla made by accepting the bid."""
    return accept_terms(by=carla, bid_id=bid.pk)


@pytest.fixture
def milestone(contract) -> Milestone:
    """The first milestone, waiting to be funded."""
    return contract.milestones.get(position=1)


@pytest.fixture
def in_state() -> Callable[[Milestone, str], Milestone]:
    """`in_state(milestone, "submitted")`: puts the milestone into that state, with its deadlines."""

    def put(milestone: Milestone, state: str) -> Milestone:
        later = clock.now() + timedelta(days=7)
        deadlines = {
            "submitted": {"review_due_at": later},
            "refund_requested": {"refund_due_at": later, "state_before_refund": "funded"},
        }
        Milestone.objects.filter(pk=milestone.pk).update(state=state, **deadlines.get(state, {}))
        milestone.refresh_from_db()
        return milestone

    return put


@pytest.fixture
def funded(milestone) -> Milestone:
    """The first milestone, with its deadlines set as after a payment."""
    transitions.mark_funded(milestone, at=clock.now())
    return milestone
