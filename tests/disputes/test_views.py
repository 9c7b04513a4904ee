"""The pages of disputes: all forms, form errors that keep the input, and the moderators' desk."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.accounts.emergencies.actions import take_emergency_right
from market.accounts.models import User
from market.accounts.people.two_person_actions import NotInAnEmergency
from market.contracts.models import Milestone
from market.core.base import clock
from market.core.models import AuditEntry
from market.disputes.claims.companion_actions import ask_trainer
from market.disputes.claims.deadline_actions import end_dispute_step
from market.disputes.claims.offer_actions import offer_split
from market.disputes.models import Dispute
from market.disputes.queries import yearly_figures
from market.disputes.rulings.actions import Decision, give_ruling
from market.disputes.rulings.desk_actions import TiedModerator, hand_over_dispute
from market.messaging.actions import post_message
from tests.disputes.conftest import answered, opened
from tests.payments import story
from tests.payments.story import usd

QUESTIONS = {"reason": "quality", "agreed": "Two drafts.", "happened": "They do not open.", "fair": "Half of it."}


def test_opening_form_creates_a_dispute_with_evidence(page, milestone, carla):
    browser = page(carla)
    url = f"/milestones/{milestone.pk}/dispute/"
    assert "Open a dispute" in browser.get(f"/contracts/{milestone.contract_id}/").content.decode()
    delivery = milestone.deliveries.get()
    form_data = {**QUESTIONS, "claim": "60", "deliveries": [delivery.pk]}
    form_data["uploads"] = SimpleUploadedFile("proof.txt", b"It does not open.")
    response = browser.post(url, form_data)
    dispute = Dispute.objects.get()
    assert response.url == f"/disputes/{dispute.pk}/"
    assert "They do not open." in dispute.statements.get().text
    assert {each.kind for each in dispute.statements.get().evidence.all()} == {"file", "delivery"}
    assert browser.get(url).url == response.url


def test_questions_of_a_claim_stand_in_the_language_of_the_reader(page, api, milestone, carla, farida, mitu):
    page(carla).post(f"/milestones/{milestone.pk}/dispute/", {**QUESTIONS, "claim": "60"})
    User.objects.filter(pk__in=[farida.pk, mitu.pk]).update(language="bn")
    dispute = Dispute.objects.get()
    Dispute.objects.update(ruling_from=clock.now())
    for person, path, question in (
        (carla, "", "What happened?"),
        (farida, "", "কী ঘটেছে?"),
        (mitu, "rule/", "কী ঘটেছে?"),
    ):
        text = page(person).get(f"/disputes/{dispute.pk}/{path}").content.decode()
        assert (text.count(question), text.count("They do not open.")) == (1, 1)
    (statement,) = api(farida).get(f"/api/v1/disputes/{dispute.pk}/").json()["statements"]
    assert statement["answers"] == {"agreed": "Two drafts.", "happened": "They do not open.", "fair": "Half of it."}
    assert statement["text"].startswith("What was agreed?\nTwo drafts.")


def test_invalid_opening_form_keeps_the_input(page, milestone, carla):
    post_message(by=carla, conversation_id=milestone.contract.conversation_id, text="Please mend it.")
    form_data = {**QUESTIONS, "claim": "600", "deliveries": [milestone.deliveries.get().pk]}
    form_data["uploads"] = SimpleUploadedFile("proof.txt", b"It does not open.")
    response = page(carla).post(f"/milestones/{milestone.pk}/dispute/", form_data)
    text = response.content.decode()
    assert response.status_code == 400
    for value in ("They do not open.", "Half of it.", 'value="600"', "proof.txt", "$100.00"):
        assert value in text, value
    assert "do you claim? Claim more than nothing" in text
    assert 'name="deliveries" value="' in text
    assert "checked" in text.split('name="deliveries"')[1].split(">")[0]


def test_dispute_is_answered_and_settled_by_forms(page, milestone, dispute, carla, farida):
    url = f"/disputes/{dispute.pk}/"
    assert "Your answer" in page(farida).get(url).content.decode()
    assert page(farida).post(url + "answer/", {"statement": "They do."}).url == url
    assert page(carla).post(url + "offer/", {"to_freelancer": "৫৫"}).url == url
    text = page(farida).get(url).content.decode()
    assert "Carla offers to settle" in text
    offer = dispute.offers.get()
    assert page(farida).post(f"/settlements/{offer.pk}/accept/").url == url
    settled_text = page(farida).get(url).content.decode()
    assert "$55.00" in settled_text
    assert "Both agreed" in page(carla).get("/disputes/").content.decode()


def test_invalid_answer_and_offer_are_400_and_keep_the_input(page, dispute, farida):
    response = page(farida).post(f"/disputes/{dispute.pk}/answer/", {"statement": ""})
    assert (response.status_code, dispute.statements.count()) == (400, 1)
    offer_response = page(farida).post(f"/disputes/{dispute.pk}/offer/", {"to_freelancer": "101"})
    assert offer_response.status_code == 400
    assert 'value="101"' in offer_response.content.decode()


def test_action_buttons_show_a_message(page, dispute, carla, farida):
    url = f"/disputes/{dispute.pk}/"
    assert "Only the freelancer" in page(carla).post(url + "trainer/", follow=True).content.decode()
    assert "other side answers" in page(carla).post(url + "concede/", follow=True).content.decode()
    assert "withdrawn" in page(carla).post(url + "withdraw/", follow=True).content.decode()


def test_ruling_page_says_by_what_both_see_that_it_is_done(page, in_ruling, mitu):
    Milestone.objects.filter(pk=in_ruling.milestone_id).update(done_when="Three ideas as PDF.")
    assert "Three ideas as PDF." in page(mitu).get(f"/disputes/{in_ruling.pk}/rule/").content.decode()


def test_desk_lists_waiting_disputes_and_saves_draft_and_ruling(page, in_ruling, mitu, farida, carla):
    browser = page(mitu)
    assert "First part" not in browser.get("/disputes/desk/?tab=closed").content.decode()
    assert "Part 1" in browser.get("/disputes/desk/").content.decode()
    url = f"/disputes/{in_ruling.pk}/rule/"
    text = browser.get(url).content.decode()
    assert "It is not what we agreed." in text
    draft = browser.post(url, {"to_freelancer": "50", "draft": "1"})
    assert draft.url == url
    assert 'value="50.00"' in browser.get(url).content.decode()
    missing = browser.post(url, {"to_freelancer": "70", "grounds": ["defects"], "reasons_en": ""})
    assert missing.status_code == 400
    response = browser.post(
        url, {"to_freelancer": "70", "grounds": ["defects"], "reasons_en": "They do not open.", "sure": "1"}
    )
    assert response.url == "/disputes/desk/"
    for person in (farida, carla):
        assert "They do not open." in page(person).get(f"/disputes/{in_ruling.pk}/").content.decode()


def test_moderator_opens_the_conversation_only_with_a_reason(page, in_ruling, mitu, carla):
    post_message(by=carla, conversation_id=in_ruling.contract.conversation_id, text="A private word.")
    browser = page(mitu)
    assert "A private word." not in browser.get(f"/disputes/{in_ruling.pk}/rule/").content.decode()
    assert browser.post(f"/disputes/{in_ruling.pk}/talk/", {"reason": ""}).status_code == 400
    text = browser.post(f"/disputes/{in_ruling.pk}/talk/", {"reason": "Was time granted?"}).content.decode()
    assert "A private word." in text
    assert AuditEntry.objects.filter(code="dispute.talk_opened", by=mitu).count() == 1


def test_handover_form_requires_a_reason(page, in_ruling, mitu, moni):
    url = f"/disputes/{in_ruling.pk}/hand-over/"
    assert page(mitu).post(url, {"to": moni.pk, "reason": ""}).status_code == 400
    assert page(mitu).post(url, {"to": moni.pk, "reason": "Ill"}).url == "/disputes/desk/"
    assert "Part 1" in page(moni).get("/disputes/desk/").content.decode()


def test_appeal_form_and_ruling_by_another_moderator(page, in_ruling, mitu, moni, farida):
    form_data = {"to_freelancer": "40", "grounds": ["defects"], "reasons_en": "So it was agreed.", "sure": "1"}
    page(mitu).post(f"/disputes/{in_ruling.pk}/rule/", form_data)
    url = f"/disputes/{in_ruling.pk}/"
    assert "Appeal to another moderator" in page(farida).get(url).content.decode()
    assert page(farida).post(url + "appeal/", {"statement": "Look again."}).url == url
    assert page(mitu).get(url + "rule/").status_code == 200
    assert page(mitu).post(url + "rule/", form_data).status_code == 403
    assert page(moni).post(url + "rule/", {**form_data, "to_freelancer": "80"}).status_code == 302


def test_public_figures_hide_small_counts(page, provider, mitu, carla, farida, travel):
    assert "Not enough yet" in page().get("/disputes/figures/").content.decode()
    for _ in range(5):
        opened(story.submitted(provider, "20.00"), claim="10")
    travel(timedelta(days=5))
    text = page().get("/disputes/figures/").content.decode()
    assert f"{clock.local(clock.now()).year} <span" in text
    assert "so far" in text
    assert "No answer came in time: <b" in text
    assert "5 disputes were settled or decided" in text


def test_public_figures_cannot_be_derived_by_subtraction(page, provider, carla, farida, travel):
    """Of seven, five gave the freelancer a part and two nothing: the count of five would reveal the two."""
    for claim in ("10", "10", "10", "10", "10", "20", "20"):
        opened(story.submitted(provider, "20.00"), claim=claim)
    travel(timedelta(days=5))
    (year,) = yearly_figures()
    assert (year.count, year.by_client, year.endings) == (7, {}, {"silence": 7})
    assert "What the freelancer got" not in page().get("/disputes/figures/").content.decode()
    for _ in range(3):
        opened(story.submitted(provider, "20.00"), claim="20")
    travel(timedelta(days=5))
    (year,) = yearly_figures()
    assert (year.by_client, year.by_freelancer) == ({"part": 5, "none": 5}, {})


@pytest.mark.parametrize("path", ["/disputes/", "/disputes/grounds/"])
def test_empty_pages_return_200(page, omar, path):
    assert page(omar).get(path).status_code == 200


def test_my_work_lists_the_tasks_of_a_dispute(page, dispute, farida, carla, mitu, travel):
    assert "Answer the dispute" in page(farida).get("/my-work/").content.decode()
    answered(dispute)
    assert "Answer the dispute" not in page(farida).get("/my-work/").content.decode()
    page(carla).post(f"/disputes/{dispute.pk}/offer/", {"to_freelancer": "55"})
    assert "Answer the offer to settle" in page(farida).get("/my-work/").content.decode()
    travel(timedelta(days=7))
    assert "Rule on the dispute" in page(mitu).get("/my-work/").content.decode()


def test_workroom_and_calendar_show_the_dispute_deadline(page, milestone, dispute, farida, carla):
    room, file = f"/contracts/{milestone.contract_id}/", f"/contracts/{milestone.contract_id}/calendar.ics"
    for person, button, entry in (
        (farida, "Answer the dispute", "Answer the dispute of “Logo for a tea shop: Part 1”"),
        (carla, "See the dispute", "The dispute of “Logo for a tea shop: Part 1” goes on"),
    ):
        text = page(person).get(room).content.decode()
        assert button in text
        assert "the money is frozen" in text
        calendar = page(person).get(file).content.decode().replace("\r\n ", "")
        assert (entry in calendar, f"dispute-{dispute.pk}-due_at" in calendar) == (True, True)
    answered(dispute)
    assert "Answer the dispute of" not in page(farida).get(file).content.decode().replace("\r\n ", "")


def test_assignment_notification_redirects_to_the_ruling_page(page, in_ruling, mitu, omar):
    notification = mitu.notifications.get(kind="dispute.assigned")
    response = page(mitu).get(f"/notifications/{notification.pk}/", follow=True)
    assert (response.status_code, response.redirect_chain[-1][0]) == (200, f"/disputes/{in_ruling.pk}/rule/")
    assert page(omar).get(in_ruling.get_absolute_url()).status_code == 404


def test_moderator_opening_the_record_is_written_to_the_access_log(page, in_ruling, mitu, moni, lead, carla):
    for moderator in (mitu, moni):
        for _again in range(2):
            assert page(moderator).get(f"/disputes/{in_ruling.pk}/rule/").status_code == 200
    page(carla).get(f"/disputes/{in_ruling.pk}/")
    entries = AuditEntry.objects.filter(code="dispute.record_opened").order_by("pk")
    in_ruling.refresh_from_db()
    assigned = {mitu.pk: "no", moni.pk: "no", in_ruling.moderator_id: "yes"}
    assert [(each.by_id, each.facts["assigned"]) for each in entries] == [
        (user.pk, assigned[user.pk]) for user in (mitu, moni)
    ]
    text = page(lead).get("/staff/looks/").content.decode()
    assert "They are to rule on it." in text
    assert f"/disputes/{in_ruling.pk}/rule/" in text


def test_emergency_moderator_rules_only_where_one_ruling_is_enough(in_ruling, pavel, lead):
    take_emergency_right(by=pavel, role="moderator", reason="All moderators are ill and a deadline is near.")
    decision = Decision(usd("50"), ("defects",), {"en": "It was agreed so."})
    Dispute.objects.filter(pk=in_ruling.pk).update(needs_two=True)
    with pytest.raises(NotInAnEmergency):
        give_ruling(by=pavel, dispute_id=in_ruling.pk, decision=decision)
    Dispute.objects.filter(pk=in_ruling.pk).update(needs_two=False, state="appealed")
    with pytest.raises(NotInAnEmergency):
        give_ruling(by=pavel, dispute_id=in_ruling.pk, decision=decision)
    Dispute.objects.filter(pk=in_ruling.pk).update(state="ruling")
    hand_over_dispute(by=pavel, dispute_id=in_ruling.pk, to_id=pavel.pk, reason="All are ill.")
    give_ruling(by=pavel, dispute_id=in_ruling.pk, decision=decision)
    assert AuditEntry.objects.get(code="ruling.given").facts["emergency"] == "moderator"


def test_emergency_moderator_with_a_conflict_of_interest_cannot_rule(in_ruling, carla):
    carla.roles = ["operator"]
    carla.save()
    take_emergency_right(by=carla, role="moderator", reason="All moderators are ill and a deadline is near.")
    with pytest.raises(TiedModerator):
        give_ruling(by=carla, dispute_id=in_ruling.pk, decision=Decision(usd("50"), ("defects",), {"en": "Mine."}))


def test_ruling_page_shows_the_whole_record(page, in_ruling, mitu):
    text = page(mitu).get(f"/disputes/{in_ruling.pk}/rule/").content.decode()
    assert "Everything that was done, step by step" in text
    assert "answered in the dispute of" in text
    assert "formnovalidate" in text  # a draft may be saved without reasons


@pytest.mark.parametrize(("share", "fee"), [("45.50", "2.72"), ("40", "3.00"), ("100", "0.00")])
def test_ruling_draft_shows_the_fee_that_will_be_refunded(page, in_ruling, mitu, share, fee):
    url = f"/disputes/{in_ruling.pk}/rule/"
    page(mitu).post(url, {"to_freelancer": share, "draft": "1"})
    assert f"${fee} of the fee" in page(mitu).get(url).content.decode()
    form_data = {"to_freelancer": share, "grounds": ["defects"], "reasons_en": "So it was agreed.", "sure": "1"}
    page(mitu).post(url, form_data)
    dispute = Dispute.objects.get(pk=in_ruling.pk)
    end_appeal_time(dispute)
    refund = dispute.milestone.refunds.first()
    assert (refund.fee_value if refund else Decimal("0.00")) == Decimal(fee)


def end_appeal_time(dispute: Dispute) -> None:
    """End the time to appeal now."""
    Dispute.objects.filter(pk=dispute.pk).update(due_at=clock.now())
    end_dispute_step(dispute_id=dispute.pk)


def test_invalid_share_shows_no_split(page, in_ruling, mitu):
    url = f"/disputes/{in_ruling.pk}/rule/"
    for share in ("", "1000", "some"):
        assert "of the fee</span>" not in page(mitu).post(url, {"to_freelancer": share}).content.decode()


def test_too_many_files_show_a_form_error(page, dispute, farida):
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(1000)]
    response = page(farida).post(f"/disputes/{dispute.pk}/answer/", {"statement": "All of it", "uploads": files})
    assert response.status_code == 400
    assert "Too many files were sent at once" in response.content.decode()
    dispute.refresh_from_db()
    assert dispute.state == "opened"


def test_answer_form_stands_below_the_claim(page, dispute, farida):
    text = page(farida).get(f"/disputes/{dispute.pk}/").content.decode()
    assert text.index('id="said"') < text.index('id="answer"')
    assert "An offer is no answer" in text


def test_opening_form_explains_small_claims(page, milestone, carla):
    text = page(carla).get(f"/milestones/{milestone.pk}/dispute/").content.decode()
    assert "A claim of up to $50.00 is a small one" in text
    assert "within 5 days, without appeal" in text


def test_ruling_page_says_whether_the_ruling_is_final(page, in_ruling, mitu, milestone, provider):
    small = answered(opened(story.submitted(provider, "60.00"), claim="50"))
    texts = [page(mitu).get(f"/disputes/{each.pk}/rule/").content.decode() for each in (in_ruling, small)]
    assert ["the money moves some hours later" in text for text in texts] == [False, True]


def test_trainer_sees_no_buttons_of_a_party_and_has_a_task(page, api, dispute, carla, farida, tahmina):
    batch = farida.certificate.batch
    batch.trainer = tahmina
    batch.save(update_fields=["trainer"])
    offer = offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd("50"))
    ask_trainer(by=farida, dispute_id=dispute.pk)
    text = page(tahmina).get(f"/disputes/{dispute.pk}/").content.decode()
    for verb in ("accept", "decline"):
        assert f"/settlements/{offer.pk}/{verb}/" not in text
    for verb in ("answer", "appeal", "offer", "concede", "withdraw", "trainer"):
        assert f"/disputes/{dispute.pk}/{verb}/" not in text
    assert f"/disputes/{dispute.pk}/say/" in text
    assert "$50.00" in text
    assert f"/settlements/{offer.pk}/accept/" in page(farida).get(f"/disputes/{dispute.pk}/").content.decode()
    assert f'href="/disputes/{dispute.pk}/"' in page(tahmina).get("/my-work/").content.decode()
    assert "stand_by" in [each["kind"] for each in api(tahmina).get("/api/v1/me/home/").json()["tasks"]]
