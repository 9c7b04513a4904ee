"""Actions of a dispute: every step, its deadline, its default outcome, and what is refused."""

import hashlib
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.contracts.models import Milestone
from market.contracts.workroom.actions import MilestoneNotReady, TimeIsUp, request_refund
from market.contracts.workroom.amounts import WrongCurrency
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound
from market.core.base.money import Money
from market.core.models import AuditEntry
from market.disputes.claims import actions as claims_actions
from market.disputes.claims import common, companion_actions, evidence_actions, offer_actions
from market.disputes.claims.evidence_actions import StatementContent
from market.disputes.claims.progress import deadline_of, default_of
from market.disputes.models import Dispute, Offer
from market.disputes.rulings import actions as rulings_actions
from market.disputes.rulings import desk_actions
from market.disputes.rulings.actions import Decision
from market.files.access import may_read
from market.files.actions import keep_upload
from market.messaging.actions import post_message
from market.messaging.models import Message
from market.moderation.cases.subjects import HIDDEN
from market.notifications.models import Notification
from market.payments.releases.actions import approve_milestone, release_part
from market.training.models import Batch
from tests.disputes.conftest import answered, opened, to_ruling
from tests.payments import story
from tests.payments.story import assert_books_whole, usd

State, Ending = Dispute.State, Dispute.Ending
STATEMENT = StatementContent("Read the brief again.")


def make_decision(share: str, *grounds: str) -> Decision:
    return Decision(usd(share), grounds or ("defects",), {"en": "The files do not open."})


def released_and_refunded(dispute: Dispute) -> tuple[Decimal, Decimal]:
    dispute.milestone.refresh_from_db()
    return dispute.milestone.released_value, dispute.milestone.refunded_value


def test_open_dispute_freezes_the_milestone_and_blocks_release(dispute, milestone, carla):
    milestone.refresh_from_db()
    assert (milestone.state, milestone.review_due_at) == (Milestone.State.DISPUTED, None)
    assert dispute.state == State.OPENED
    assert dispute.due_at == dispute.opened_at + timedelta(days=5)
    for act in (approve_milestone, lambda **kwargs: release_part(amount=usd(1), **kwargs)):
        with pytest.raises(MilestoneNotReady):
            act(by=carla, milestone_id=milestone.pk)
    assert Notification.objects.filter(user=milestone.contract.freelancer, kind="dispute.opened").exists()


def test_a_client_has_seven_days_to_answer_a_freelancer(milestone, farida):
    dispute = opened(milestone, by=farida)
    assert dispute.due_at == dispute.opened_at + timedelta(days=7)
    assert dispute.claimed_share == 60


@pytest.mark.parametrize("claim", ["0", "100.01"])
def test_claim_of_zero_or_above_the_held_amount_is_refused(milestone, carla, claim):
    with pytest.raises(claims_actions.ClaimNotHeld) as excinfo:
        opened(milestone, claim=claim)
    assert "$100" in str(excinfo.value)
    milestone.refresh_from_db()
    assert milestone.state == Milestone.State.SUBMITTED


def test_a_claim_in_another_currency_is_refused(milestone, carla):
    with pytest.raises(WrongCurrency):
        claims_actions.open_dispute(by=carla, milestone_id=milestone.pk, claim=Money("60.00", "BDT"), content=STATEMENT)


@pytest.mark.parametrize(("who", "reason"), [("carla", "not_paid"), ("farida", "not_delivered"), ("carla", "mood")])
def test_unknown_reason_or_reason_of_the_other_side_is_invalid(request, milestone, who, reason):
    by = request.getfixturevalue(who)
    with pytest.raises(Invalid) as excinfo:
        claims_actions.open_dispute(by=by, milestone_id=milestone.pk, claim=usd("60"), content=STATEMENT, reason=reason)
    assert list(excinfo.value.errors) == ["reason"]


def test_outsider_gets_not_found_when_opening_a_dispute(milestone, omar):
    with pytest.raises(NotFound):
        opened(milestone, by=omar)


def test_claim_with_a_blank_statement_is_invalid(milestone, carla):
    with pytest.raises(Invalid) as excinfo:
        claims_actions.open_dispute(by=carla, milestone_id=milestone.pk, claim=usd(5), content=StatementContent("  "))
    assert list(excinfo.value.errors) == ["statement"]
    assert not Dispute.objects.exists()


