"""Who has a dispute rules on it; another one takes it over first. Reasons reach both sides in their language."""

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
from tests.disputes.test_actions import verdict
from tests.payments import story
from tests.payments.story import usd

IN_ENGLISH = {"to_freelancer": "70", "grounds": ["defects"], "reasons_en": "They do not open.", "sure": "1"}


@pytest.fixture
def _second_factors(monkeypatch):
    """The moderators of these tests have set one up."""
    monkeypatch.setattr("market.disputes.api.require_second_factor", lambda user: None)


ACTS = {
    "rule": lambda by, pk: rulings_actions.give_ruling(by=by, dispute_id=pk, decision=verdict("60")),
    "draft": lambda by, pk: rulings_actions.draft_ruling(by=by, dispute_id=pk, decision=verdict("60")),
    "talk": lambda by, pk: desk_actions.open_conversation(by=by, dispute_id=pk, reason="Was time granted?"),
    "reader": lambda by, pk: reader_actions.ask_reader(by=by, dispute_id=pk, to_id=by.pk),
}


@pytest.mark.parametrize("act", ACTS)
def test_only_who_has_it_works_on_it(in_ruling, mitu, moni, lead, act):
    for other in (moni, lead):
        with pytest.raises(GivenToAnother, match="given to Mitu"):
            ACTS[act](other, in_ruling.pk)
    assert in_ruling.rulings.count() == 0


def test_it_is_taken_over_with_a_reason_and_who_had_it_is_told(in_ruling, mitu, moni, mahfuz):
    with pytest.raises(Invalid) as refused:
        desk_actions.hand_over_dispute(by=moni, dispute_id=in_ruling.pk, to_id=mahfuz.pk, reason="She is ill.")
    assert list(refused.value.errors) == ["to"]
    desk_actions.hand_over_dispute(by=moni, dispute_id=in_ruling.pk, to_id=moni.pk, reason="She is ill.")
    told = render_payload(mitu.notifications.get(kind="dispute.taken_over").facts)
    assert (told["actor"], told["name"], told["reason"]) == ("Moni", "Moni", "She is ill.")
    with pytest.raises(GivenToAnother):
        rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=verdict("60"))
    rulings_actions.give_ruling(by=moni, dispute_id=in_ruling.pk, decision=verdict("60"))


def test_a_lead_gives_it_to_whom_she_likes_but_not_to_who_has_it(in_ruling, mitu, moni, lead):
    with pytest.raises(Invalid):
        desk_actions.hand_over_dispute(by=lead, dispute_id=in_ruling.pk, to_id=mitu.pk, reason="She is ill.")
    desk_actions.hand_over_dispute(by=lead, dispute_id=in_ruling.pk, to_id=moni.pk, reason="She is ill.")
    assert mitu.notifications.filter(kind="dispute.taken_over").exists()
    assert moni.notifications.filter(kind="dispute.assigned").exists()


@pytest.mark.parametrize("gone", [{"is_active": False}, {"roles": []}, {"suspended": True}], ids=str)
def test_nobody_waits_for_one_who_cannot_rule(in_ruling, mitu, moni, gone):
    if gone.pop("suspended", False):
        gone = {"suspended_until": clock.now() + timedelta(days=30)}
    type(mitu).objects.filter(pk=mitu.pk).update(**gone)
    assert mitu not in desk_actions.free_moderators(in_ruling)
    rulings_actions.give_ruling(by=moni, dispute_id=in_ruling.pk, decision=verdict("60"))


def test_a_role_taken_in_an_emergency_keeps_what_it_took_over(in_ruling, pavel, lead, mitu, jump):
    take_emergency_right(by=pavel, role="moderator", reason="All moderators are ill and a deadline is near.")
    desk_actions.hand_over_dispute(by=pavel, dispute_id=in_ruling.pk, to_id=pavel.pk, reason="All are ill.")
    in_ruling.refresh_from_db()
    assert desk_actions.holder_of(in_ruling) == pavel
    with pytest.raises(GivenToAnother):
        rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=verdict("60"))
    jump(timedelta(hours=2))
    in_ruling.refresh_from_db()
    assert desk_actions.holder_of(in_ruling) is None


