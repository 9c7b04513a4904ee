"""System messages lead to what they are about: the bid, the milestone, the dispute; old ones to nothing."""

import pytest

from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.contracts.models import Milestone
from market.contracts.workroom.actions import submit_work
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base.events import events, placeholders
from market.core.base.money import Decimal, Money
from market.jobs.models import Job
from market.messaging.actions import post_system_message
from market.messaging.models import Message
from market.messaging.subjects import SUBJECT, subject_of, urls_of
from tests import make

TERMS = ProposedTerms(Money("120.00", "USD"), 7, (MilestoneTerms("Sketches", Decimal("120.00"), 4),))


@pytest.fixture
def bid(carla, farida):
    return make.make_bid(make.make_job(carla), farida, TERMS)


def urls(api, user, conversation_id) -> dict[str, str | None]:
    rows = api(user).get(f"/api/v1/conversations/{conversation_id}/messages/").json()["results"]
    return {row["code"]: row.get("url") for row in rows if "code" in row}


def test_both_sides_are_led_to_the_bid_and_to_the_milestone(api, page, bid, carla, farida):
    contract = accept_terms(by=carla, bid_id=bid.pk)
    milestone = contract.milestones.get()
    Milestone.objects.filter(pk=milestone.pk).update(state="funded")
    submit_work(by=farida, milestone_id=milestone.pk, note="All of it.")
    expected = {
        "bid.submitted": bid.get_absolute_url(),
        "contract.started": contract.get_absolute_url(),
        "milestone.submitted": milestone.get_absolute_url(),
    }
    for user in (carla, farida):
        assert urls(api, user, contract.conversation_id) == expected
        html = page(user).get(contract.conversation.get_absolute_url()).content.decode()
        for url in expected.values():
            assert f'<a href="{url}">' in html


def test_a_page_that_moderators_closed_is_no_link_any_more(api, bid, carla, farida):
    conversation = bid.conversation
    message = post_system_message(
        conversation, "bid.submitted", subject_of(bid.job), freelancer=farida, amount=1, days=1
    )
    assert urls_of([message], farida) == {message.pk: bid.job.get_absolute_url()}
    Job.objects.filter(pk=bid.job_id).update(is_hidden=True)
    assert urls_of([message], farida) == {}
    assert urls_of([message], carla) == {message.pk: bid.job.get_absolute_url()}


def test_a_message_from_before_has_no_link(api, bid, carla):
    for message in Message.objects.exclude(code=""):
        message.facts.pop(SUBJECT)
        message.save()
    assert urls(api, carla, bid.conversation_id) == {"bid.submitted": None}


def test_no_sentence_has_a_field_of_that_name():
    assert not [each.code for each in events() if SUBJECT in placeholders(each.system_message)]