def test_same_side_cannot_open_a_second_dispute_of_a_milestone(dispute, milestone, carla):
    claims_actions.withdraw_dispute(by=carla, dispute_id=dispute.pk)
    with pytest.raises(claims_actions.AlreadyDisputed):
        opened(milestone)


def test_released_milestone_cannot_be_disputed(milestone, carla):
    approve_milestone(by=carla, milestone_id=milestone.pk)
    with pytest.raises(MilestoneNotReady):
        opened(milestone)


def test_unanswered_dispute_closes_at_the_deadline_and_grants_the_claim(dispute, travel):
    travel(timedelta(days=5))
    dispute.refresh_from_db()
    assert (dispute.state, dispute.ending, dispute.to_freelancer_value) == (State.CLOSED, Ending.SILENCE, 40)
    assert released_and_refunded(dispute) == (40, 60)
    assert dispute.milestone.state == Milestone.State.SPLIT
    assert dispute.closed_at == dispute.opened_at + timedelta(days=5)
    assert_books_whole()


def test_deadlines_processed_late_count_from_the_due_time(mitu, dispute, jump):
    answered(dispute)
    jump(timedelta(days=10))
    clock.run_due()
    dispute.refresh_from_db()
    assert dispute.ruling_from == dispute.answered_at + timedelta(days=7)
    assert dispute.due_at == dispute.ruling_from + timedelta(days=14)


def test_answer_at_the_deadline_is_refused(dispute, farida, jump):
    jump(timedelta(days=5))
    with pytest.raises(TimeIsUp):
        claims_actions.answer_dispute(by=farida, dispute_id=dispute.pk, content=STATEMENT)


def test_opener_cannot_answer_their_own_dispute(dispute, carla):
    with pytest.raises(common.NotYourTurn):
        claims_actions.answer_dispute(by=carla, dispute_id=dispute.pk, content=STATEMENT)


def test_second_answer_is_refused(dispute, farida):
    answered(dispute)
    with pytest.raises(common.DisputeNotReady):
        claims_actions.answer_dispute(by=farida, dispute_id=dispute.pk, content=STATEMENT)


def test_conceding_splits_the_money_as_claimed(dispute, farida):
    claims_actions.concede_dispute(by=farida, dispute_id=dispute.pk)
    dispute.refresh_from_db()
    assert (dispute.ending, released_and_refunded(dispute)) == (Ending.CONCEDED, (40, 60))


def test_opener_cannot_concede_their_own_claim(dispute, carla):
    with pytest.raises(common.NotYourTurn):
        claims_actions.concede_dispute(by=carla, dispute_id=dispute.pk)


def test_withdrawing_restores_the_remaining_review_time(milestone, carla, travel):
    remaining = milestone.review_due_at - clock.now()
    dispute = opened(milestone)
    travel(timedelta(days=3))
    claims_actions.withdraw_dispute(by=carla, dispute_id=dispute.pk)
    milestone.refresh_from_db()
    assert milestone.state == Milestone.State.SUBMITTED
    assert abs(milestone.review_due_at - clock.now() - remaining) < timedelta(seconds=5)
    assert milestone.held_value == 100


def test_withdrawing_extends_the_work_deadline_by_the_dispute_time(provider, carla, travel):
    milestone = story.funded(provider, "100.00")
    due, dispute = milestone.work_due_at, opened(milestone)
    travel(timedelta(days=4))
    claims_actions.withdraw_dispute(by=carla, dispute_id=dispute.pk)
    milestone.refresh_from_db()
    dispute.refresh_from_db()
    assert milestone.state == Milestone.State.FUNDED
    assert milestone.work_due_at - due == dispute.closed_at - dispute.opened_at
    assert milestone.work_notice_at > clock.now()


def test_only_the_opener_can_withdraw_a_dispute(dispute, farida):
    with pytest.raises(claims_actions.NotTheOpener):
        claims_actions.withdraw_dispute(by=farida, dispute_id=dispute.pk)