def test_by_the_page_one_takes_it_over_first(page, in_ruling, mitu, moni, lead):
    here = f"/disputes/{in_ruling.pk}/"
    browser = page(moni)
    text = browser.get(here + "rule/").content.decode()
    assert ("It is given to Mitu" in text, "Take it over" in text) == (True, True)
    assert "Give this ruling" not in text
    assert browser.post(here + "rule/", IN_ENGLISH).status_code == 403
    assert browser.post(here + "hand-over/", {"to": moni.pk, "reason": "Ill"}).url == here + "rule/"
    text = browser.get(here + "rule/").content.decode()
    assert ("Give this ruling" in text, "took it over" in text) == (True, True)
    assert "Give this ruling" not in page(mitu).get(here + "rule/").content.decode()
    led = page(lead).get(here + "rule/").content.decode()
    assert ("To whom?" in led, "It is given to Moni" in led) == (True, True)


@pytest.mark.usefixtures("_second_factors")
def test_by_the_api_too(api, in_ruling, mitu, moni):
    here = f"/api/v1/disputes/{in_ruling.pk}/"
    sent = {
        "to_freelancer": {"amount": "70.00", "currency": "USD"},
        "grounds": ["defects"],
        "reasons": "So it was agreed.",
    }
    assert api(moni).post(here + "rule/", {**sent, "grounds": ["none"]}, format="json").status_code == 400
    in_ruling.refresh_from_db()
    assert in_ruling.moderator == mitu, "a ruling that is refused takes nothing over"
    assert api(moni).post(here + "rule/", sent, format="json").status_code == 200
    in_ruling.refresh_from_db()
    assert in_ruling.moderator == moni
    assert AuditEntry.objects.get(code="dispute.handed_over", by=moni).facts["reason"] == "She rules on it herself."
    assert Notification.objects.filter(user=mitu, kind="dispute.taken_over").count() == 1


def test_reasons_are_given_in_each_language_that_a_side_reads(in_ruling, mitu, farida):
    type(farida).objects.filter(pk=farida.pk).update(language="bn")
    decision = Decision(usd("70"), ("defects",), {"en": "They do not open.", "bn": " "})
    with pytest.raises(Invalid) as refused:
        rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=decision)
    assert list(refused.value.errors) == ["reasons_bn"]
    assert not AuditEntry.objects.filter(code="ruling.given").exists()
    rulings_actions.draft_ruling(by=mitu, dispute_id=in_ruling.pk, decision=decision)
    both = Decision(usd("70"), ("defects",), {"en": "They do not open.", "bn": "ফাইল খোলে না।"})
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=both)


@pytest.mark.usefixtures("_second_factors")
def test_page_and_api_ask_for_the_same_languages(page, api, in_ruling, mitu, farida, carla):
    type(farida).objects.filter(pk=farida.pk).update(language="bn")
    here = f"/disputes/{in_ruling.pk}/"
    text = page(mitu).post(here + "rule/", IN_ENGLISH)
    assert text.status_code == 400
    sent = {"to_freelancer": {"amount": "70.00", "currency": "USD"}, "grounds": ["defects"], "reasons": "It is not so."}
    one = {**sent, "reasons": "", "reasons_en": "It is not so."}
    refused = api(mitu).post(f"/api/v1{here}rule/", one, format="json")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["reasons_bn"])
    given = api(mitu).post(f"/api/v1{here}rule/", {**sent, "reasons_bn": "ফাইল খোলে না।"}, format="json")
    assert given.status_code == 200, given.json()
    record = api(carla).get(f"/api/v1{here}").json()
    assert record["rulings"][0]["reasons"] == {"en": "It is not so.", "bn": "ফাইল খোলে না।"}


@pytest.mark.usefixtures("_second_factors")
def test_one_text_for_both_sides_will_do_for_a_program(api, in_ruling, mitu, farida):
    type(farida).objects.filter(pk=farida.pk).update(language="bn")
    here = f"/api/v1/disputes/{in_ruling.pk}/"
    sent = {
        "to_freelancer": {"amount": "70.00", "currency": "USD"},
        "grounds": ["defects"],
        "reasons": "It is not so. না।",
    }
    assert api(mitu).post(here + "rule/", sent, format="json").status_code == 200
    reasons = api(farida).get(here).json()["rulings"][0]["reasons"]
    assert reasons == {"en": "It is not so. না।", "bn": "It is not so. না।"}


