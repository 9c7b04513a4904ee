"""A ruling is seen once more before it is given, moves no money for some hours, and is corrected by two people."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from market.accounts.emergencies.actions import take_emergency_right
from market.accounts.people.two_person_actions import NotInAnEmergency
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound
from market.core.base.home_tasks import Home
from market.core.base.money import Money
from market.core.base.payloads import render_payload
from market.core.base.reasons import has_substance
from market.core.text.amounts_in_words import amount_in_words
from market.core.text.formats import format_when
from market.disputes.claims.evidence_actions import StatementContent
from market.disputes.claims.progress import default_of, steps
from market.disputes.models import Correction, Dispute
from market.disputes.rulings import actions as rulings_actions
from market.disputes.rulings import correction_actions, desk_actions
from market.disputes.rulings.actions import Decision
from market.notifications.inbox.types import notification_type
from market.notifications.models import Notification
from tests.disputes.conftest import answered, opened, to_ruling
from tests.disputes.test_actions import shares, verdict
from tests.payments import story
from tests.payments.story import assert_books_whole, usd

WHY = "I mixed up the two shares."
FORM = {"to_freelancer": "20", "grounds": ["defects"], "reasons_en": "The files do not open."}


@pytest.fixture
def small(provider, carla, farida, mitu, moni, lead) -> Dispute:
    """A small claim that Mitu ruled: 20 of 60 dollars for the freelancer."""
    dispute = answered(opened(story.submitted(provider, "60.00"), claim="50"))
    return rulings_actions.give_ruling(by=mitu, dispute_id=dispute.pk, decision=verdict("20"))


def propose(dispute: Dispute, by, share: str = "40") -> Correction:
    return correction_actions.propose_correction(by=by, dispute_id=dispute.pk, decision=verdict(share), why=WHY)


def test_a_final_ruling_moves_no_money_before_its_hours_are_over(small, travel, jump):
    small.refresh_from_db()
    assert (small.state, small.to_freelancer_value, shares(small)) == ("ruling", 20, (0, 0))
    assert small.due_at == small.correctable_until == small.ruled_at + timedelta(hours=24)
    assert "final" in default_of(Dispute.objects.get(pk=small.pk))
    travel(timedelta(hours=24))
    small.refresh_from_db()
    assert (small.ending, shares(small)) == ("ruled", (20, 40))
    assert_books_whole()


def test_a_correction_waits_on_the_home_of_whoever_may_confirm_it(small, mitu, moni, lead, carla):
    made = propose(small, mitu)
    for person in (moni, lead):
        (task,) = Home(person).tasks()
        assert (task.kind, task.url) == ("confirm_correction", f"/disputes/{small.pk}/rule/")
        assert (task.due, task.amount) == (made.dispute.correctable_until, usd("60.00"))
    assert "confirm_correction" not in {task.kind for person in (mitu, carla) for task in Home(person).tasks()}


def test_two_people_correct_a_mistake_and_both_sides_are_told(small, mitu, moni, carla, farida, travel):
    due = Dispute.objects.get(pk=small.pk).due_at
    made = propose(small, mitu)
    assert Dispute.objects.get(pk=small.pk).to_freelancer_value == 20
    with pytest.raises(correction_actions.SecondPersonNeeded):
        correction_actions.confirm_correction(by=mitu, correction_id=made.pk)
    correction_actions.confirm_correction(by=moni, correction_id=made.pk)
    small.refresh_from_db()
    assert (small.to_freelancer_value, small.due_at) == (40, due)
    for person in (carla, farida):
        facts = Notification.objects.get(user=person, kind="dispute.final_corrected").facts
        assert "The files do not open." in str(facts)
    with pytest.raises(correction_actions.CorrectionOver):
        propose(small, mitu, "30")
    travel(timedelta(hours=24))
    small.refresh_from_db()
    assert shares(small) == (40, 20)
    assert_books_whole()


def test_who_may_take_part_in_a_correction(small, mitu, moni, lead, pavel, carla, omar):
    with pytest.raises(correction_actions.NotYourRuling):
        propose(small, moni)
    with pytest.raises(desk_actions.NotAModerator):
        propose(small, carla)
    with pytest.raises(NotFound):
        propose(small, omar)
    made = propose(small, lead)
    with pytest.raises(correction_actions.CorrectionWaits):
        propose(small, mitu)
    take_emergency_right(by=pavel, role="moderator", reason="All moderators are ill and a deadline is near.")
    with pytest.raises(NotInAnEmergency):
        correction_actions.confirm_correction(by=pavel, correction_id=made.pk)
    correction_actions.confirm_correction(by=mitu, correction_id=made.pk)


def test_a_correction_has_its_hours(small, mitu, moni, jump):
    made = propose(small, mitu)
    jump(timedelta(hours=24))
    with pytest.raises(correction_actions.CorrectionOver):
        correction_actions.confirm_correction(by=moni, correction_id=made.pk)


def test_a_declined_correction_changes_nothing(small, mitu, moni):
    made = propose(small, mitu)
    correction_actions.decline_correction(by=moni, correction_id=made.pk)
    with pytest.raises(correction_actions.CorrectionAnswered):
        correction_actions.confirm_correction(by=moni, correction_id=made.pk)
    assert Dispute.objects.get(pk=small.pk).to_freelancer_value == 20


def test_the_database_lets_nobody_confirm_her_own_correction(small, mitu):
    made = propose(small, mitu)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.filter(pk=made.pk).update(state="confirmed", answered_by=mitu)


def test_after_a_correction_the_days_of_an_appeal_begin_anew(in_ruling, mitu, moni, farida, jump):
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=verdict("60"))
    before = Dispute.objects.get(pk=in_ruling.pk).due_at
    jump(timedelta(hours=3))
    correction_actions.confirm_correction(by=moni, correction_id=propose(in_ruling, mitu, "90").pk)
    dispute = Dispute.objects.get(pk=in_ruling.pk)
    assert dispute.to_freelancer_value == 90
    assert timedelta(hours=2) < dispute.due_at - before < timedelta(hours=4)
    rulings_actions.appeal_ruling(by=farida, dispute_id=dispute.pk, content=StatementContent("Look again."))


def test_a_ruling_on_appeal_is_corrected_too(in_ruling, mitu, moni, lead, farida, travel):
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=verdict("60"))
    rulings_actions.appeal_ruling(by=farida, dispute_id=in_ruling.pk, content=StatementContent("Look again."))
    rulings_actions.give_ruling(by=moni, dispute_id=in_ruling.pk, decision=verdict("70"))
    with pytest.raises(correction_actions.NotYourRuling):
        propose(in_ruling, mitu, "100")
    correction_actions.confirm_correction(by=lead, correction_id=propose(in_ruling, moni, "100").pk)
    travel(timedelta(hours=24))
    in_ruling.refresh_from_db()
    assert (in_ruling.ending, shares(in_ruling)) == ("appeal", (100, 0))
    assert_books_whole()


def test_a_ruling_is_given_by_the_page_once_it_was_seen_in_words(page, provider, mitu, carla):
    dispute = answered(opened(story.submitted(provider, "60.00"), claim="50"))
    here, browser = f"/disputes/{dispute.pk}/rule/", page(mitu)
    seen = browser.post(here, FORM).content.decode()
    assert "Farida gets $20.00 (twenty dollars), and $42.00 (forty-two dollars) goes back to Carla: " in seen
    assert "$40.00 and our fee of $2.00." in seen
    assert "It is final, without appeal." in seen
    assert not dispute.rulings.exclude(given_at=None).exists()
    assert 'value="20"' in browser.post(here, {**FORM, "change": "1"}).content.decode()
    assert browser.post(here, {**FORM, "sure": "1"}).status_code == 302
    assert dispute.rulings.get().given_at
    note = carla.notifications.get(kind="dispute.final_ruling")
    assert note.facts["to_client"]["in"]["en"] == "$42.00 ($40.00 and our fee of $2.00)"
    assert "$42.00 ($40.00 and our fee of $2.00)" in page(carla).get(f"/disputes/{dispute.pk}/").content.decode()
    assert "The ruling is final" in page(carla).get(f"/disputes/{dispute.pk}/").content.decode()


def test_once_it_is_ruled_the_money_moves_right_after_the_days_of_appeal(in_ruling, mitu):
    assert steps(in_ruling)[-1].detail.endswith("at the latest.")
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=verdict("70"))
    in_ruling.refresh_from_db()
    assert steps(in_ruling)[-1].detail == f"Right after {format_when(clock.local(in_ruling.due_at), 'en')}."


def test_a_correction_by_the_page(page, small, mitu, moni, carla):
    here = f"/disputes/{small.pk}/"
    sent = {**FORM, "to_freelancer": "40", "why_en": WHY}
    assert "Correct this ruling" in page(mitu).get(here + "rule/").content.decode()
    assert "(forty dollars)" in page(mitu).post(here + "correct/", sent).content.decode()
    assert not small.corrections.exists()
    assert page(mitu).post(here + "correct/", {**sent, "sure": "1"}).status_code == 302
    made = small.corrections.get()
    assert "Confirm the correction" not in page(mitu).get(here + "rule/").content.decode()
    assert "Confirm the correction" in page(moni).get(here + "rule/").content.decode()
    assert WHY not in page(carla).get(here).content.decode()
    assert page(moni).post(f"/corrections/{made.pk}/confirm/").url == here + "rule/"
    assert WHY in page(carla).get(here).content.decode()


def test_what_was_the_mistake_is_asked_for_in_both_languages(page, small, mitu, moni, farida, carla):
    farida.language = "bn"
    farida.save()
    here = f"/disputes/{small.pk}/"
    both = {"reasons_bn": "ফাইলগুলো খোলে না।", "why_bn": "দুই ভাগ উল্টে গিয়েছিল।"}
    sent = {**FORM, "to_freelancer": "40", "why_en": WHY, "sure": "1"}
    half = page(mitu).post(here + "correct/", {**sent, "reasons_bn": both["reasons_bn"]}).content.decode()
    assert "say what was the mistake in Bangla too" in half
    assert not small.corrections.exists()
    assert page(mitu).post(here + "correct/", {**sent, **both}).status_code == 302
    shown = page(moni).get(here + "rule/").content.decode()
    assert WHY in shown
    assert both["why_bn"] in shown
    correction_actions.confirm_correction(by=moni, correction_id=small.corrections.get().pk)
    in_bangla, in_english = (page(who, who.language).get(here).content.decode() for who in (farida, carla))
    assert both["why_bn"] in in_bangla
    assert WHY not in in_bangla
    assert WHY in in_english


def test_a_program_says_what_was_the_mistake_in_both_languages_or_in_one_text(small, mitu, farida):
    farida.language = "bn"
    farida.save()
    both = Decision(usd("40"), ["defects"], {"en": "The files do not open.", "bn": "ফাইলগুলো খোলে না।"})
    known = {"by": mitu, "dispute_id": small.pk, "decision": both}
    with pytest.raises(Invalid) as refused:
        correction_actions.propose_correction(**known, why={"en": WHY})
    assert set(refused.value.errors) == {"why_bn"}
    made = correction_actions.propose_correction(**known, why=WHY)
    assert (made.why, made.why_en, made.why_bn) == (WHY, WHY, WHY)


def test_the_form_of_a_correction_begins_with_what_was_ruled_and_why(page, small, mitu):
    shown = page(mitu).get(f"/disputes/{small.pk}/rule/").content.decode()
    form = shown[shown.index("Correct this ruling") :]
    assert 'value="20.00"' in form
    assert re.search(r'value="defects"[^>]* checked', form)
    assert re.search(r'name="reasons_en"[^>]*>\s*The files do not open\.', form)


def test_whoever_is_told_of_a_ruling_is_you_in_it(small, carla, farida):
    rows = Notification.objects.filter(kind="dispute.final_ruling")
    body = {each.user_id: str(notification_type(each.kind).body) % render_payload(each.facts) for each in rows}
    assert "$20.00 goes to you" in body[farida.pk]
    assert f"back to {carla.display_name}" in body[farida.pk]
    assert f"$20.00 goes to {farida.display_name}" in body[carla.pk]
    assert "back to you" in body[carla.pk]


def test_preview_and_correction_by_programs(api, small, mitu, moni, carla, monkeypatch):
    monkeypatch.setattr("market.disputes.api.require_second_factor", lambda user: None)
    amount = {"amount": "40.00", "currency": "USD"}
    sent = {"to_freelancer": amount, "grounds": ["defects"], "reasons": "The files do not open."}
    here = f"/api/v1/disputes/{small.pk}/"
    assert api(mitu).get(here).json()["outcome"]["to_freelancer"]["amount"] == "20.00"
    assert api(mitu).get(here).json()["next_deadline"]["what"] == "ruling_holds"
    assert api(mitu).post(here + "corrections/", sent, format="json").json()["errors"].keys() == {"why"}
    made = api(mitu).post(here + "corrections/", {**sent, "why": WHY}, format="json")
    assert (made.status_code, made.json()["was"]["amount"], made.json()["state"]) == (201, "20.00", "open")
    assert api(carla).get(here).json()["corrections"] == []
    confirm = f"/api/v1/corrections/{made.json()['id']}/confirm/"
    assert api(mitu).post(confirm).json()["code"] == "second_person_needed"
    assert api(moni).post(confirm).json()["outcome"]["to_freelancer"]["amount"] == "40.00"
    assert api(carla).get(here).json()["corrections"][0]["why"] == WHY


def test_a_program_sees_what_a_ruling_would_do(api, in_ruling, mitu, monkeypatch):
    monkeypatch.setattr("market.disputes.api.require_second_factor", lambda user: None)
    sent = {
        "to_freelancer": {"amount": "70.50", "currency": "USD"},
        "grounds": ["defects"],
        "reasons": "So it was agreed.",
    }
    answer = api(mitu).post(f"/api/v1/disputes/{in_ruling.pk}/rule/preview/", sent, format="json")
    assert answer.json()["sentence"].startswith("Farida gets $70.50 (seventy dollars and fifty cents), and $30.97")
    assert not in_ruling.rulings.exists()


@pytest.mark.parametrize("thin", ["aaaaaaaaaa", "ok ok ok ok ok", "না না না", "x y z", "..."])
def test_reasons_say_something(in_ruling, mitu, thin):
    assert not has_substance(thin)
    with pytest.raises(Invalid) as refused:
        rulings_actions.give_ruling(
            by=mitu, dispute_id=in_ruling.pk, decision=Decision(usd("60"), ("defects",), {"en": thin})
        )
    assert list(refused.value.errors) == ["reasons_en"]


@pytest.mark.parametrize(
    ("amount", "currency", "english", "bangla"),
    [
        ("0", "USD", "zero dollars", "শূন্য ডলার"),
        ("1.01", "USD", "one dollar and one cent", "এক ডলার এক সেন্ট"),
        (
            "2345.50",
            "USD",
            "two thousand three hundred forty-five dollars and fifty cents",
            "দুই হাজার তিনশ পঁয়তাল্লিশ ডলার পঞ্চাশ সেন্ট",
        ),
        ("123000", "BDT", "one lakh twenty-three thousand taka", "এক লাখ তেইশ হাজার টাকা"),
    ],
)
def test_amounts_are_written_out(amount, currency, english, bangla):
    money = Money(Decimal(amount), currency)
    assert (amount_in_words(money, "en"), amount_in_words(money, "bn")) == (english, bangla)


def test_where_nobody_is_free_for_the_appeal_those_who_can_help_are_alerted_and_both_sides_told(
    page, provider, mitu, moni, lead, pavel, carla, farida, travel
):
    dispute = to_ruling(answered(opened(story.submitted(provider, "3000.00"), claim="2000")), travel)
    for by, share in ((mitu, "1500"), (moni, "1600"), (lead, "1700")):
        rulings_actions.give_ruling(
            by=by, dispute_id=dispute.pk, decision=verdict(share)
        ) if dispute.moderator == by else rulings_actions.give_ruling(
            by=by, dispute_id=dispute.pk, decision=verdict(share), takes_over=True
        )
    rulings_actions.appeal_ruling(by=farida, dispute_id=dispute.pk, content=StatementContent("Look again."))
    dispute.refresh_from_db()
    assert (dispute.moderator, dispute.nobody_free_at is None) == (None, False)
    assert Notification.objects.get(user=lead, kind="dispute.moderator_needed").url == dispute.get_absolute_url()
    assert Notification.objects.get(user=pavel, kind="dispute.moderator_needed").url.startswith("/help/disputes/#")
    for person in (carla, farida):
        assert Notification.objects.filter(user=person, kind="dispute.nobody_free_appeal").count() == 1
        text = page(person).get(f"/disputes/{dispute.pk}/").content.decode()
        assert "No moderator is free now" in text
        assert "the first ruling holds" in text
    travel(timedelta(days=2))
    assert Notification.objects.filter(user=lead, kind="dispute.moderator_needed").count() == 1
    travel(timedelta(days=12))
    dispute.refresh_from_db()
    assert (dispute.ending, shares(dispute)) == ("ruled", (1700, 1300))