def test_withdrawing_after_a_refund_request_restores_submitted_work(milestone, carla):
    request_refund(by=carla, milestone_id=milestone.pk, reason="It is late.")
    dispute = opened(milestone)
    claims_actions.withdraw_dispute(by=carla, dispute_id=dispute.pk)
    milestone.refresh_from_db()
    assert milestone.state == Milestone.State.SUBMITTED


def test_only_the_other_side_accepts_an_offer_and_the_money_is_split(dispute, carla, farida):
    answered(dispute)
    offer = offer_actions.offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd("55.55"))
    dispute.refresh_from_db()
    assert dispute.state == State.NEGOTIATION
    with pytest.raises(offer_actions.OwnOffer):
        offer_actions.accept_offer(by=carla, offer_id=offer.pk)
    offer_actions.accept_offer(by=farida, offer_id=offer.pk)
    dispute.refresh_from_db()
    assert (dispute.ending, released_and_refunded(dispute)) == (Ending.SETTLED, (Decimal("55.55"), Decimal("44.45")))
    with pytest.raises(offer_actions.OfferNotOpen):
        offer_actions.accept_offer(by=farida, offer_id=offer.pk)
    assert_books_whole()


@pytest.mark.parametrize("share", ["0", "100"])
def test_offer_of_nothing_or_of_everything_can_be_accepted(dispute, carla, farida, share):
    offer = offer_actions.offer_split(by=farida, dispute_id=dispute.pk, to_freelancer=usd(share))
    offer_actions.accept_offer(by=carla, offer_id=offer.pk)
    dispute.refresh_from_db()
    assert released_and_refunded(dispute) == (Decimal(share), 100 - Decimal(share))
    assert dispute.milestone.state == (Milestone.State.RELEASED if share == "100" else Milestone.State.REFUNDED)
    assert_books_whole()


def test_offer_above_the_frozen_amount_is_refused(dispute, carla):
    with pytest.raises(offer_actions.MoreThanFrozen) as excinfo:
        offer_actions.offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd("100.01"))
    assert list(excinfo.value.errors) == ["to_freelancer"]


def test_new_offer_replaces_the_earlier_offer_of_the_same_side(dispute, carla, farida):
    first = offer_actions.offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd(50))
    offer_actions.offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd(60))
    first.refresh_from_db()
    assert first.state == Offer.State.REPLACED
    with pytest.raises(offer_actions.OfferNotOpen):
        offer_actions.accept_offer(by=farida, offer_id=first.pk)


def test_offer_can_be_declined_and_expires_after_three_days(dispute, carla, farida, jump):
    declined = offer_actions.offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd(50))
    offer_actions.decline_offer(by=farida, offer_id=declined.pk)
    expired = offer_actions.offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd(60))
    jump(timedelta(days=3))
    with pytest.raises(offer_actions.OfferNotOpen):
        offer_actions.accept_offer(by=farida, offer_id=expired.pk)
    clock.run_due()
    declined.refresh_from_db()
    expired.refresh_from_db()
    assert (declined.state, expired.state) == (Offer.State.DECLINED, Offer.State.EXPIRED)


def test_outsider_gets_not_found_for_a_dispute_and_its_offer(dispute, carla, omar):
    offer = offer_actions.offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd(50))
    assert not Dispute.objects.visible_to(omar).exists()
    for act in (claims_actions.concede_dispute, claims_actions.withdraw_dispute, companion_actions.ask_trainer):
        with pytest.raises(NotFound):
            act(by=omar, dispute_id=dispute.pk)
    with pytest.raises(NotFound):
        offer_actions.accept_offer(by=omar, offer_id=offer.pk)


def test_unsettled_dispute_is_assigned_to_the_least_loaded_moderator(mitu, moni, dispute, provider, travel):
    answered(dispute)
    to_ruling(dispute, travel)
    other = opened(story.submitted(provider, "200.00"), claim="100")
    answered(other)
    to_ruling(other, travel)
    assert (dispute.state, dispute.moderator) == (State.RULING, mitu)
    assert other.moderator == moni
    assert Notification.objects.filter(user=moni, kind="dispute.assigned").count() == 1


