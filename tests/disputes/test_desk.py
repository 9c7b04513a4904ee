"""Who has a dispute rules on it; another one takes it over first. Reasons reach both sides in their language."""

from datetime import timedelta

import pytest

from market.accounts.actions import take_emergency_right
from market.core import clock
from market.core.errors import Invalid
from market.core.models import AuditEntry
from market.disputes import actions
from market.disputes.actions import Decision, GivenToAnother
from tests.disputes.test_actions import verdict
from tests.payments.story import usd

IN_ENGLISH = {"to_freelancer": "70", "grounds": ["defects"], "reasons_en": "They do not open."}


@pytest.fixture
def _second_factors(monkeypatch):
    """The moderators of these tests have set one up."""
    monkeypatch.setattr("market.disputes.api.require_second_factor", lambda user: None)


ACTS = {
    "rule": lambda by, pk: actions.rule(by=by, dispute_id=pk, decision=verdict("60")),
    "draft": lambda by, pk: actions.draft_ruling(by=by, dispute_id=pk, decision=verdict("60")),
    "talk": lambda by, pk: actions.open_talk(by=by, dispute_id=pk, reason="Was time granted?"),
    "reader": lambda by, pk: actions.ask_reader(by=by, dispute_id=pk, to_id=by.pk),
}


@pytest.mark.parametrize("act", ACTS)
def test_only_who_has_it_works_on_it(in_ruling, mitu, moni, lead, act):
    for other in (moni, lead):
        with pytest.raises(GivenToAnother, match="given to Mitu"):
            ACTS[act](other, in_ruling.pk)
    assert in_ruling.rulings.count() == 0


def test_it_is_taken_over_with_a_reason_and_who_had_it_is_told(in_ruling, mitu, moni, mahfuz):
    with pytest.raises(Invalid) as refused:
        actions.hand_over_dispute(by=moni, dispute_id=in_ruling.pk, to_id=mahfuz.pk, reason="She is ill.")
    assert list(refused.value.errors) == ["to"]
    actions.hand_over_dispute(by=moni, dispute_id=in_ruling.pk, to_id=moni.pk, reason="She is ill.")
    told = mitu.notifications.get(kind="dispute.taken_over").facts
    assert (told["actor"], told["name"], told["reason"]) == ("Moni", "Moni", "She is ill.")
    with pytest.raises(GivenToAnother):
        actions.rule(by=mitu, dispute_id=in_ruling.pk, decision=verdict("60"))
    actions.rule(by=moni, dispute_id=in_ruling.pk, decision=verdict("60"))


def test_a_lead_gives_it_to_whom_she_likes_but_not_to_who_has_it(in_ruling, mitu, moni, lead):
    with pytest.raises(Invalid):
        actions.hand_over_dispute(by=lead, dispute_id=in_ruling.pk, to_id=mitu.pk, reason="She is ill.")
    actions.hand_over_dispute(by=lead, dispute_id=in_ruling.pk, to_id=moni.pk, reason="She is ill.")
    assert mitu.notifications.filter(kind="dispute.taken_over").exists()
    assert moni.notifications.filter(kind="dispute.assigned").exists()


@pytest.mark.parametrize("gone", [{"is_active": False}, {"roles": []}, {"suspended": True}], ids=str)
def test_nobody_waits_for_one_who_cannot_rule(in_ruling, mitu, moni, gone):
    if gone.pop("suspended", False):
        gone = {"suspended_until": clock.now() + timedelta(days=30)}
    type(mitu).objects.filter(pk=mitu.pk).update(**gone)
    assert mitu not in actions.free_moderators(in_ruling)
    actions.rule(by=moni, dispute_id=in_ruling.pk, decision=verdict("60"))


