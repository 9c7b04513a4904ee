"""The assigned moderator rules; another one takes over first. Reasons are given in the language of each side."""

from datetime import timedelta

import pytest

from market.accounts.emergencies.actions import take_emergency_right
from market.core.base import clock
from market.core.base.errors import Invalid
from market.core.base.payloads import render_payload
from market.core.models import AuditEntry
from market.disputes.claims.progress import default_of, steps
from market.disputes.models import Companion, Dispute
from market.disputes.rulings import actions as rulings_actions
from market.disputes.rulings import desk_actions, reader_actions
from market.disputes.rulings.actions import Decision
from market.disputes.rulings.desk_actions import GivenToAnother
from market.disputes.rulings.queries import accesses_of
from market.notifications.models import Notification
from tests.disputes.conftest import answered, opened, to_ruling
from tests.disputes.test_actions import make_decision
from tests.payments import story
from tests.payments.story import usd

IN_ENGLISH = {"to_freelancer": "70", "grounds": ["defects"], "reasons_en": "They do not open.", "sure": "1"}


@pytest.fixture
def _second_factors(monkeypatch):
    """Skip the check for a second factor."""
    monkeypatch.setattr("market.accounts.mixins.require_second_factor", lambda user: None)


ACTIONS = {
    "rule": lambda by, pk: rulings_actions.give_ruling(by=by, dispute_id=pk, decision=make_decision("60")),
    "draft": lambda by, pk: rulings_actions.draft_ruling(by=by, dispute_id=pk, decision=make_decision("60")),
    "talk": lambda by, pk: desk_actions.open_conversation(by=by, dispute_id=pk, reason="Was time granted?"),
    "reader": lambda by, pk: reader_actions.ask_reader(by=by, dispute_id=pk, to_id=by.pk),
}


@pytest.mark.parametrize("act", ACTIONS)
def test_only_the_assigned_moderator_can_act(in_ruling, mitu, moni, lead, act):
    for other in (moni, lead):
        with pytest.raises(GivenToAnother, match="given to Mitu"):
            ACTIONS[act](other, in_ruling.pk)
    assert in_ruling.rulings.count() == 0


def test_moderator_takes_over_only_in_person_and_assigned_is_notified(in_ruling, mitu, moni, mahfuz):
    with pytest.raises(Invalid) as excinfo:
        desk_actions.hand_over_dispute(by=moni, dispute_id=in_ruling.pk, to_id=mahfuz.pk, reason="She is ill.")
    assert list(excinfo.value.errors) == ["to"]
    desk_actions.hand_over_dispute(by=moni, dispute_id=in_ruling.pk, to_id=moni.pk, reason="She is ill.")
    payload = render_payload(mitu.notifications.get(kind="dispute.taken_over").facts)
    assert (payload["actor"], payload["name"], payload["reason"]) == ("Moni", "Moni", "She is ill.")
    with pytest.raises(GivenToAnother):
        rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=make_decision("60"))
    rulings_actions.give_ruling(by=moni, dispute_id=in_ruling.pk, decision=make_decision("60"))


def test_lead_can_reassign_to_any_other_moderator(in_ruling, mitu, moni, lead):
    with pytest.raises(Invalid):
        desk_actions.hand_over_dispute(by=lead, dispute_id=in_ruling.pk, to_id=mitu.pk, reason="She is ill.")
    desk_actions.hand_over_dispute(by=lead, dispute_id=in_ruling.pk, to_id=moni.pk, reason="She is ill.")
    assert mitu.notifications.filter(kind="dispute.taken_over").exists()
    assert moni.notifications.filter(kind="dispute.assigned").exists()


@pytest.mark.parametrize("gone", [{"is_active": False}, {"roles": []}, {"suspended": True}], ids=str)
def test_unavailable_assigned_moderator_does_not_block_another(in_ruling, mitu, moni, gone):
    if gone.pop("suspended", False):
        gone = {"suspended_until": clock.now() + timedelta(days=30)}
    type(mitu).objects.filter(pk=mitu.pk).update(**gone)
    assert mitu not in desk_actions.free_moderators(in_ruling)
    rulings_actions.give_ruling(by=moni, dispute_id=in_ruling.pk, decision=make_decision("60"))