def test_ruling_moves_the_money_only_after_the_appeal_deadline(in_ruling, mitu, travel):
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=make_decision("70"))
    in_ruling.refresh_from_db()
    assert (in_ruling.state, in_ruling.to_freelancer_value) == (State.RULING, 70)
    assert in_ruling.milestone.held_value == 100
    travel(timedelta(days=7))
    in_ruling.refresh_from_db()
    assert (in_ruling.ending, released_and_refunded(in_ruling)) == (Ending.RULED, (70, 30))
    assert_books_whole()


def test_appeal_is_decided_by_another_moderator_and_is_final(in_ruling, mitu, moni, farida, travel):
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=make_decision("40"))
    rulings_actions.appeal_ruling(by=farida, dispute_id=in_ruling.pk, content=STATEMENT)
    in_ruling.refresh_from_db()
    assert (in_ruling.state, in_ruling.moderator) == (State.APPEALED, moni)
    with pytest.raises(desk_actions.TiedModerator):
        rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=make_decision("40"))
    rulings_actions.give_ruling(by=moni, dispute_id=in_ruling.pk, decision=make_decision("100", "delivered_as_agreed"))
    travel(timedelta(days=1))
    in_ruling.refresh_from_db()
    assert (in_ruling.ending, released_and_refunded(in_ruling)) == (Ending.APPEAL, (100, 0))


def test_first_ruling_holds_when_nobody_rules_on_the_appeal_in_time(in_ruling, mitu, carla, travel):
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=make_decision("80"))
    rulings_actions.appeal_ruling(by=carla, dispute_id=in_ruling.pk, content=STATEMENT)
    in_ruling.refresh_from_db()
    assert "first ruling holds" in default_of(in_ruling)
    travel(timedelta(days=14))
    in_ruling.refresh_from_db()
    assert (in_ruling.ending, released_and_refunded(in_ruling)) == (Ending.RULED, (80, 20))


def test_appeal_at_the_deadline_is_refused(in_ruling, mitu, carla, jump):
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=make_decision("80"))
    jump(timedelta(days=7))
    with pytest.raises(TimeIsUp):
        rulings_actions.appeal_ruling(by=carla, dispute_id=in_ruling.pk, content=STATEMENT)


@pytest.mark.parametrize(("is_delivered", "share"), [(True, 100), (False, 40)])
def test_missed_ruling_deadline_applies_the_default_split(provider, mitu, travel, is_delivered, share):
    milestone = story.submitted(provider, "100.00") if is_delivered else story.funded(provider, "100.00")
    dispute = opened(milestone)
    answered(dispute)
    to_ruling(dispute, travel)
    travel(timedelta(days=14))
    dispute.refresh_from_db()
    assert (dispute.ending, released_and_refunded(dispute)) == (Ending.CLOCK, (share, 100 - share))


def test_small_claim_goes_straight_to_a_ruling_without_appeal(mitu, milestone, carla, farida, travel):
    dispute = opened(milestone, claim="50")
    answered(dispute)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.due_at) == (State.RULING, dispute.answered_at + timedelta(days=5))
    rulings_actions.give_ruling(by=mitu, dispute_id=dispute.pk, decision=make_decision("75"))
    travel(timedelta(days=1))
    dispute.refresh_from_db()
    assert (dispute.ending, released_and_refunded(dispute)) == (Ending.RULED, (75, 25))
    with pytest.raises(common.DisputeNotReady):
        rulings_actions.appeal_ruling(by=carla, dispute_id=dispute.pk, content=STATEMENT)


def make_large_dispute(provider, travel) -> Dispute:
    dispute = opened(story.submitted(provider, "3000.00"), claim="2000")
    answered(dispute)
    return to_ruling(dispute, travel)


def test_large_claim_needs_independent_rulings_of_two_moderators(provider, mitu, moni, mahfuz, travel):
    dispute = make_large_dispute(provider, travel)
    rulings_actions.give_ruling(by=mitu, dispute_id=dispute.pk, decision=make_decision("1500"))
    dispute.refresh_from_db()
    assert (dispute.to_freelancer_value, dispute.published_rulings, dispute.moderator) == (None, [], moni)
    with pytest.raises(desk_actions.TiedModerator):
        rulings_actions.give_ruling(by=mitu, dispute_id=dispute.pk, decision=make_decision("1500"))
    rulings_actions.give_ruling(by=moni, dispute_id=dispute.pk, decision=make_decision("1500"))
    dispute.refresh_from_db()
    assert dispute.to_freelancer_value == 1500