def test_a_role_taken_in_an_emergency_keeps_what_it_took_over(in_ruling, pavel, lead, mitu, jump):
    take_emergency_right(by=pavel, role="moderator", reason="All moderators are ill and a deadline is near.")
    actions.hand_over_dispute(by=pavel, dispute_id=in_ruling.pk, to_id=pavel.pk, reason="All are ill.")
    in_ruling.refresh_from_db()
    assert actions.holder_of(in_ruling) == pavel
    with pytest.raises(GivenToAnother):
        actions.rule(by=mitu, dispute_id=in_ruling.pk, decision=verdict("60"))
    jump(timedelta(hours=2))
    in_ruling.refresh_from_db()
    assert actions.holder_of(in_ruling) is None


def test_by_the_page_one_takes_it_over_first(page, in_ruling, mitu, moni, lead):
    here = f"/disputes/{in_ruling.pk}/"
    browser = page(moni)
    text = browser.get(here + "rule/").content.decode()
    assert ("It is given to Mitu" in text, "Take it over" in text) == (True, True)
    assert "Give this ruling" not in text
    assert browser.post(here + "rule/", IN_ENGLISH).status_code == 403
    assert browser.post(here + "hand-over/", {"to": moni.pk, "reason": "Ill"}).url == here + "rule/"
    text = browser.get(here + "rule/").content.decode()
    assert ("Give this ruling" in text, "handed it over" in text) == (True, True)
    assert "Give this ruling" not in page(mitu).get(here + "rule/").content.decode()
    led = page(lead).get(here + "rule/").content.decode()
    assert ("To whom?" in led, "It is given to Moni" in led) == (True, True)


@pytest.mark.usefixtures("_second_factors")
def test_by_the_api_too(api, in_ruling, mitu, moni):
    here = f"/api/v1/disputes/{in_ruling.pk}/"
    sent = {"to_freelancer": {"amount": "70.00", "currency": "USD"}, "grounds": ["defects"], "reasons": "So."}
    refused = api(moni).post(here + "rule/", sent, format="json")
    assert (refused.status_code, refused.json()["code"]) == (403, "given_to_another")
    assert "Mitu" in refused.json()["detail"]
    assert api(moni).post(here + "hand-over/", {"to": moni.pk, "reason": "Ill"}, format="json").status_code == 200
    assert api(moni).post(here + "rule/", sent, format="json").status_code == 200


def test_reasons_are_given_in_each_language_that_a_side_reads(in_ruling, mitu, farida):
    type(farida).objects.filter(pk=farida.pk).update(language="bn")
    decision = Decision(usd("70"), ("defects",), {"en": "They do not open.", "bn": " "})
    with pytest.raises(Invalid) as refused:
        actions.rule(by=mitu, dispute_id=in_ruling.pk, decision=decision)
    assert list(refused.value.errors) == ["reasons_bn"]
    assert not AuditEntry.objects.filter(code="ruling.given").exists()
    actions.draft_ruling(by=mitu, dispute_id=in_ruling.pk, decision=decision)
    both = Decision(usd("70"), ("defects",), {"en": "They do not open.", "bn": "ফাইল খোলে না।"})
    actions.rule(by=mitu, dispute_id=in_ruling.pk, decision=both)


@pytest.mark.usefixtures("_second_factors")
def test_page_and_api_ask_for_the_same_languages(page, api, in_ruling, mitu, farida, carla):
    type(farida).objects.filter(pk=farida.pk).update(language="bn")
    here = f"/disputes/{in_ruling.pk}/"
    text = page(mitu).post(here + "rule/", IN_ENGLISH)
    assert text.status_code == 400
    sent = {"to_freelancer": {"amount": "70.00", "currency": "USD"}, "grounds": ["defects"], "reasons": "No."}
    refused = api(mitu).post(f"/api/v1{here}rule/", sent, format="json")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["reasons_bn"])
    given = api(mitu).post(f"/api/v1{here}rule/", {**sent, "reasons_bn": "ফাইল খোলে না।"}, format="json")
    assert given.status_code == 200, given.json()
    record = api(carla).get(f"/api/v1{here}").json()
    assert record["rulings"][0]["reasons"] == {"en": "No.", "bn": "ফাইল খোলে না।"}
