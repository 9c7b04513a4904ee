"""The pages: a whole dispute by forms, what is refused with all that was typed, and the moderators' desk."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.accounts.emergencies.actions import take_emergency_right
from market.accounts.people.two_person_actions import NotInAnEmergency
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


def test_a_dispute_is_opened_by_its_questions(page, milestone, carla):
    browser = page(carla)
    here = f"/milestones/{milestone.pk}/dispute/"
    assert "Open a dispute" in browser.get(f"/contracts/{milestone.contract_id}/").content.decode()
    delivery = milestone.deliveries.get()
    sent = {**QUESTIONS, "claim": "60", "deliveries": [delivery.pk]}
    sent["uploads"] = SimpleUploadedFile("proof.txt", b"It does not open.")
    answer = browser.post(here, sent)
    dispute = Dispute.objects.get()
    assert answer.url == f"/disputes/{dispute.pk}/"
    assert "They do not open." in dispute.statements.get().text
    assert {each.kind for each in dispute.statements.get().evidence.all()} == {"file", "delivery"}
    assert browser.get(here).url == answer.url


def test_nothing_typed_is_lost(page, milestone, carla):
    post_message(by=carla, conversation_id=milestone.contract.conversation_id, text="Please mend it.")
    sent = {**QUESTIONS, "claim": "600", "deliveries": [milestone.deliveries.get().pk]}
    sent["uploads"] = SimpleUploadedFile("proof.txt", b"It does not open.")
    answer = page(carla).post(f"/milestones/{milestone.pk}/dispute/", sent)
    text = answer.content.decode()
    assert answer.status_code == 400
    for kept in ("They do not open.", "Half of it.", 'value="600"', "proof.txt", "$100.00"):
        assert kept in text, kept
    assert "do you claim? Claim more than nothing" in text
    assert 'name="deliveries" value="' in text
    assert "checked" in text.split('name="deliveries"')[1].split(">")[0]


def test_both_sides_go_the_whole_way(page, milestone, dispute, carla, farida):
    here = f"/disputes/{dispute.pk}/"
    assert "Your answer" in page(farida).get(here).content.decode()
    assert page(farida).post(here + "answer/", {"statement": "They do."}).url == here
    assert page(carla).post(here + "offer/", {"to_freelancer": "৫৫"}).url == here
    text = page(farida).get(here).content.decode()
    assert "Carla offers to settle" in text
    offer = dispute.offers.get()
    assert page(farida).post(f"/settlements/{offer.pk}/accept/").url == here
    done = page(farida).get(here).content.decode()
    assert "$55.00" in done
    assert "Both agreed" in page(carla).get("/disputes/").content.decode()


def test_a_refused_answer_stands_there_again(page, dispute, farida):
    answer = page(farida).post(f"/disputes/{dispute.pk}/answer/", {"statement": ""})
    assert (answer.status_code, dispute.statements.count()) == (400, 1)
    too_much = page(farida).post(f"/disputes/{dispute.pk}/offer/", {"to_freelancer": "101"})
    assert too_much.status_code == 400
    assert 'value="101"' in too_much.content.decode()


def test_buttons_say_what_came_of_them(page, dispute, carla, farida):
    here = f"/disputes/{dispute.pk}/"
    assert "Only the freelancer" in page(carla).post(here + "trainer/", follow=True).content.decode()
    assert "other side answers" in page(carla).post(here + "concede/", follow=True).content.decode()
    assert "withdrawn" in page(carla).post(here + "withdraw/", follow=True).content.decode()


def test_the_desk_shows_what_waits_and_takes_a_ruling(page, in_ruling, mitu, farida, carla):
    browser = page(mitu)
    assert "First part" not in browser.get("/disputes/desk/?tab=closed").content.decode()
    assert "Part 1" in browser.get("/disputes/desk/").content.decode()
    here = f"/disputes/{in_ruling.pk}/rule/"
    text = browser.get(here).content.decode()
    assert "It is not what we agreed." in text
    draft = browser.post(here, {"to_freelancer": "50", "draft": "1"})
    assert draft.url == here
    assert 'value="50.00"' in browser.get(here).content.decode()
    missing = browser.post(here, {"to_freelancer": "70", "grounds": ["defects"], "reasons_en": ""})
    assert missing.status_code == 400
    given = browser.post(
        here, {"to_freelancer": "70", "grounds": ["defects"], "reasons_en": "They do not open.", "sure": "1"}
    )
    assert given.url == "/disputes/desk/"
    for person in (farida, carla):
        assert "They do not open." in page(person).get(f"/disputes/{in_ruling.pk}/").content.decode()


def test_their_talk_is_opened_with_a_reason_only(page, in_ruling, mitu, carla):
    post_message(by=carla, conversation_id=in_ruling.contract.conversation_id, text="A private word.")
    browser = page(mitu)
    assert "A private word." not in browser.get(f"/disputes/{in_ruling.pk}/rule/").content.decode()
    assert browser.post(f"/disputes/{in_ruling.pk}/talk/", {"reason": ""}).status_code == 400
    text = browser.post(f"/disputes/{in_ruling.pk}/talk/", {"reason": "Was time granted?"}).content.decode()
    assert "A private word." in text
    assert AuditEntry.objects.filter(code="dispute.talk_opened", by=mitu).count() == 1


def test_it_is_handed_over_by_the_desk(page, in_ruling, mitu, moni):
    here = f"/disputes/{in_ruling.pk}/hand-over/"
    assert page(mitu).post(here, {"to": moni.pk, "reason": ""}).status_code == 400
    assert page(mitu).post(here, {"to": moni.pk, "reason": "Ill"}).url == "/disputes/desk/"
    assert "Part 1" in page(moni).get("/disputes/desk/").content.decode()


def test_an_appeal_by_the_page(page, in_ruling, mitu, moni, farida):
    sent = {"to_freelancer": "40", "grounds": ["defects"], "reasons_en": "So it was agreed.", "sure": "1"}
    page(mitu).post(f"/disputes/{in_ruling.pk}/rule/", sent)
    here = f"/disputes/{in_ruling.pk}/"
    assert "Appeal to another moderator" in page(farida).get(here).content.decode()
    assert page(farida).post(here + "appeal/", {"statement": "Look again."}).url == here
    assert page(mitu).get(here + "rule/").status_code == 200
    assert page(mitu).post(here + "rule/", sent).status_code == 403
    assert page(moni).post(here + "rule/", {**sent, "to_freelancer": "80"}).status_code == 302


def test_figures_are_published_without_small_numbers(page, provider, mitu, carla, farida, travel):
    assert "Not enough yet" in page().get("/disputes/figures/").content.decode()
    for _ in range(5):
        opened(story.submitted(provider, "20.00"), claim="10")
    travel(timedelta(days=5))
    text = page().get("/disputes/figures/").content.decode()
    assert f"{clock.local(clock.now()).year} <span" in text
    assert "so far" in text
    assert "No answer came in time: <b" in text
    assert "5 disputes were settled or decided" in text


def test_no_figure_can_be_found_by_subtraction(page, provider, carla, farida, travel):
    """Of seven, five gave her a part and two nothing: the five would tell of the two."""
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
def test_pages_without_anything(page, omar, path):
    assert page(omar).get(path).status_code == 200


def test_my_work_says_what_waits(page, dispute, farida, carla, mitu, travel):
    assert "Answer the dispute" in page(farida).get("/my-work/").content.decode()
    answered(dispute)
    assert "Answer the dispute" not in page(farida).get("/my-work/").content.decode()
    page(carla).post(f"/disputes/{dispute.pk}/offer/", {"to_freelancer": "55"})
    assert "Answer the offer to settle" in page(farida).get("/my-work/").content.decode()
    travel(timedelta(days=7))
    assert "Rule on the dispute" in page(mitu).get("/my-work/").content.decode()


def test_the_workroom_and_the_calendar_lead_to_it(page, milestone, dispute, farida, carla):
    room, file = f"/contracts/{milestone.contract_id}/", f"/contracts/{milestone.contract_id}/calendar.ics"
    for person, button, entry in (
        (farida, "Answer the dispute", "Answer the dispute of “Part 1”"),
        (carla, "Open the dispute", "The dispute of “Part 1” goes on"),
    ):
        text = page(person).get(room).content.decode()
        assert button in text
        assert "the money is frozen" in text
        found = page(person).get(file).content.decode().replace("\r\n ", "")
        assert (entry in found, f"dispute-{dispute.pk}-due_at" in found) == (True, True)
    answered(dispute)
    assert "Answer the dispute of" not in page(farida).get(file).content.decode().replace("\r\n ", "")


def test_news_lead_a_moderator_to_the_page_on_which_she_rules(page, in_ruling, mitu, omar):
    news = mitu.notifications.get(kind="dispute.assigned")
    led = page(mitu).get(f"/notifications/{news.pk}/", follow=True)
    assert (led.status_code, led.redirect_chain[-1][0]) == (200, f"/disputes/{in_ruling.pk}/rule/")
    assert page(omar).get(in_ruling.get_absolute_url()).status_code == 404


def test_opening_the_record_is_a_look_of_the_moderator_alone(page, in_ruling, mitu, moni, lead, carla):
    for moderator in (mitu, moni):
        for _again in range(2):
            assert page(moderator).get(f"/disputes/{in_ruling.pk}/rule/").status_code == 200
    page(carla).get(f"/disputes/{in_ruling.pk}/")
    looks = AuditEntry.objects.filter(code="dispute.record_opened").order_by("pk")
    in_ruling.refresh_from_db()
    given = {mitu.pk: "no", moni.pk: "no", in_ruling.moderator_id: "yes"}
    assert [(each.by_id, each.facts["assigned"]) for each in looks] == [(who.pk, given[who.pk]) for who in (mitu, moni)]
    text = page(lead).get("/staff/looks/").content.decode()
    assert "She is to rule on it." in text
    assert f"/disputes/{in_ruling.pk}/rule/" in text


def test_a_role_taken_in_an_emergency_rules_alone_but_not_beside_another(in_ruling, pavel, lead):
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


def test_nor_where_she_has_a_tie(in_ruling, carla):
    carla.roles = ["operator"]
    carla.save()
    take_emergency_right(by=carla, role="moderator", reason="All moderators are ill and a deadline is near.")
    with pytest.raises(TiedModerator):
        give_ruling(by=carla, dispute_id=in_ruling.pk, decision=Decision(usd("50"), ("defects",), {"en": "Mine."}))


def test_the_desk_has_the_whole_record(page, in_ruling, mitu):
    text = page(mitu).get(f"/disputes/{in_ruling.pk}/rule/").content.decode()
    assert "Everything that was done, step by step" in text
    assert "answered in the dispute of" in text
    assert "formnovalidate" in text  # a draft is kept without its reasons


@pytest.mark.parametrize(("share", "fee"), [("45.50", "2.72"), ("40", "3.00"), ("100", "0.00")])
def test_the_split_shows_the_fee_as_the_books_will_move_it(page, in_ruling, mitu, share, fee):
    here = f"/disputes/{in_ruling.pk}/rule/"
    page(mitu).post(here, {"to_freelancer": share, "draft": "1"})
    assert f"${fee} of the fee" in page(mitu).get(here).content.decode()
    sent = {"to_freelancer": share, "grounds": ["defects"], "reasons_en": "So it was agreed.", "sure": "1"}
    page(mitu).post(here, sent)
    dispute = Dispute.objects.get(pk=in_ruling.pk)
    end_now(dispute)
    refund = dispute.milestone.refunds.first()
    assert (refund.fee_value if refund else Decimal("0.00")) == Decimal(fee)


def end_now(dispute: Dispute) -> None:
    """The time to appeal is over."""
    Dispute.objects.filter(pk=dispute.pk).update(due_at=clock.now())
    end_dispute_step(dispute_id=dispute.pk)


def test_nothing_that_is_no_share_is_split(page, in_ruling, mitu):
    here = f"/disputes/{in_ruling.pk}/rule/"
    for share in ("", "1000", "some"):
        assert "of the fee</span>" not in page(mitu).post(here, {"to_freelancer": share}).content.decode()


def test_a_thousand_files_have_their_own_sentence(page, dispute, farida):
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(1000)]
    answer = page(farida).post(f"/disputes/{dispute.pk}/answer/", {"statement": "All of it", "uploads": files})
    assert answer.status_code == 400
    assert "Too many files were sent at once" in answer.content.decode()
    dispute.refresh_from_db()
    assert dispute.state == "opened"


def test_who_has_to_answer_reads_the_claim_first(page, dispute, farida):
    text = page(farida).get(f"/disputes/{dispute.pk}/").content.decode()
    assert text.index('id="said"') < text.index('id="answer"')
    assert "An offer is no answer" in text


def test_who_opens_one_knows_what_a_small_claim_is(page, milestone, carla):
    text = page(carla).get(f"/milestones/{milestone.pk}/dispute/").content.decode()
    assert "A claim of up to $50.00 is a small one" in text
    assert "within 5 days, without appeal" in text


def test_the_desk_says_which_ruling_is_final(page, in_ruling, mitu, milestone, provider):
    small = answered(opened(story.submitted(provider, "60.00"), claim="50"))
    texts = [page(mitu).get(f"/disputes/{each.pk}/rule/").content.decode() for each in (in_ruling, small)]
    assert ["the money moves some hours later" in text for text in texts] == [False, True]


def test_a_trainer_sees_no_buttons_of_a_side_and_has_it_among_her_tasks(page, api, dispute, carla, farida, tahmina):
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