def test_third_moderator_decides_when_two_rulings_differ(provider, mitu, moni, mahfuz, travel):
    dispute = make_large_dispute(provider, travel)
    for person, share in ((mitu, "1500"), (moni, "2000"), (mahfuz, "1800")):
        dispute.refresh_from_db()
        assert dispute.to_freelancer_value is None
        rulings_actions.give_ruling(by=person, dispute_id=dispute.pk, decision=make_decision(share))
    dispute.refresh_from_db()
    assert dispute.to_freelancer_value == 1800
    assert len(dispute.published_rulings) == 3


def test_first_ruling_stands_when_the_second_misses_the_deadline(provider, mitu, moni, travel):
    dispute = make_large_dispute(provider, travel)
    rulings_actions.give_ruling(by=mitu, dispute_id=dispute.pk, decision=make_decision("1500"))
    travel(timedelta(days=14))
    dispute.refresh_from_db()
    assert (dispute.state, dispute.to_freelancer_value) == (State.RULING, 1500)
    assert dispute.can_be_appealed


@pytest.mark.parametrize("share", ["39.99", "100.01"])
def test_ruling_outside_the_claimed_range_is_invalid(in_ruling, mitu, share):
    with pytest.raises(Invalid) as excinfo:
        rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=make_decision(share))
    assert list(excinfo.value.errors) == ["to_freelancer"]


def test_ruling_without_grounds_or_reasons_is_invalid(in_ruling, mitu):
    for invalid_decision in (Decision(usd(70), (), {"en": "So."}), Decision(usd(70), ("taste",), {"en": "So."})):
        with pytest.raises(Invalid) as excinfo:
            rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=invalid_decision)
        assert list(excinfo.value.errors) == ["grounds"]
    with pytest.raises(Invalid) as excinfo:
        rulings_actions.give_ruling(
            by=mitu, dispute_id=in_ruling.pk, decision=Decision(usd(70), ("defects",), {"en": " "})
        )
    assert list(excinfo.value.errors) == ["reasons"]


def test_draft_is_not_published_and_becomes_the_ruling(in_ruling, mitu):
    rulings_actions.draft_ruling(by=mitu, dispute_id=in_ruling.pk, decision=Decision(usd(50), (), {}))
    in_ruling.refresh_from_db()
    assert (in_ruling.published_rulings, in_ruling.to_freelancer_value) == ([], None)
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=make_decision("60"))
    assert in_ruling.rulings.get().to_freelancer_value == 60


def test_party_and_outsider_cannot_rule(in_ruling, carla, omar):
    with pytest.raises(desk_actions.NotAModerator):
        rulings_actions.give_ruling(by=carla, dispute_id=in_ruling.pk, decision=make_decision("60"))
    with pytest.raises(NotFound):
        rulings_actions.give_ruling(by=omar, dispute_id=in_ruling.pk, decision=make_decision("60"))


def test_moderator_with_a_conflict_of_interest_cannot_see_or_rule(in_ruling, farida, carla, moni, tahmina):
    batch = farida.certificate.batch
    batch.trainer = moni
    batch.save(update_fields=["trainer"])
    assert not Dispute.objects.visible_to(moni).exists()
    assert moni not in desk_actions.free_moderators(in_ruling)
    with pytest.raises(NotFound):
        rulings_actions.give_ruling(by=moni, dispute_id=in_ruling.pk, decision=make_decision("60"))


def test_moderator_cannot_see_a_dispute_before_the_ruling_step(dispute, mitu):
    assert not Dispute.objects.visible_to(mitu).exists()


def test_ruling_at_the_deadline_is_refused(in_ruling, mitu, jump):
    jump(timedelta(days=14))
    with pytest.raises(TimeIsUp):
        rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=make_decision("60"))


