"""A ruling is looked at before it is given, and corrected by two, over HTTP; who may not learns nothing of it."""

from datetime import timedelta

import pytest

from market.disputes.models import Dispute
from market.disputes.rulings import actions as rulings_actions
from tests.disputes.conftest import answered, opened
from tests.disputes.test_actions import shares, verdict
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
    """The moderators of these tests have set one up."""
    monkeypatch.setattr("market.disputes.api.require_second_factor", lambda user: None)


@pytest.fixture
def claim(provider, carla, farida, mitu, moni) -> Dispute:
    """A small claim of 50 of 60 dollars, answered."""
    return answered(opened(story.submitted(provider, "60.00"), claim="50"))


def post(api, user, path: str, body: dict | None = None):
    client = api(user) if user else api()
    return client.post(f"/api/v1/{path}", body or {}, format="json")


def test_a_preview_says_in_words_what_a_ruling_does_and_gives_none(api, claim, mitu, omar, carla):
    path, body = f"disputes/{claim.pk}/rule/preview/", {**MISTAKE}
    body.pop("why")
    assert post(api, omar, path, body).status_code == 404
    assert post(api, carla, path, body).status_code == 403
    preview = post(api, mitu, path, body)
    assert preview.status_code == 200, preview.json()
    assert "forty" in str(preview.json())
    assert not Dispute.objects.get(pk=claim.pk).rulings.exclude(given_at=None).exists()


def test_two_moderators_correct_a_ruling(api, claim, mitu, moni, omar, carla, travel):
    rulings_actions.give_ruling(by=mitu, dispute_id=claim.pk, decision=verdict("20"))
    assert post(api, omar, f"disputes/{claim.pk}/corrections/", MISTAKE).status_code == 404
    assert post(api, carla, f"disputes/{claim.pk}/corrections/", MISTAKE).status_code == 403
    made = post(api, mitu, f"disputes/{claim.pk}/corrections/", MISTAKE)
    assert made.status_code == 201, made.json()
    confirm = f"corrections/{made.json()['id']}/confirm/"
    assert post(api, omar, confirm).status_code == 404
    assert post(api, mitu, confirm).json()["code"] == "second_person_needed"
    assert post(api, moni, confirm).status_code == 200
    assert post(api, moni, confirm).json()["code"] == "correction_answered"
    travel(timedelta(hours=24))
    assert shares(Dispute.objects.get(pk=claim.pk)) == (40, 20)


def test_a_second_moderator_can_let_the_ruling_stand(api, claim, mitu, moni, omar):
    rulings_actions.give_ruling(by=mitu, dispute_id=claim.pk, decision=verdict("20"))
    made = post(api, mitu, f"disputes/{claim.pk}/corrections/", MISTAKE).json()
    assert post(api, omar, f"corrections/{made['id']}/decline/").status_code == 404
    assert post(api, moni, f"corrections/{made['id']}/decline/").status_code == 200
    assert Dispute.objects.get(pk=claim.pk).to_freelancer_value == 20