def test_emergency_moderator_keeps_the_dispute_until_the_role_expires(in_ruling, pavel, lead, mitu, jump):
    take_emergency_right(by=pavel, role="moderator", reason="All moderators are ill and a deadline is near.")
    desk_actions.hand_over_dispute(by=pavel, dispute_id=in_ruling.pk, to_id=pavel.pk, reason="All are ill.")
    in_ruling.refresh_from_db()
    assert desk_actions.holder_of(in_ruling) == pavel
    with pytest.raises(GivenToAnother):
        rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=make_decision("60"))
    jump(timedelta(hours=2))
    in_ruling.refresh_from_db()
    assert desk_actions.holder_of(in_ruling) is None


def test_page_offers_takeover_before_the_ruling_form(page, in_ruling, mitu, moni, lead):
    url = f"/disputes/{in_ruling.pk}/"
    browser = page(moni)
    text = browser.get(url + "rule/").content.decode()
    assert ("It is assigned to Mitu" in text, "Take it over" in text) == (True, True)
    assert "Give this ruling" not in text
    assert browser.post(url + "rule/", IN_ENGLISH).status_code == 403
    assert browser.post(url + "hand-over/", {"to": moni.pk, "reason": "Ill"}).url == url + "rule/"
    text = browser.get(url + "rule/").content.decode()
    assert ("Give this ruling" in text, "took it over" in text) == (True, True)
    assert "Give this ruling" not in page(mitu).get(url + "rule/").content.decode()
    lead_text = page(lead).get(url + "rule/").content.decode()
    assert ("To whom?" in lead_text, "It is assigned to Moni" in lead_text) == (True, True)


@pytest.mark.usefixtures("_second_factors")
def test_api_ruling_takes_over_and_notifies_the_assigned_moderator(api, in_ruling, mitu, moni):
    url = f"/api/v1/disputes/{in_ruling.pk}/"
    payload = {
        "to_freelancer": {"amount": "70.00", "currency": "USD"},
        "grounds": ["defects"],
        "reasons": "So it was agreed.",
    }
    assert api(moni).post(url + "rule/", {**payload, "grounds": ["none"]}, format="json").status_code == 400
    in_ruling.refresh_from_db()
    assert in_ruling.moderator == mitu, "a refused ruling must not reassign the dispute"
    assert api(moni).post(url + "rule/", payload, format="json").status_code == 200
    in_ruling.refresh_from_db()
    assert in_ruling.moderator == moni
    assert AuditEntry.objects.get(code="dispute.handed_over", by=moni).facts["reason"] == "They rule on it themselves."
    assert Notification.objects.filter(user=mitu, kind="dispute.taken_over").count() == 1


def test_reasons_are_required_in_the_language_of_each_side(in_ruling, mitu, farida):
    type(farida).objects.filter(pk=farida.pk).update(language="bn")
    decision = Decision(usd("70"), ("defects",), {"en": "They do not open.", "bn": " "})
    with pytest.raises(Invalid) as excinfo:
        rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=decision)
    assert list(excinfo.value.errors) == ["reasons_bn"]
    assert not AuditEntry.objects.filter(code="ruling.given").exists()
    rulings_actions.draft_ruling(by=mitu, dispute_id=in_ruling.pk, decision=decision)
    both = Decision(usd("70"), ("defects",), {"en": "They do not open.", "bn": "ফাইল খোলে না।"})
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=both)


@pytest.mark.usefixtures("_second_factors")
def test_page_and_api_require_reasons_in_the_same_languages(page, api, in_ruling, mitu, farida, carla):
    type(farida).objects.filter(pk=farida.pk).update(language="bn")
    url = f"/disputes/{in_ruling.pk}/"
    page_response = page(mitu).post(url + "rule/", IN_ENGLISH)
    assert page_response.status_code == 400
    payload = {
        "to_freelancer": {"amount": "70.00", "currency": "USD"},
        "grounds": ["defects"],
        "reasons": "It is not so.",
    }
    english_only = {**payload, "reasons": "", "reasons_en": "It is not so."}
    refused = api(mitu).post(f"/api/v1{url}rule/", english_only, format="json")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["reasons_bn"])
    response = api(mitu).post(f"/api/v1{url}rule/", {**payload, "reasons_bn": "ফাইল খোলে না।"}, format="json")
    assert response.status_code == 200, response.json()
    record = api(carla).get(f"/api/v1{url}").json()
    assert record["rulings"][0]["reasons"] == {"en": "It is not so.", "bn": "ফাইল খোলে না।"}