def test_handover_needs_a_reason_and_is_written_to_the_audit_log(in_ruling, mitu, moni, mahfuz):
    with pytest.raises(Invalid):
        desk_actions.hand_over_dispute(by=mitu, dispute_id=in_ruling.pk, to_id=moni.pk, reason=" ")
    with pytest.raises(Invalid):
        desk_actions.hand_over_dispute(
            by=mitu, dispute_id=in_ruling.pk, to_id=in_ruling.contract.client_id, reason="Ill"
        )
    desk_actions.hand_over_dispute(by=mitu, dispute_id=in_ruling.pk, to_id=moni.pk, reason="I am ill.")
    in_ruling.refresh_from_db()
    assert in_ruling.moderator == moni
    assert AuditEntry.objects.get(code="dispute.handed_over").facts["reason"] == "I am ill."


def test_another_moderator_can_rule_when_the_assigned_is_inactive(in_ruling, mitu, moni):
    mitu.is_active = False
    mitu.save(update_fields=["is_active"])
    rulings_actions.give_ruling(by=moni, dispute_id=in_ruling.pk, decision=make_decision("60"))
    in_ruling.refresh_from_db()
    assert in_ruling.to_freelancer_value == 60


def test_opening_the_conversation_needs_a_reason_for_the_audit_log(in_ruling, mitu, carla):
    with pytest.raises(Invalid):
        desk_actions.open_conversation(by=mitu, dispute_id=in_ruling.pk, reason="")
    desk_actions.open_conversation(by=mitu, dispute_id=in_ruling.pk, reason="Whether more time was granted.")
    entry = AuditEntry.objects.get(code="dispute.talk_opened")
    assert (entry.by, entry.facts["reason"]) == (mitu, "Whether more time was granted.")
    with pytest.raises(desk_actions.NotAModerator):
        desk_actions.open_conversation(by=carla, dispute_id=in_ruling.pk, reason="Mine anyway")


def test_evidence_is_stored_as_a_snapshot_with_a_fingerprint(dispute, farida, milestone, mitu):
    contract = milestone.contract
    own = keep_upload(by=farida, file=SimpleUploadedFile("screen.txt", b"proof"))
    posted = post_message(
        by=farida, conversation_id=contract.conversation_id, text="Ready on Monday.", file_ids=[own.pk]
    )
    delivery = milestone.deliveries.get()
    content = StatementContent("See there.", messages=[posted.pk], deliveries=[delivery.pk])
    claims_actions.answer_dispute(by=farida, dispute_id=dispute.pk, content=content)
    delivery.note = "Something else"
    delivery.save(update_fields=["note"])
    message, work = dispute.statements.last().evidence.order_by("kind").reverse()
    assert (message.text, message.facts["name"]) == ("Ready on Monday.", "Farida")
    assert message.facts["files"] == [
        {"id": str(own.pk), "name": "screen.txt", "size": 5, "sha256": hashlib.sha256(b"proof").hexdigest()}
    ]
    assert not may_read(mitu, own)
    Dispute.objects.filter(pk=dispute.pk).update(ruling_from=clock.now())
    assert may_read(mitu, own)
    assert work.text == "Here it is."
    assert all(each.sha256 == evidence_actions.fingerprint(each.text, each.facts) for each in (message, work))


def test_a_message_that_moderators_hid_is_no_evidence(dispute, farida, milestone):
    own = keep_upload(by=farida, file=SimpleUploadedFile("screen.txt", b"proof"))
    posted = post_message(
        by=farida, conversation_id=milestone.contract.conversation_id, text="Rude.", file_ids=[own.pk]
    )
    Message.objects.filter(pk=posted.pk).update(code=HIDDEN, text="")
    with pytest.raises(Invalid) as excinfo:
        claims_actions.answer_dispute(
            by=farida, dispute_id=dispute.pk, content=StatementContent("See there.", messages=[posted.pk])
        )
    assert "messages" in excinfo.value.errors


def test_evidence_of_another_contract_is_invalid(dispute, farida, rina, provider):
    other = story.submitted(provider, "30.00", freelancer=rina)
    content = StatementContent("See there.", deliveries=[other.deliveries.get().pk])
    with pytest.raises(Invalid) as excinfo:
        claims_actions.answer_dispute(by=farida, dispute_id=dispute.pk, content=content)
    assert list(excinfo.value.errors) == ["deliveries"]


