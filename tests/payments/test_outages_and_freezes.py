"""A bank's review freezes money while the freelancer's district is dark: what both take of a deadline counts once."""

from datetime import timedelta

import pytest

from market.contracts.workroom.transitions import freeze, thaw
from market.core.base import clock
from market.disputes.claims.actions import open_dispute
from market.disputes.claims.evidence_actions import StatementContent
from market.disputes.models import Dispute
from market.training.district_outages.actions import end_outage
from tests.payments import story
from tests.payments.test_district_outages import HOUR, dues, outage_in


@pytest.fixture
def milestone(provider):
    return story.funded(provider, "100.00")


def test_an_hour_that_is_dark_and_frozen_counts_once(travel, oli, milestone):
    work, idle, _last = dues(milestone)
    outage = outage_in(oli)
    milestone.refresh_from_db()
    notice = milestone.idle_notice_at
    freeze(milestone, at=outage.from_at + 4 * HOUR)
    thaw(milestone, at=outage.from_at + 6 * HOUR)  # within the outage
    assert dues(milestone)[:2] == (work + 10 * HOUR, idle + 10 * HOUR)
    assert milestone.idle_notice_at == notice
    freeze(milestone, at=outage.from_at + 8 * HOUR)
    thaw(milestone, at=outage.from_at + 13 * HOUR)  # three hours longer than it
    assert dues(milestone)[:2] == (work + 13 * HOUR, idle + 13 * HOUR)
    travel(12 * HOUR)
    assert dues(milestone)[:2] == (work + 13 * HOUR, idle + 13 * HOUR)


def test_an_outage_that_ends_early_while_money_is_frozen_is_taken_back_afterwards(travel, oli, milestone):
    work, start = dues(milestone)[0], clock.now()
    outage = outage_in(oli)
    milestone.refresh_from_db()
    freeze(milestone, at=clock.now())
    travel(2 * HOUR)
    end_outage(by=oli, outage_id=outage.pk)
    travel(3 * HOUR)
    milestone.refresh_from_db()
    thaw(milestone, at=clock.now())
    travel(HOUR)
    assert abs(dues(milestone)[0] - work - 5 * HOUR) < timedelta(minutes=1)
    assert clock.now() - start < 7 * HOUR


def test_a_dispute_too(travel, oli, provider):
    delivered = story.submitted(provider, "100.00")
    claim, content = story.usd(100), StatementContent("It cannot be used.")
    dispute = open_dispute(by=delivered.contract.client, milestone_id=delivered.pk, claim=claim, content=content)
    outage_in(oli)
    delivered.refresh_from_db()
    freeze(delivered, at=clock.now())
    travel(3 * HOUR)
    delivered.refresh_from_db()
    thaw(delivered, at=clock.now())
    assert abs(Dispute.objects.get(pk=dispute.pk).due_at - dispute.due_at - 10 * HOUR) < timedelta(minutes=1)


def test_a_frozen_hour_that_turns_out_to_have_been_dark_counts_once(travel, oli, milestone):
    travel(24 * HOUR)
    milestone.refresh_from_db()
    (work, idle, _last), since = dues(milestone), clock.now() - 10 * HOUR
    freeze(milestone, at=since + 2 * HOUR)
    thaw(milestone, at=since + 5 * HOUR)
    assert dues(milestone)[:2] == (work + 3 * HOUR, idle + 3 * HOUR)
    outage = outage_in(oli, since=-10 * HOUR, hours=12)  # written down late
    whole = outage.until_at - max(outage.from_at, milestone.funded_at)
    assert dues(milestone)[:2] == (work + whole, idle + whole)


def test_an_outage_that_begins_while_money_is_frozen_counts_from_the_thaw_on(travel, oli, milestone):
    work, start = dues(milestone)[0], clock.now()
    freeze(milestone, at=start)
    travel(HOUR)
    outage = outage_in(oli)
    travel(5.2 * HOUR)
    milestone.refresh_from_db()
    thaw(milestone, at=clock.now())
    travel(6 * HOUR)
    assert dues(milestone)[0] == work + (outage.until_at - start)
