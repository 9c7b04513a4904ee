"""What happens in a dispute without a user: reminders, reassignment, progress texts, notifications."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from market.accounts.models import User
from market.contracts.models import Milestone
from market.contracts.workroom import transitions
from market.contracts.workroom.actions import submit_work
from market.core.base import clock
from market.core.base.clock import run_due
from market.core.base.time_zones import moment
from market.core.models import AuditEntry
from market.disputes.claims import actions as claims_actions
from market.disputes.claims import common, companion_actions, deadline_actions, offer_actions
from market.disputes.claims.evidence_actions import StatementContent
from market.disputes.claims.progress import deadline_of, steps
from market.disputes.models import Dispute
from market.disputes.rulings import actions as rulings_actions
from market.disputes.rulings import desk_actions
from market.disputes.rulings.actions import Decision
from market.files.actions import keep_upload
from market.notifications.inbox.types import notification_type
from market.notifications.models import Notification
from market.training.models import Batch
from tests import make
from tests.disputes.conftest import answered, opened, to_ruling
from tests.payments import story
from tests.payments.story import usd

Ending = Dispute.Ending


def make_decision(share: str) -> Decision:
    return Decision(usd(share), ("defects",), {"en": "The files do not open.", "bn": "ফাইল খোলে না।"})


def latest_notification(user: User, code: str) -> Notification | None:
    return Notification.objects.filter(user=user, kind=code).last()


def progress_details(dispute: Dispute) -> dict[str, str]:
    """The progress of the dispute: the text at each step."""
    return {each.title: each.detail for each in steps(dispute)}


def update_user(person: User, **how: object) -> None:
    User.objects.filter(pk=person.pk).update(**how)


def test_a_party_is_called_you_to_itself(dispute, farida, carla):
    texts = {user: " ".join(step.detail for step in steps(dispute, user.pk)) for user in (farida, carla)}
    assert "for you" in texts[farida]
    assert "Farida" not in texts[farida]
    assert "back to you" in texts[carla]
    assert "Carla" not in texts[carla]


def test_unanswered_dispute_sends_two_reminders(dispute, farida, carla, travel, mailbox):
    travel(timedelta(days=2, hours=23))
    assert latest_notification(farida, "dispute.unanswered") is None
    travel(timedelta(hours=2))
    assert latest_notification(farida, "dispute.unanswered").facts["to_freelancer"]["money"] == "40.00"
    assert latest_notification(carla, "dispute.unanswered") is None
    travel(timedelta(days=1))
    assert Notification.objects.filter(kind="dispute.unanswered").count() == 2
    assert [mail.to for mail in mailbox if mail.subject.startswith("Answer the dispute")] == [[farida.email]] * 2


def test_answered_dispute_sends_no_reminder(dispute, farida, travel):
    answered(dispute)
    travel(timedelta(days=4))
    assert latest_notification(farida, "dispute.unanswered") is None


def test_deadline_processed_late_sends_no_reminder(dispute, farida, jump):
    jump(timedelta(days=8))
    run_due()
    dispute.refresh_from_db()
    assert dispute.ending == Ending.SILENCE
    assert latest_notification(farida, "dispute.unanswered") is None


@pytest.mark.parametrize("code", ["opened", "unanswered", "bank", "ruling_given", "decided", "silence"])
def test_notifications_with_money_at_stake_are_always_mailed(code):
    assert notification_type(f"dispute.{code}").is_always_mailed


@pytest.mark.parametrize("how", [{"is_active": False}, {"roles": []}], ids=["closed", "no role"])
def test_dispute_of_an_unavailable_moderator_is_reassigned(in_ruling, mitu, moni, travel, how):
    assert in_ruling.moderator == mitu
    update_user(mitu, **how)
    travel(timedelta(days=1))
    in_ruling.refresh_from_db()
    assert in_ruling.moderator == moni
    assert latest_notification(moni, "dispute.assigned") is not None
    rulings_actions.give_ruling(by=moni, dispute_id=in_ruling.pk, decision=make_decision("60"))


def test_available_moderator_keeps_the_dispute(in_ruling, mitu, moni, travel):
    travel(timedelta(days=3))
    in_ruling.refresh_from_db()
    assert in_ruling.moderator == mitu
    assert Notification.objects.filter(kind="dispute.assigned").count() == 1


def test_new_moderator_is_assigned_waiting_disputes(dispute, travel):
    answered(dispute)
    waiting = to_ruling(dispute, travel)
    assert waiting.moderator is None
    moni = make.make_person("Moni", roles=[User.Role.MODERATOR])
    travel(timedelta(days=1))
    waiting.refresh_from_db()
    assert waiting.moderator == moni


def test_midpoint_of_two_rulings_holds_without_a_third_ruling(provider, mitu, moni, travel, page):
    dispute = opened(story.submitted(provider, "2000.00"), claim="2000")
    answered(dispute)
    to_ruling(dispute, travel)
    rulings_actions.give_ruling(by=mitu, dispute_id=dispute.pk, decision=make_decision("100"))
    rulings_actions.give_ruling(by=moni, dispute_id=dispute.pk, decision=make_decision("100.03"))
    travel(timedelta(days=14))
    dispute.refresh_from_db()
    assert (dispute.can_be_appealed, str(dispute.to_freelancer_value)) == (True, "100.02")
    notification = latest_notification(dispute.contract.client, "dispute.ruling_given")
    assert notification.facts["reasons"]["in"]["bn"].count("ফাইল") == 2
    text = page(dispute.contract.client).get(f"/disputes/{dispute.pk}/").content.decode()
    assert "the middle of the two holds" in text


def test_first_ruling_holds_on_the_last_day_of_holding(provider, mitu, moni, travel):
    milestone = story.submitted(provider, "2000.00")
    dispute = opened(milestone, claim="2000")
    answered(dispute)
    to_ruling(dispute, travel)
    rulings_actions.give_ruling(by=mitu, dispute_id=dispute.pk, decision=make_decision("700"))
    last = clock.now() + timedelta(days=1)
    Milestone.objects.filter(pk=milestone.pk).update(last_day_at=last)
    Dispute.objects.filter(pk=dispute.pk).update(due_at=last)
    travel(timedelta(days=1))
    dispute.refresh_from_db()
    assert (dispute.ending, dispute.to_freelancer_value) == (Ending.RULED, 700)


def test_progress_shows_the_default_outcome_of_each_step(dispute, mitu, farida, travel):
    details = progress_details(dispute)
    assert details["Answer"] == "Without one: $40.00 for Farida, $63.00 ($60.00 and our fee of $3.00) back to Carla."
    assert details["Both may settle"] == "7 days. Then a moderator decides."
    assert details["A moderator decides"] == "14 days. If none does: $100.00 for Farida, $0.00 back to Carla."
    assert details["Time to appeal"] == "7 days. Then the ruling holds."
    assert details["The money moves"].startswith("By ")
    answered(dispute)
    to_ruling(dispute, travel)
    assert progress_details(dispute)["A moderator decides"].startswith("If none does: $100.00")
    rulings_actions.give_ruling(by=mitu, dispute_id=dispute.pk, decision=make_decision("60"))
    dispute.refresh_from_db()
    assert progress_details(dispute)["Time to appeal"] == "Then the ruling holds."
    rulings_actions.appeal_ruling(by=farida, dispute_id=dispute.pk, content=StatementContent("Look again."))
    dispute = Dispute.objects.get(pk=dispute.pk)
    assert "Appealed" in progress_details(dispute)
    travel(timedelta(days=14))
    dispute.refresh_from_db()
    assert steps(dispute)[-1].detail == "Nobody decided on the appeal in time, so the first ruling holds."


def test_progress_steps_of_small_and_large_claims(provider):
    claim = opened(story.submitted(provider, "60.00"), claim="50")
    small = progress_details(claim)
    assert list(small) == ["Opened", "Answer", "A moderator decides", "The money moves"]
    latest = claim.due_at + timedelta(
        days=settings.LIFECYCLE.small_claim_days, hours=settings.LIFECYCLE.correction_hours
    )
    assert small["The money moves"] == f"By {moment(latest)} at the latest."
    assert progress_details(answered(claim))["The money moves"] != small["The money moves"]
    large = progress_details(opened(story.submitted(provider, "2000.00"), claim="1500"))
    assert large["Two moderators decide"].startswith("14 days. Where they differ")


def test_progress_shows_the_default_outcome_on_the_last_day(milestone):
    Milestone.objects.filter(pk=milestone.pk).update(last_day_at=clock.now() + timedelta(days=3))
    details = progress_details(opened(milestone))
    assert details["Answer"] == "Then it is the last day: $100.00 for Farida, $0.00 back to Carla."


def test_deadlines_pause_and_offer_stays_during_a_bank_review(dispute, carla, farida, jump):
    offer = offer_actions.offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd("50"))
    milestone = Milestone.objects.get(pk=dispute.milestone_id)
    transitions.freeze(milestone, at=clock.now())
    jump(timedelta(days=4))
    run_due()
    dispute = Dispute.objects.get(pk=dispute.pk)
    assert deadline_of(dispute) is None
    assert [each.when for each in steps(dispute) if each.state == "now"] == [None]
    with pytest.raises(Exception, match="bank") as excinfo:
        offer_actions.accept_offer(by=farida, offer_id=offer.pk)
    assert excinfo.value.code == "hold_frozen"
    assert latest_notification(farida, "dispute.unanswered") is None
    transitions.thaw(Milestone.objects.get(pk=milestone.pk), at=clock.now())
    dispute.refresh_from_db()
    assert dispute.look_at == dispute.due_at - timedelta(days=2)


def test_claim_cannot_be_conceded_after_the_ruling(in_ruling, mitu, farida, page):
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=make_decision("60"))
    with pytest.raises(common.DisputeNotReady):
        claims_actions.concede_dispute(by=farida, dispute_id=in_ruling.pk)
    assert f"/disputes/{in_ruling.pk}/concede/" not in page(farida).get(f"/disputes/{in_ruling.pk}/").content.decode()


def test_ruling_mail_gives_the_reasons_in_the_recipients_language(in_ruling, mitu, carla, farida, mailbox):
    update_user(farida, language="bn")
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=make_decision("60"))
    make.run_jobs()
    mails = {mail.to[0]: mail.body for mail in mailbox}
    assert "Faults in the work" in mails[carla.email]
    assert "The files do not open." in mails[carla.email]
    assert "ফাইল খোলে না।" in mails[farida.email]
    assert "কাজে ত্রুটি" in mails[farida.email]
    audit_text = AuditEntry.objects.get(code="dispute.ruling_given").facts["said"]
    assert "The files do not open." not in audit_text


def test_ruling_on_a_small_claim_is_mailed_as_decided(mitu, milestone, carla, mailbox):
    dispute = answered(opened(milestone, claim="50"))
    rulings_actions.give_ruling(by=mitu, dispute_id=dispute.pk, decision=make_decision("60"))
    make.run_jobs()
    mails = {mail.subject: mail.body for mail in mailbox if mail.to == [carla.email]}
    [subject] = [each for each in mails if "decided the dispute" in each]
    assert "Part 1" in subject
    assert "The files do not open." in mails[subject]
    assert not any(each.startswith("The ruling on") for each in mails)


def test_list_shows_that_a_ruling_can_be_appealed(in_ruling, mitu, page, carla):
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=make_decision("60"))
    assert "Ruled, can be appealed" in page(carla).get("/disputes/").content.decode()


def test_dispute_page_has_no_forbidden_links_for_the_trainer(dispute, farida, tahmina, page):
    Batch.objects.filter(certificates__holder=farida).update(trainer=tahmina)
    companion_actions.ask_trainer(by=farida, dispute_id=dispute.pk)
    browser = page(tahmina)
    text = browser.get(f"/disputes/{dispute.pk}/").content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    for url in set(re.findall(r'href="(/(?!static/)[^"#]*)', main)):
        assert browser.get(url).status_code == 200, url
    browser.post(f"/disputes/{dispute.pk}/say/", {"statement": "She asked me about it in class."})
    assert "Both sides were notified." in browser.get(f"/disputes/{dispute.pk}/").content.decode()


def test_trainer_can_open_only_deliveries_given_as_evidence(provider, carla, farida, tahmina, page):
    milestone = story.funded(provider, "100.00")
    upload = keep_upload(by=farida, file=SimpleUploadedFile("draft.txt", b"A draft"))
    submit_work(by=farida, milestone_id=milestone.pk, note="Here.", file_ids=[str(upload.pk)])
    dispute = opened(Milestone.objects.get(pk=milestone.pk))
    Batch.objects.filter(certificates__holder=farida).update(trainer=tahmina)
    companion_actions.ask_trainer(by=farida, dispute_id=dispute.pk)
    assert page(tahmina).get(f"/files/{upload.pk}/").status_code == 404
    delivery = milestone.deliveries.get()
    claims_actions.add_statement(
        by=farida, dispute_id=dispute.pk, content=StatementContent("See it.", deliveries=[delivery.pk])
    )
    for person in (tahmina, carla):
        response = page(person).get(f"/files/{upload.pk}/")
        assert response.getvalue() == b"A draft"
        response.close()


def test_deadline_actions_do_nothing_before_the_due_time(dispute, farida):
    deadline_actions.look_after_dispute(dispute_id=dispute.pk)
    deadline_actions.end_dispute_step(dispute_id=dispute.pk)
    dispute.refresh_from_db()
    assert (dispute.state, latest_notification(farida, "dispute.unanswered")) == (Dispute.State.OPENED, None)


def test_taking_over_does_not_notify_the_new_moderator(in_ruling, moni, mitu):
    desk_actions.hand_over_dispute(by=moni, dispute_id=in_ruling.pk, to_id=moni.pk, reason="She is ill.")
    in_ruling.refresh_from_db()
    assert (in_ruling.moderator, latest_notification(moni, "dispute.assigned")) == (moni, None)