@pytest.mark.usefixtures("_second_factors")
def test_api_accepts_one_text_of_reasons_for_both_languages(api, in_ruling, mitu, farida):
    type(farida).objects.filter(pk=farida.pk).update(language="bn")
    url = f"/api/v1/disputes/{in_ruling.pk}/"
    payload = {
        "to_freelancer": {"amount": "70.00", "currency": "USD"},
        "grounds": ["defects"],
        "reasons": "It is not so. না।",
    }
    assert api(mitu).post(url + "rule/", payload, format="json").status_code == 200
    reasons = api(farida).get(url).json()["rulings"][0]["reasons"]
    assert reasons == {"en": "It is not so. না।", "bn": "It is not so. না।"}


def test_desk_shows_both_parties_and_the_decision(page, in_ruling, mitu, moni):
    url = f"/disputes/{in_ruling.pk}/rule/"
    row = page(mitu).get("/disputes/desk/").content.decode()
    assert ("Carla" in row, "Farida" in row) == (True, True)
    assert "What was decided" not in page(mitu).get(url).content.decode()
    page(mitu).post(url, IN_ENGLISH)
    text = page(moni).get(url).content.decode()
    decided = text[text.index('id="decided"') : text.index('id="said"')]
    assert ("$70.00" in decided, "$30.00" in decided) == (True, True)
    assert "another moderator goes on" not in page(mitu).get(url).content.decode()


def test_access_log_shows_handovers_and_conversation_reads(page, in_ruling, mitu, moni, lead):
    desk_actions.hand_over_dispute(by=moni, dispute_id=in_ruling.pk, to_id=moni.pk, reason="She is ill.")
    desk_actions.hand_over_dispute(by=moni, dispute_id=in_ruling.pk, to_id=mitu.pk, reason="She is well.")
    desk_actions.open_conversation(by=mitu, dispute_id=in_ruling.pk, reason="Was time granted?")
    assert [(each.by, each.to, each.is_reading) for each in accesses_of(in_ruling)] == [
        (mitu, None, True),
        (moni, mitu, False),
        (moni, None, False),
    ]
    text = page(lead).get(f"/disputes/{in_ruling.pk}/rule/").content.decode()
    assert all(each in text for each in ("took it over", "assigned it to Mitu", "read their conversation"))


def test_default_outcome_text_does_not_reveal_the_first_of_two_rulings(provider, mitu, moni, travel):
    dispute = opened(story.submitted(provider, "2000.00"), claim="1500")
    answered(dispute)
    dispute = to_ruling(dispute, travel)
    before = (default_of(dispute), [each.detail for each in steps(dispute)])
    assert "only one of the two moderators has decided" in before[0]
    assert "if only one decides in time, that ruling stands. If none does: $2,000.00 for Farida" in before[1][3]
    rulings_actions.give_ruling(by=mitu, dispute_id=dispute.pk, decision=make_decision("900"))
    dispute = Dispute.objects.get(pk=dispute.pk)
    assert (default_of(dispute), [each.detail for each in steps(dispute)]) == before  # the first ruling stays secret


def test_list_shows_who_has_to_answer(page, dispute, farida, carla):
    assert "Waits for your answer" in page(farida).get("/disputes/").content.decode()
    for path in ("/disputes/", f"/disputes/{dispute.pk}/"):
        assert "Waits for an answer" in page(carla).get(path).content.decode()


def test_similar_cases_show_the_claim_and_link_only_permitted_records(
    page, provider, in_ruling, mitu, moni, omar, travel
):
    similar = story.submitted(provider, "200.00")
    similar = answered(opened(similar, claim="50"))  # a small claim goes straight to a ruling
    similar.refresh_from_db()
    rulings_actions.give_ruling(by=similar.moderator, dispute_id=similar.pk, decision=make_decision("160"))
    travel(timedelta(days=1))
    text = page(mitu).get(f"/disputes/{in_ruling.pk}/rule/").content.decode()
    assert "80%, claimed: 75%" in text
    assert f'href="/disputes/{similar.pk}/rule/"' in text
    Companion.objects.create(dispute=similar, user=mitu, since=clock.now())  # a conflict of interest
    assert (
        f'href="/disputes/{similar.pk}/rule/"' not in page(mitu).get(f"/disputes/{in_ruling.pk}/rule/").content.decode()
    )


def test_small_claim_page_says_that_the_ruling_is_final(page, provider, mitu, carla):
    small = opened(story.submitted(provider, "60.00"), claim="50")
    url = f"/disputes/{small.pk}/"
    assert "once it is answered" in page(carla).get(url).content.decode()
    answered(small)
    text = page(carla).get(url).content.decode()
    assert ("the ruling is final, without appeal" in text, "once it is answered" in text) == (True, False)
    assert '<a href="#rule">' in page(mitu).get(url + "rule/").content.decode()
