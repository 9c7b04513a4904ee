"""A dispute during a chargeback: no refused action is offered, and no deadline is shown while time stands still."""

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
    """`bank(dispute)` opens a chargeback of the payment; `bank(dispute, "won")` decides it for the site."""

    def charge_back(dispute: Dispute, outcome: str = "") -> None:
        chargeback = provider.want_back(Funding.objects.get(milestone=dispute.milestone_id, state="paid").charge_id)
        if outcome:
            provider.decide(chargeback, outcome)
        sync_dispute(dispute_id=chargeback.id)

    return charge_back


def test_accept_and_concede_are_hidden_during_a_chargeback(page, bank, dispute, carla, farida):
    offer = offer_actions.offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd("50"))
    url = f"/disputes/{dispute.pk}/"
    before = page(farida).get(url).content.decode()
    assert (f"/settlements/{offer.pk}/accept/" in before, url + "concede/" in before) == (True, True)
    bank(dispute)
    text = page(farida).get(url).content.decode()
    assert (f"/settlements/{offer.pk}/accept/" in text, url + "concede/" in text) == (False, False)
    assert f"/settlements/{offer.pk}/decline/" in text
    assert "its time is frozen, too" in text
    assert "It stands until" not in page(carla).get(url).content.decode()
    assert "Your bank looks at this payment" in page(carla).get(url).content.decode()
    assert "No time runs" in page(carla).get("/disputes/").content.decode()


def test_settlement_task_is_hidden_during_a_chargeback(bank, dispute, carla, farida):
    answered(dispute)
    offer_actions.offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd("50"))
    assert [each.kind for each in dispute_tasks(Home(farida))] == ["answer_settlement"]
    bank(dispute)
    assert dispute_tasks(Home(farida)) == []


def test_desk_shows_no_deadline_during_a_chargeback(page, bank, in_ruling, mitu, jump):
    bank(in_ruling)
    jump(timedelta(days=20))
    text = page(mitu).get("/disputes/desk/").content.decode()
    assert "No time runs" in text
    assert "time is up" not in text
    assert [each.due for each in ruling_tasks(Home(mitu))] == [None]


def test_ruling_on_a_small_claim_is_409_until_the_bank_decides(page, bank, provider, mitu):
    dispute = answered(opened(story.submitted(provider, "60.00"), claim="50"))
    url = f"/disputes/{dispute.pk}/rule/"
    assert "Give this ruling" in page(mitu).get(url).content.decode()
    bank(dispute)
    text = page(mitu).get(url).content.decode()
    assert ("Give this ruling" in text, "once the bank has decided" in text) == (False, True)
    form_data = {"to_freelancer": "40", "grounds": ["defects"], "reasons_en": "So it was agreed.", "sure": "1"}
    assert page(mitu).post(url, form_data).status_code == 409
    bank(dispute, "won")
    assert page(mitu).post(url, form_data).status_code == 302


def test_lost_chargeback_shows_the_amount_to_both_sides(page, bank, dispute, carla, farida):
    bank(dispute)
    bank(dispute, "lost")
    for person in (carla, farida):
        text = page(person).get(f"/disputes/{dispute.pk}/").content.decode()
        assert "bank took $100.00" in text


def test_workroom_of_a_disputed_milestone_does_not_mention_approval(page, dispute, farida):
    text = page(farida).get(f"/contracts/{dispute.contract.pk}/").content.decode()
    assert "only waits for approval" not in text
    assert "What is in dispute" in text


def test_ruling_before_a_lost_chargeback_has_no_outcome(page, api, bank, in_ruling, mitu, carla):
    form_data = {"to_freelancer": "70", "grounds": ["defects"], "reasons_en": "So it was agreed.", "sure": "1"}
    page(mitu).post(f"/disputes/{in_ruling.pk}/rule/", form_data)
    assert api(carla).get(f"/api/v1/disputes/{in_ruling.pk}/").json()["outcome"] is not None
    bank(in_ruling, "lost")
    body = api(carla).get(f"/api/v1/disputes/{in_ruling.pk}/").json()
    assert (body["ending"], body["outcome"], len(body["rulings"])) == ("bank", None, 1)
    assert "What was decided" not in page(mitu).get(f"/disputes/{in_ruling.pk}/rule/").content.decode()


def test_desk_shows_an_earlier_partial_release_apart(page, provider, mitu, carla, travel):
    milestone = story.submitted(provider, "100.00")
    release_part(by=carla, milestone_id=milestone.pk, amount=usd("30"))
    small = answered(opened(milestone, claim="50"))
    url = f"/disputes/{small.pk}/rule/"
    page(mitu).post(
        url, {"to_freelancer": "40", "grounds": ["defects"], "reasons_en": "So it was agreed.", "sure": "1"}
    )
    travel(timedelta(days=1))
    text = page(mitu).get(url).content.decode()
    money = text[text.index("Was frozen") :]
    assert (money.index("$70.00") < money.index("Released before") < money.index("$30.00")) is True