def test_statement_with_too_many_files_is_invalid(dispute, farida):
    with pytest.raises(Invalid) as excinfo:
        claims_actions.answer_dispute(
            by=farida, dispute_id=dispute.pk, content=StatementContent("All of it", files=[str(n) for n in range(1000)])
        )
    assert list(excinfo.value.errors) == ["files"]
    dispute.refresh_from_db()
    assert dispute.state == State.OPENED


def test_number_of_statements_is_limited(dispute, carla):
    for _ in range(19):
        claims_actions.add_statement(by=carla, dispute_id=dispute.pk, content=STATEMENT)
    with pytest.raises(evidence_actions.TooManyStatements):
        claims_actions.add_statement(by=carla, dispute_id=dispute.pk, content=STATEMENT)


def test_freelancer_can_ask_the_trainer_and_the_client_is_notified(dispute, farida, carla, tahmina):
    with pytest.raises(companion_actions.NoTrainer):
        companion_actions.ask_trainer(by=farida, dispute_id=dispute.pk)
    batch = farida.certificate.batch
    batch.trainer = tahmina
    batch.save(update_fields=["trainer"])
    assert not Dispute.objects.visible_to(tahmina).exists()
    with pytest.raises(companion_actions.OnlySheAsks):
        companion_actions.ask_trainer(by=carla, dispute_id=dispute.pk)
    companion_actions.ask_trainer(by=farida, dispute_id=dispute.pk)
    assert Dispute.objects.visible_to(tahmina).get() == dispute
    assert Notification.objects.filter(user=carla, kind="dispute.trainer_joined").exists()
    claims_actions.add_statement(
        by=tahmina, dispute_id=dispute.pk, content=StatementContent("She asked me about it in class.")
    )
    with pytest.raises(common.NotAParty):
        claims_actions.concede_dispute(by=tahmina, dispute_id=dispute.pk)


def test_last_day_of_holding_applies_the_default_split(milestone, carla, travel, mitu):
    Milestone.objects.filter(pk=milestone.pk).update(last_day_at=clock.now() + timedelta(days=3))
    dispute = opened(milestone)
    assert dispute.due_at < dispute.opened_at + timedelta(days=4)
    travel(timedelta(days=3))
    dispute.refresh_from_db()
    assert (dispute.ending, released_and_refunded(dispute)) == (Ending.CLOCK, (100, 0))


def test_trainer_cannot_see_or_attach_messages_and_deliveries(dispute, farida, carla, tahmina, page):
    Batch.objects.filter(certificates__holder=farida).update(trainer=tahmina)
    companion_actions.ask_trainer(by=farida, dispute_id=dispute.pk)
    message = post_message(by=carla, conversation_id=dispute.contract.conversation_id, text="A private word.")
    delivery = dispute.milestone.deliveries.get()
    assert "A private word." in page(farida).get(f"/disputes/{dispute.pk}/").content.decode()
    text = page(tahmina).get(f"/disputes/{dispute.pk}/").content.decode()
    assert "A private word." not in text
    assert 'name="deliveries"' not in text
    for picked in ({"messages": [message.pk]}, {"deliveries": [delivery.pk]}):
        with pytest.raises(Invalid):
            claims_actions.add_statement(by=tahmina, dispute_id=dispute.pk, content=StatementContent("Look.", **picked))
    claims_actions.add_statement(by=tahmina, dispute_id=dispute.pk, content=StatementContent("She works well."))


@pytest.mark.parametrize(("is_delivered", "share"), [(True, 60), (False, 0)])
def test_silence_grants_a_freelancer_what_was_delivered(provider, travel, is_delivered, share, page, farida):
    milestone = (story.submitted if is_delivered else story.funded)(provider, "100.00")
    says = "You have delivered nothing yet" in page(farida).get(f"/milestones/{milestone.pk}/dispute/").content.decode()
    assert says is not is_delivered
    dispute = opened(milestone, by=farida)
    assert deadline_of(dispute).what == ("claim_granted" if is_delivered else "refunded_if_unanswered")
    travel(timedelta(days=8))
    dispute.refresh_from_db()
    assert (dispute.ending, dispute.to_freelancer_value) == (Ending.SILENCE, share)
