"""The API of rulings: preview, and correction by two moderators; others get 403 or 404."""

from datetime import timedelta

import pytest

from market.disputes.models import Dispute
from market.disputes.rulings import actions as rulings_actions
from tests.disputes.conftest import answered, opened
from tests.disputes.test_actions import make_decision, released_and_refunded
from tests.payments import story

MISTAKE = {
    "to_freelancer": {"amount": "40.00", "currency": "USD"},
    "grounds": ["defects"],
    "reasons_en": "Most of the files do open.",
    "reasons_bn": "বেশিরভাগ ফাইল খোলে।",
    "why": "I mixed up the two shares.",
}


@pytest.fixture(autouse=True)
def _second_factors(monkeypatch):
    """Skip the check for a second factor."""
    monkeypatch.setattr("market.accounts.mixins.require_second_factor", lambda user: None)


@pytest.fixture
def claim(provider, carla, farida, mitu, moni) -> Dispute:
    """A small claim of 50 of 60 dollars, answered."""
    return answered(opened(story.submitted(provider, "60.00"), claim="50"))


def post(api, user, path: str, body: dict | None = None):
    client = api(user) if user else api()
    return client.post(f"/api/v1/{path}", body or {}, format="json")


def test_ruling_preview_gives_the_amount_in_words_and_saves_nothing(api, claim, mitu, omar, carla):
    path, body = f"disputes/{claim.pk}/rule/preview/", {**MISTAKE}
    body.pop("why")
    assert post(api, omar, path, body).status_code == 404
    assert post(api, carla, path, body).status_code == 403
    preview = post(api, mitu, path, body)
    assert preview.status_code == 200, preview.json()
    assert "forty" in str(preview.json())
    assert not Dispute.objects.get(pk=claim.pk).rulings.exclude(given_at=None).exists()


def test_correction_needs_a_second_moderator(api, claim, mitu, moni, omar, carla, travel):
    rulings_actions.give_ruling(by=mitu, dispute_id=claim.pk, decision=make_decision("20"))
    assert post(api, omar, f"disputes/{claim.pk}/corrections/", MISTAKE).status_code == 404
    assert post(api, carla, f"disputes/{claim.pk}/corrections/", MISTAKE).status_code == 403
    response = post(api, mitu, f"disputes/{claim.pk}/corrections/", MISTAKE)
    assert response.status_code == 201, response.json()
    confirm = f"corrections/{response.json()['id']}/confirm/"
    assert post(api, omar, confirm).status_code == 404
    assert post(api, mitu, confirm).json()["code"] == "second_person_needed"
    assert post(api, moni, confirm).status_code == 200
    assert post(api, moni, confirm).json()["code"] == "correction_answered"
    travel(timedelta(hours=24))
    assert released_and_refunded(Dispute.objects.get(pk=claim.pk)) == (40, 20)


def test_second_moderator_can_decline_a_correction(api, claim, mitu, moni, omar):
    rulings_actions.give_ruling(by=mitu, dispute_id=claim.pk, decision=make_decision("20"))
    correction = post(api, mitu, f"disputes/{claim.pk}/corrections/", MISTAKE).json()
    assert post(api, omar, f"corrections/{correction['id']}/decline/").status_code == 404
    assert post(api, moni, f"corrections/{correction['id']}/decline/").status_code == 200
    assert Dispute.objects.get(pk=claim.pk).to_freelancer_value == 20