def test_the_desk_says_who_the_two_are_and_what_was_decided(page, in_ruling, mitu, moni):
    here = f"/disputes/{in_ruling.pk}/rule/"
    row = page(mitu).get("/disputes/desk/").content.decode()
    assert ("Carla" in row, "Farida" in row) == (True, True)
    assert "What was decided" not in page(mitu).get(here).content.decode()
    page(mitu).post(here, IN_ENGLISH)
    text = page(moni).get(here).content.decode()
    decided = text[text.index('id="decided"') : text.index('id="said"')]
    assert ("$70.00" in decided, "$30.00" in decided) == (True, True)
    assert "another moderator goes on" not in page(mitu).get(here).content.decode()


def test_who_looked_says_to_whom_it_went(page, in_ruling, mitu, moni, lead):
    desk_actions.hand_over_dispute(by=moni, dispute_id=in_ruling.pk, to_id=moni.pk, reason="She is ill.")
    desk_actions.hand_over_dispute(by=moni, dispute_id=in_ruling.pk, to_id=mitu.pk, reason="She is well.")
    desk_actions.open_conversation(by=mitu, dispute_id=in_ruling.pk, reason="Was time granted?")
    assert [(each.by, each.to, each.is_reading) for each in accesses_of(in_ruling)] == [
        (mitu, None, True),
        (moni, mitu, False),
        (moni, None, False),
    ]
    text = page(lead).get(f"/disputes/{in_ruling.pk}/rule/").content.decode()
    assert all(each in text for each in ("took it over", "gave it to Mitu", "read their talk"))


def test_two_moderators_and_silence_are_told_as_the_clock_does_it(provider, mitu, moni, travel):
    dispute = opened(story.submitted(provider, "2000.00"), claim="1500")
    answered(dispute)
    dispute = to_ruling(dispute, travel)
    before = (default_of(dispute), [each.detail for each in steps(dispute)])
    assert "only one of the two moderators has decided" in before[0]
    assert "if only one decides in time, that ruling stands. If none does: $2,000.00 for Farida" in before[1][3]
    rulings_actions.give_ruling(by=mitu, dispute_id=dispute.pk, decision=verdict("900"))
    dispute = Dispute.objects.get(pk=dispute.pk)
    assert (default_of(dispute), [each.detail for each in steps(dispute)]) == before  # nobody learns of the first


def test_the_list_says_who_is_to_answer(page, dispute, farida, carla):
    assert "Waits for your answer" in page(farida).get("/disputes/").content.decode()
    for path in ("/disputes/", f"/disputes/{dispute.pk}/"):
        assert "Waits for an answer" in page(carla).get(path).content.decode()


def test_like_cases_say_what_was_claimed_and_lead_to_their_records(page, provider, in_ruling, mitu, moni, omar, travel):
    like = story.submitted(provider, "200.00")
    like = answered(opened(like, claim="50"))  # a small claim: ruled at once
    like.refresh_from_db()
    rulings_actions.give_ruling(by=like.moderator, dispute_id=like.pk, decision=verdict("160"))
    travel(timedelta(days=1))
    text = page(mitu).get(f"/disputes/{in_ruling.pk}/rule/").content.decode()
    assert "80 %, claimed: 75 %" in text
    assert f'href="/disputes/{like.pk}/rule/"' in text
    Companion.objects.create(dispute=like, user=mitu, since=clock.now())  # a tie: not hers to read
    assert f'href="/disputes/{like.pk}/rule/"' not in page(mitu).get(f"/disputes/{in_ruling.pk}/rule/").content.decode()


def test_a_small_claim_before_a_moderator_says_that_it_is_final(page, provider, mitu, carla):
    small = opened(story.submitted(provider, "60.00"), claim="50")
    here = f"/disputes/{small.pk}/"
    assert "once it is answered" in page(carla).get(here).content.decode()
    answered(small)
    text = page(carla).get(here).content.decode()
    assert ("the ruling is final, without appeal" in text, "once it is answered" in text) == (True, False)
    assert '<a href="#rule">' in page(mitu).get(here + "rule/").content.decode()
