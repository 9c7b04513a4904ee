"""A dispute whose payment a bank looks at: nothing is offered that is refused, and no time told that stands."""

from datetime import timedelta

import pytest

from market.core.base.home_tasks import Home
from market.disputes.claims import offer_actions
from market.disputes.home_tasks import dispute_tasks, ruling_tasks
from market.disputes.models import Dispute
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.models import Funding
from market.payments.releases.actions import release_part
from tests.disputes.conftest import answered, opened
from tests.payments import story
from tests.payments.story import usd


@pytest.fixture
def bank(provider):
    """`bank(dispute)`: the owner of the card asks her bank; `bank(dispute, "won")`: it has decided for the site."""

    def ask(dispute: Dispute, outcome: str = "") -> None:
        asked = provider.want_back(Funding.objects.get(milestone=dispute.milestone_id, state="paid").charge_id)
        if outcome:
            provider.decide(asked, outcome)
        sync_dispute(dispute_id=asked.id)

    return ask


def test_nobody_is_led_to_settle_what_stands_still(page, bank, dispute, carla, farida):
    offer = offer_actions.offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd("50"))
    here = f"/disputes/{dispute.pk}/"
    before = page(farida).get(here).content.decode()
    assert (f"/settlements/{offer.pk}/accept/" in before, here + "concede/" in before) == (True, True)
    bank(dispute)
    text = page(farida).get(here).content.decode()
    assert (f"/settlements/{offer.pk}/accept/" in text, here + "concede/" in text) == (False, False)
    assert f"/settlements/{offer.pk}/decline/" in text
    assert "its time stands still, too" in text
    assert "It stands until" not in page(carla).get(here).content.decode()
    assert "Your bank looks at this payment" in page(carla).get(here).content.decode()
    assert "No time runs" in page(carla).get("/disputes/").content.decode()


def test_what_waits_does_not_ask_for_what_is_refused(bank, dispute, carla, farida):
    answered(dispute)
    offer_actions.offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd("50"))
    assert [each.kind for each in dispute_tasks(Home(farida))] == ["answer_settlement"]
    bank(dispute)
    assert dispute_tasks(Home(farida)) == []


def test_the_desk_shows_no_time_that_stands(page, bank, in_ruling, mitu, jump):
    bank(in_ruling)
    jump(timedelta(days=20))
    text = page(mitu).get("/disputes/desk/").content.decode()
    assert "No time runs" in text
    assert "time is up" not in text
    assert [each.due for each in ruling_tasks(Home(mitu))] == [None]


def test_a_final_ruling_waits_for_the_bank(page, bank, provider, mitu):
    dispute = answered(opened(story.submitted(provider, "60.00"), claim="50"))
    here = f"/disputes/{dispute.pk}/rule/"
    assert "Give this ruling" in page(mitu).get(here).content.decode()
    bank(dispute)
    text = page(mitu).get(here).content.decode()
    assert ("Give this ruling" in text, "once the bank has decided" in text) == (False, True)
    sent = {"to_freelancer": "40", "grounds": ["defects"], "reasons_en": "So it was agreed.", "sure": "1"}
    assert page(mitu).post(here, sent).status_code == 409
    bank(dispute, "won")
    assert page(mitu).post(here, sent).status_code == 302


def test_what_the_bank_took_is_told_with_its_amount(page, bank, dispute, carla, farida):
    bank(dispute)
    bank(dispute, "lost")
    for person in (carla, farida):
        text = page(person).get(f"/disputes/{dispute.pk}/").content.decode()
        assert "bank took $100.00" in text


def test_the_workroom_does_not_say_that_it_only_waits_for_approval(page, dispute, farida):
    room = page(farida).get(f"/contracts/{dispute.contract.pk}/").content.decode()
    assert "only waits for approval" not in room
    assert "What is in dispute" in room


def test_a_ruling_that_a_bank_forestalled_has_no_outcome(page, api, bank, in_ruling, mitu, carla):
    sent = {"to_freelancer": "70", "grounds": ["defects"], "reasons_en": "So it was agreed.", "sure": "1"}
    page(mitu).post(f"/disputes/{in_ruling.pk}/rule/", sent)
    assert api(carla).get(f"/api/v1/disputes/{in_ruling.pk}/").json()["outcome"] is not None
    bank(in_ruling, "lost")
    found = api(carla).get(f"/api/v1/disputes/{in_ruling.pk}/").json()
    assert (found["ending"], found["outcome"], len(found["rulings"])) == ("bank", None, 1)
    assert "What was decided" not in page(mitu).get(f"/disputes/{in_ruling.pk}/rule/").content.decode()


def test_the_desk_tells_what_was_released_before_and_what_by_it(page, provider, mitu, carla, travel):
    milestone = story.submitted(provider, "100.00")
    release_part(by=carla, milestone_id=milestone.pk, amount=usd("30"))
    small = answered(opened(milestone, claim="50"))
    here = f"/disputes/{small.pk}/rule/"
    page(mitu).post(
        here, {"to_freelancer": "40", "grounds": ["defects"], "reasons_en": "So it was agreed.", "sure": "1"}
    )
    travel(timedelta(days=1))
    text = page(mitu).get(here).content.decode()
    money = text[text.index("Was frozen") :]
    assert (money.index("$70.00") < money.index("Released before") < money.index("$30.00")) is True
