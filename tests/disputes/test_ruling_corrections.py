"""Rulings: a preview before they are given, a delay before the money moves, and correction by two people."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from market.accounts.emergencies.actions import take_emergency_right
from market.accounts.people.two_person_actions import NotInAnEmergency
from market.core.base.errors import Invalid, NotFound
from market.core.base.home_tasks import Home
from market.core.base.money import Money
from market.core.base.payloads import render_payload
from market.core.base.reasons import has_substance
from market.core.base.time_zones import moment
from market.core.text.amounts_in_words import amount_in_words
from market.disputes.claims.evidence_actions import StatementContent
from market.disputes.claims.progress import default_of, steps
from market.disputes.models import Correction, Dispute
from market.disputes.rulings import actions as rulings_actions
from market.disputes.rulings import correction_actions, desk_actions
from market.disputes.rulings.actions import Decision
from market.notifications.inbox.types import notification_type
from market.notifications.models import Notification
from tests.disputes.conftest import answered, opened, to_ruling
from tests.disputes.test_actions import make_decision, released_and_refunded
from tests.payments import story
from tests.payments.story import assert_books_whole, usd

WHY = "I mixed up the two shares."
FORM = {"to_freelancer": "20", "grounds": ["defects"], "reasons_en": "The files do not open."}


@pytest.fixture
def ruled_dispute(provider, carla, farida, mitu, moni, lead) -> Dispute:
    """A dispute with a small claim, ruled: 20 of 60 dollars for the freelancer."""
    dispute = answered(opened(story.submitted(provider, "60.00"), claim="50"))
    return rulings_actions.give_ruling(by=mitu, dispute_id=dispute.pk, decision=make_decision("20"))


def propose(dispute: Dispute, by, share: str = "40") -> Correction:
    return correction_actions.propose_correction(by=by, dispute_id=dispute.pk, decision=make_decision(share), why=WHY)


def test_final_ruling_moves_the_money_only_after_24_hours(ruled_dispute, travel, jump):
    ruled_dispute.refresh_from_db()
    assert (ruled_dispute.state, ruled_dispute.to_freelancer_value, released_and_refunded(ruled_dispute)) == (
        "ruling",
        20,
        (0, 0),
    )
    assert ruled_dispute.due_at == ruled_dispute.correctable_until == ruled_dispute.ruled_at + timedelta(hours=24)
    assert "final" in default_of(Dispute.objects.get(pk=ruled_dispute.pk))
    travel(timedelta(hours=24))
    ruled_dispute.refresh_from_db()
    assert (ruled_dispute.ending, released_and_refunded(ruled_dispute)) == ("ruled", (20, 40))
    assert_books_whole()


def test_correction_is_a_home_task_of_whoever_may_confirm_it(ruled_dispute, mitu, moni, lead, carla):
    correction = propose(ruled_dispute, mitu)
    for person in (moni, lead):
        (task,) = Home(person).tasks()
        assert (task.kind, task.url) == ("confirm_correction", f"/disputes/{ruled_dispute.pk}/rule/")
        assert (task.due, task.amount) == (correction.dispute.correctable_until, usd("60.00"))
    assert "confirm_correction" not in {task.kind for person in (mitu, carla) for task in Home(person).tasks()}


def test_confirmed_correction_changes_the_split_and_notifies_both_sides(
    ruled_dispute, mitu, moni, carla, farida, travel
):
    due = Dispute.objects.get(pk=ruled_dispute.pk).due_at
    correction = propose(ruled_dispute, mitu)
    assert Dispute.objects.get(pk=ruled_dispute.pk).to_freelancer_value == 20
    with pytest.raises(correction_actions.SecondPersonNeeded):
        correction_actions.confirm_correction(by=mitu, correction_id=correction.pk)
    correction_actions.confirm_correction(by=moni, correction_id=correction.pk)
    ruled_dispute.refresh_from_db()
    assert (ruled_dispute.to_freelancer_value, ruled_dispute.due_at) == (40, due)
    for person in (carla, farida):
        facts = Notification.objects.get(user=person, kind="dispute.final_corrected").facts
        assert "The files do not open." in str(facts)
    with pytest.raises(correction_actions.CorrectionOver):
        propose(ruled_dispute, mitu, "30")
    travel(timedelta(hours=24))
    ruled_dispute.refresh_from_db()
    assert released_and_refunded(ruled_dispute) == (40, 20)
    assert_books_whole()


def test_who_may_propose_and_confirm_a_correction(ruled_dispute, mitu, moni, lead, pavel, carla, omar):
    with pytest.raises(correction_actions.NotYourRuling):
        propose(ruled_dispute, moni)
    with pytest.raises(desk_actions.NotAModerator):
        propose(ruled_dispute, carla)
    with pytest.raises(NotFound):
        propose(ruled_dispute, omar)
    correction = propose(ruled_dispute, lead)
    with pytest.raises(correction_actions.CorrectionWaits):
        propose(ruled_dispute, mitu)
    take_emergency_right(by=pavel, role="moderator", reason="All moderators are ill and a deadline is near.")
    with pytest.raises(NotInAnEmergency):
        correction_actions.confirm_correction(by=pavel, correction_id=correction.pk)
    correction_actions.confirm_correction(by=mitu, correction_id=correction.pk)


def test_correction_after_24_hours_is_refused(ruled_dispute, mitu, moni, jump):
    correction = propose(ruled_dispute, mitu)
    jump(timedelta(hours=24))
    with pytest.raises(correction_actions.CorrectionOver):
        correction_actions.confirm_correction(by=moni, correction_id=correction.pk)


def test_a_declined_correction_changes_nothing(ruled_dispute, mitu, moni):
    correction = propose(ruled_dispute, mitu)
    correction_actions.decline_correction(by=moni, correction_id=correction.pk)
    with pytest.raises(correction_actions.CorrectionAnswered):
        correction_actions.confirm_correction(by=moni, correction_id=correction.pk)
    assert Dispute.objects.get(pk=ruled_dispute.pk).to_freelancer_value == 20


def test_database_constraint_forbids_confirming_ones_own_correction(ruled_dispute, mitu):
    correction = propose(ruled_dispute, mitu)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.filter(pk=correction.pk).update(state="confirmed", answered_by=mitu)


def test_correction_restarts_the_appeal_deadline(in_ruling, mitu, moni, farida, jump):
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=make_decision("60"))
    before = Dispute.objects.get(pk=in_ruling.pk).due_at
    jump(timedelta(hours=3))
    correction_actions.confirm_correction(by=moni, correction_id=propose(in_ruling, mitu, "90").pk)
    dispute = Dispute.objects.get(pk=in_ruling.pk)
    assert dispute.to_freelancer_value == 90
    assert timedelta(hours=2) < dispute.due_at - before < timedelta(hours=4)
    rulings_actions.appeal_ruling(by=farida, dispute_id=dispute.pk, content=StatementContent("Look again."))


def test_ruling_on_appeal_can_be_corrected(in_ruling, mitu, moni, lead, farida, travel):
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=make_decision("60"))
    rulings_actions.appeal_ruling(by=farida, dispute_id=in_ruling.pk, content=StatementContent("Look again."))
    rulings_actions.give_ruling(by=moni, dispute_id=in_ruling.pk, decision=make_decision("70"))
    with pytest.raises(correction_actions.NotYourRuling):
        propose(in_ruling, mitu, "100")
    correction_actions.confirm_correction(by=lead, correction_id=propose(in_ruling, moni, "100").pk)
    travel(timedelta(hours=24))
    in_ruling.refresh_from_db()
    assert (in_ruling.ending, released_and_refunded(in_ruling)) == ("appeal", (100, 0))
    assert_books_whole()


def test_ruling_form_shows_a_preview_in_words_before_saving(page, provider, mitu, carla):
    dispute = answered(opened(story.submitted(provider, "60.00"), claim="50"))
    url, browser = f"/disputes/{dispute.pk}/rule/", page(mitu)
    preview = browser.post(url, FORM).content.decode()
    assert "Farida gets $20.00 (twenty dollars), and $42.00 (forty-two dollars) goes back to Carla: " in preview
    assert "$40.00 and our fee of $2.00." in preview
    assert "It is final, without appeal." in preview
    assert not dispute.rulings.exclude(given_at=None).exists()
    assert 'value="20"' in browser.post(url, {**FORM, "change": "1"}).content.decode()
    assert browser.post(url, {**FORM, "sure": "1"}).status_code == 302
    assert dispute.rulings.get().given_at
    note = carla.notifications.get(kind="dispute.final_ruling")
    assert note.facts["to_client"]["in"]["en"] == "$42.00 ($40.00 and our fee of $2.00)"
    assert "$42.00 ($40.00 and our fee of $2.00)" in page(carla).get(f"/disputes/{dispute.pk}/").content.decode()
    assert "The ruling is final" in page(carla).get(f"/disputes/{dispute.pk}/").content.decode()


def test_progress_says_when_the_money_moves_after_the_ruling(in_ruling, mitu):
    assert steps(in_ruling)[-1].detail.endswith("at the latest.")
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=make_decision("70"))
    in_ruling.refresh_from_db()
    assert steps(in_ruling)[-1].detail == f"Right after {moment(in_ruling.due_at)}."


def test_correction_form_is_previewed_proposed_and_confirmed(page, ruled_dispute, mitu, moni, carla):
    url = f"/disputes/{ruled_dispute.pk}/"
    form_data = {**FORM, "to_freelancer": "40", "why_en": WHY}
    assert "Correct this ruling" in page(mitu).get(url + "rule/").content.decode()
    assert "(forty dollars)" in page(mitu).post(url + "correct/", form_data).content.decode()
    assert not ruled_dispute.corrections.exists()
    assert page(mitu).post(url + "correct/", {**form_data, "sure": "1"}).status_code == 302
    correction = ruled_dispute.corrections.get()
    assert "Confirm the correction" not in page(mitu).get(url + "rule/").content.decode()
    assert "Confirm the correction" in page(moni).get(url + "rule/").content.decode()
    assert WHY not in page(carla).get(url).content.decode()
    assert page(moni).post(f"/corrections/{correction.pk}/confirm/").url == url + "rule/"
    assert WHY in page(carla).get(url).content.decode()


def test_correction_form_requires_the_mistake_in_both_languages(page, ruled_dispute, mitu, moni, farida, carla):
    farida.language = "bn"
    farida.save()
    url = f"/disputes/{ruled_dispute.pk}/"
    both = {"reasons_bn": "ফাইলগুলো খোলে না।", "why_bn": "দুই ভাগ উল্টে গিয়েছিল।"}
    form_data = {**FORM, "to_freelancer": "40", "why_en": WHY, "sure": "1"}
    form_error = page(mitu).post(url + "correct/", {**form_data, "reasons_bn": both["reasons_bn"]}).content.decode()
    assert "say what was the mistake in Bangla too" in form_error
    assert not ruled_dispute.corrections.exists()
    assert page(mitu).post(url + "correct/", {**form_data, **both}).status_code == 302
    text = page(moni).get(url + "rule/").content.decode()
    assert WHY in text
    assert both["why_bn"] in text
    correction_actions.confirm_correction(by=moni, correction_id=ruled_dispute.corrections.get().pk)
    in_bangla, in_english = (page(user, user.language).get(url).content.decode() for user in (farida, carla))
    assert both["why_bn"] in in_bangla
    assert WHY not in in_bangla
    assert WHY in in_english


def test_correction_takes_the_mistake_in_both_languages_or_as_one_text(ruled_dispute, mitu, farida):
    farida.language = "bn"
    farida.save()
    both = Decision(usd("40"), ["defects"], {"en": "The files do not open.", "bn": "ফাইলগুলো খোলে না।"})
    kwargs = {"by": mitu, "dispute_id": ruled_dispute.pk, "decision": both}
    with pytest.raises(Invalid) as excinfo:
        correction_actions.propose_correction(**kwargs, why={"en": WHY})
    assert set(excinfo.value.errors) == {"why_bn"}
    correction = correction_actions.propose_correction(**kwargs, why=WHY)
    assert (correction.why, correction.why_en, correction.why_bn) == (WHY, WHY, WHY)


def test_correction_form_is_prefilled_with_the_ruling(page, ruled_dispute, mitu):
    text = page(mitu).get(f"/disputes/{ruled_dispute.pk}/rule/").content.decode()
    form = text[text.index("Correct this ruling") :]
    assert 'value="20.00"' in form
    assert re.search(r'value="defects"[^>]* checked', form)
    assert re.search(r'name="reasons_en"[^>]*>\s*The files do not open\.', form)


def test_ruling_notification_addresses_the_recipient_as_you(ruled_dispute, carla, farida):
    rows = Notification.objects.filter(kind="dispute.final_ruling")
    body = {each.user_id: str(notification_type(each.kind).body) % render_payload(each.facts) for each in rows}
    assert "$20.00 goes to you" in body[farida.pk]
    assert f"back to {carla.display_name}" in body[farida.pk]
    assert f"$20.00 goes to {farida.display_name}" in body[carla.pk]
    assert "back to you" in body[carla.pk]


def test_api_correction_is_proposed_confirmed_and_shown(api, ruled_dispute, mitu, moni, carla, monkeypatch):
    monkeypatch.setattr("market.accounts.mixins.require_second_factor", lambda user: None)
    amount = {"amount": "40.00", "currency": "USD"}
    payload = {"to_freelancer": amount, "grounds": ["defects"], "reasons": "The files do not open."}
    url = f"/api/v1/disputes/{ruled_dispute.pk}/"
    assert api(mitu).get(url).json()["outcome"]["to_freelancer"]["amount"] == "20.00"
    assert api(mitu).get(url).json()["next_deadline"]["what"] == "ruling_holds"
    assert api(mitu).post(url + "corrections/", payload, format="json").json()["errors"].keys() == {"why"}
    response = api(mitu).post(url + "corrections/", {**payload, "why": WHY}, format="json")
    assert (response.status_code, response.json()["was"]["amount"], response.json()["state"]) == (201, "20.00", "open")
    assert api(carla).get(url).json()["corrections"] == []
    confirm = f"/api/v1/corrections/{response.json()['id']}/confirm/"
    assert api(mitu).post(confirm).json()["code"] == "second_person_needed"
    assert api(moni).post(confirm).json()["outcome"]["to_freelancer"]["amount"] == "40.00"
    assert api(carla).get(url).json()["corrections"][0]["why"] == WHY


def test_api_preview_returns_the_sentence_of_a_ruling(api, in_ruling, mitu, monkeypatch):
    monkeypatch.setattr("market.accounts.mixins.require_second_factor", lambda user: None)
    payload = {
        "to_freelancer": {"amount": "70.50", "currency": "USD"},
        "grounds": ["defects"],
        "reasons": "So it was agreed.",
    }
    response = api(mitu).post(f"/api/v1/disputes/{in_ruling.pk}/rule/preview/", payload, format="json")
    assert response.json()["sentence"].startswith("Farida gets $70.50 (seventy dollars and fifty cents), and $30.97")
    assert not in_ruling.rulings.exists()


@pytest.mark.parametrize("thin", ["aaaaaaaaaa", "ok ok ok ok ok", "না না না", "x y z", "..."])
def test_reasons_without_substance_are_invalid(in_ruling, mitu, thin):
    assert not has_substance(thin)
    with pytest.raises(Invalid) as excinfo:
        rulings_actions.give_ruling(
            by=mitu, dispute_id=in_ruling.pk, decision=Decision(usd("60"), ("defects",), {"en": thin})
        )
    assert list(excinfo.value.errors) == ["reasons_en"]


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
def test_amount_in_words_in_english_and_bangla(amount, currency, english, bangla):
    money = Money(Decimal(amount), currency)
    assert (amount_in_words(money, "en"), amount_in_words(money, "bn")) == (english, bangla)


def test_appeal_without_a_free_moderator_notifies_staff_and_parties(
    page, provider, mitu, moni, lead, pavel, carla, farida, travel
):
    dispute = to_ruling(answered(opened(story.submitted(provider, "3000.00"), claim="2000")), travel)
    for by, share in ((mitu, "1500"), (moni, "1600"), (lead, "1700")):
        rulings_actions.give_ruling(
            by=by, dispute_id=dispute.pk, decision=make_decision(share)
        ) if dispute.moderator == by else rulings_actions.give_ruling(
            by=by, dispute_id=dispute.pk, decision=make_decision(share), takes_over=True
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
    assert (dispute.ending, released_and_refunded(dispute)) == ("ruled", (1700, 1300))
