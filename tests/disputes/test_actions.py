"""The ladder of a dispute: every step, its deadline, its default, and what is refused."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.contracts.models import Milestone
from market.contracts.workroom.actions import MilestoneNotReady, TimeIsUp, request_refund
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound
from market.core.base.money import Money
from market.core.models import AuditEntry
from market.disputes.claims import actions as claims_actions
from market.disputes.claims import common, companion_actions, evidence_actions, offer_actions
from market.disputes.claims.evidence_actions import StatementContent
from market.disputes.claims.progress import default_of
from market.disputes.models import Dispute, Offer
from market.disputes.rulings import actions as rulings_actions
from market.disputes.rulings import desk_actions
from market.disputes.rulings.actions import Decision
from market.messaging.actions import post_message
from market.notifications.models import Notification
from market.payments.releases.actions import approve_milestone, release_part
from market.training.models import Batch
from tests.disputes.conftest import answered, opened, to_ruling
from tests.payments import story
from tests.payments.story import assert_books_whole, usd

State, Ending = Dispute.State, Dispute.Ending
WORDS = StatementContent("Read the brief again.")


def verdict(share: str, *grounds: str) -> Decision:
    return Decision(usd(share), grounds or ("defects",), {"en": "The files do not open."})


def shares(dispute: Dispute) -> tuple[Decimal, Decimal]:
    dispute.milestone.refresh_from_db()
    return dispute.milestone.released_value, dispute.milestone.refunded_value


def test_opening_freezes_the_money_and_stops_every_other_way(dispute, milestone, carla):
    milestone.refresh_from_db()
    assert (milestone.state, milestone.review_due_at) == (Milestone.State.DISPUTED, None)
    assert dispute.state == State.OPENED
    assert dispute.due_at == dispute.opened_at + timedelta(days=5)
    for act in (approve_milestone, lambda **known: release_part(amount=usd(1), **known)):
        with pytest.raises(MilestoneNotReady):
            act(by=carla, milestone_id=milestone.pk)
    assert Notification.objects.filter(user=milestone.contract.freelancer, kind="dispute.opened").exists()


def test_a_client_has_seven_days_to_answer_a_freelancer(milestone, farida):
    dispute = opened(milestone, by=farida)
    assert dispute.due_at == dispute.opened_at + timedelta(days=7)
    assert dispute.claimed_share == 60


@pytest.mark.parametrize("claim", ["0", "100.01"])
def test_a_claim_is_of_what_is_held(milestone, carla, claim):
    with pytest.raises(claims_actions.ClaimNotHeld) as refused:
        opened(milestone, claim=claim)
    assert "$100" in str(refused.value)
    milestone.refresh_from_db()
    assert milestone.state == Milestone.State.SUBMITTED


def test_a_claim_in_another_currency_is_refused(milestone, carla):
    with pytest.raises(claims_actions.ClaimNotHeld):
        claims_actions.open_dispute(by=carla, milestone_id=milestone.pk, claim=Money("60.00", "BDT"), content=WORDS)


@pytest.mark.parametrize(("who", "reason"), [("carla", "not_paid"), ("farida", "not_delivered"), ("carla", "mood")])
def test_a_reason_is_one_of_her_own_side(request, milestone, who, reason):
    by = request.getfixturevalue(who)
    with pytest.raises(Invalid) as refused:
        claims_actions.open_dispute(by=by, milestone_id=milestone.pk, claim=usd("60"), content=WORDS, reason=reason)
    assert list(refused.value.errors) == ["reason"]


def test_a_stranger_finds_no_milestone_to_dispute(milestone, omar):
    with pytest.raises(NotFound):
        opened(milestone, by=omar)


def test_a_claim_says_something(milestone, carla):
    with pytest.raises(Invalid) as refused:
        claims_actions.open_dispute(by=carla, milestone_id=milestone.pk, claim=usd(5), content=StatementContent("  "))
    assert list(refused.value.errors) == ["statement"]
    assert not Dispute.objects.exists()


def test_each_side_opens_one_dispute_of_a_milestone(dispute, milestone, carla):
    claims_actions.withdraw_dispute(by=carla, dispute_id=dispute.pk)
    with pytest.raises(claims_actions.AlreadyDisputed):
        opened(milestone)


def test_a_released_milestone_is_not_disputed(milestone, carla):
    approve_milestone(by=carla, milestone_id=milestone.pk)
    with pytest.raises(MilestoneNotReady):
        opened(milestone)


def test_silence_grants_the_claim(dispute, travel):
    travel(timedelta(days=5))
    dispute.refresh_from_db()
    assert (dispute.state, dispute.ending, dispute.to_freelancer_value) == (State.CLOSED, Ending.SILENCE, 40)
    assert shares(dispute) == (40, 60)
    assert dispute.milestone.state == Milestone.State.SPLIT
    assert dispute.closed_at == dispute.opened_at + timedelta(days=5)
    assert_books_whole()


def test_three_days_late_gives_the_same_as_on_time(mitu, dispute, jump):
    answered(dispute)
    jump(timedelta(days=10))
    clock.run_due()
    dispute.refresh_from_db()
    assert dispute.ruling_from == dispute.answered_at + timedelta(days=7)
    assert dispute.due_at == dispute.ruling_from + timedelta(days=14)


def test_an_answer_a_second_too_late_is_refused(dispute, farida, jump):
    jump(timedelta(days=5))
    with pytest.raises(TimeIsUp):
        claims_actions.answer_dispute(by=farida, dispute_id=dispute.pk, content=WORDS)


def test_who_opened_it_does_not_answer_it(dispute, carla):
    with pytest.raises(common.NotYourTurn):
        claims_actions.answer_dispute(by=carla, dispute_id=dispute.pk, content=WORDS)


def test_it_is_answered_once(dispute, farida):
    answered(dispute)
    with pytest.raises(common.DisputeNotReady):
        claims_actions.answer_dispute(by=farida, dispute_id=dispute.pk, content=WORDS)


def test_the_claim_can_be_accepted(dispute, farida):
    claims_actions.concede_dispute(by=farida, dispute_id=dispute.pk)
    dispute.refresh_from_db()
    assert (dispute.ending, shares(dispute)) == (Ending.CONCEDED, (40, 60))


def test_nobody_accepts_her_own_claim(dispute, carla):
    with pytest.raises(common.NotYourTurn):
        claims_actions.concede_dispute(by=carla, dispute_id=dispute.pk)


def test_withdrawing_puts_the_milestone_back_with_what_was_left_of_its_clock(milestone, carla, travel):
    left = milestone.review_due_at - clock.now()
    dispute = opened(milestone)
    travel(timedelta(days=3))
    claims_actions.withdraw_dispute(by=carla, dispute_id=dispute.pk)
    milestone.refresh_from_db()
    assert milestone.state == Milestone.State.SUBMITTED
    assert abs(milestone.review_due_at - clock.now() - left) < timedelta(seconds=5)
    assert milestone.held_value == 100


def test_work_is_due_later_by_the_days_in_which_it_could_not_be_delivered(provider, carla, travel):
    milestone = story.funded(provider, "100.00")
    due, dispute = milestone.work_due_at, opened(milestone)
    travel(timedelta(days=4))
    claims_actions.withdraw_dispute(by=carla, dispute_id=dispute.pk)
    milestone.refresh_from_db()
    dispute.refresh_from_db()
    assert milestone.state == Milestone.State.FUNDED
    assert milestone.work_due_at - due == dispute.closed_at - dispute.opened_at
    assert milestone.work_notice_at > clock.now()


def test_only_who_opened_it_withdraws_it(dispute, farida):
    with pytest.raises(claims_actions.NotTheOpener):
        claims_actions.withdraw_dispute(by=farida, dispute_id=dispute.pk)


def test_a_dispute_after_a_refused_refund_goes_back_to_the_work(milestone, carla):
    request_refund(by=carla, milestone_id=milestone.pk, reason="It is late.")
    dispute = opened(milestone)
    claims_actions.withdraw_dispute(by=carla, dispute_id=dispute.pk)
    milestone.refresh_from_db()
    assert milestone.state == Milestone.State.SUBMITTED


def test_an_offer_is_accepted_by_the_other_side_and_moves_the_money(dispute, carla, farida):
    answered(dispute)
    offer = offer_actions.offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd("55.55"))
    dispute.refresh_from_db()
    assert dispute.state == State.NEGOTIATION
    with pytest.raises(offer_actions.OwnOffer):
        offer_actions.accept_offer(by=carla, offer_id=offer.pk)
    offer_actions.accept_offer(by=farida, offer_id=offer.pk)
    dispute.refresh_from_db()
    assert (dispute.ending, shares(dispute)) == (Ending.SETTLED, (Decimal("55.55"), Decimal("44.45")))
    with pytest.raises(offer_actions.OfferNotOpen):
        offer_actions.accept_offer(by=farida, offer_id=offer.pk)
    assert_books_whole()


@pytest.mark.parametrize("share", ["0", "100"])
def test_offers_go_from_nothing_to_all(dispute, carla, farida, share):
    offer = offer_actions.offer_split(by=farida, dispute_id=dispute.pk, to_freelancer=usd(share))
    offer_actions.accept_offer(by=carla, offer_id=offer.pk)
    dispute.refresh_from_db()
    assert shares(dispute) == (Decimal(share), 100 - Decimal(share))
    assert dispute.milestone.state == (Milestone.State.RELEASED if share == "100" else Milestone.State.REFUNDED)
    assert_books_whole()


def test_an_offer_above_what_is_held_is_refused(dispute, carla):
    with pytest.raises(offer_actions.MoreThanFrozen) as refused:
        offer_actions.offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd("100.01"))
    assert list(refused.value.errors) == ["to_freelancer"]


def test_a_new_offer_replaces_her_earlier_one(dispute, carla, farida):
    first = offer_actions.offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd(50))
    offer_actions.offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd(60))
    first.refresh_from_db()
    assert first.state == Offer.State.REPLACED
    with pytest.raises(offer_actions.OfferNotOpen):
        offer_actions.accept_offer(by=farida, offer_id=first.pk)


def test_an_offer_can_be_declined_and_expires(dispute, carla, farida, jump):
    one = offer_actions.offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd(50))
    offer_actions.decline_offer(by=farida, offer_id=one.pk)
    two = offer_actions.offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd(60))
    jump(timedelta(days=3))
    with pytest.raises(offer_actions.OfferNotOpen):
        offer_actions.accept_offer(by=farida, offer_id=two.pk)
    clock.run_due()
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, two.state) == (Offer.State.DECLINED, Offer.State.EXPIRED)


def test_a_stranger_sees_no_dispute_and_no_offer(dispute, carla, omar):
    offer = offer_actions.offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd(50))
    assert not Dispute.objects.visible_to(omar).exists()
    for act in (claims_actions.concede_dispute, claims_actions.withdraw_dispute, companion_actions.ask_trainer):
        with pytest.raises(NotFound):
            act(by=omar, dispute_id=dispute.pk)
    with pytest.raises(NotFound):
        offer_actions.accept_offer(by=omar, offer_id=offer.pk)


def test_what_is_not_settled_goes_to_the_least_loaded_moderator(mitu, moni, dispute, provider, travel):
    answered(dispute)
    to_ruling(dispute, travel)
    other = opened(story.submitted(provider, "200.00"), claim="100")
    answered(other)
    to_ruling(other, travel)
    assert (dispute.state, dispute.moderator) == (State.RULING, mitu)
    assert other.moderator == moni
    assert Notification.objects.filter(user=moni, kind="dispute.assigned").count() == 1


def test_a_ruling_can_be_appealed_then_holds(in_ruling, mitu, travel):
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=verdict("70"))
    in_ruling.refresh_from_db()
    assert (in_ruling.state, in_ruling.to_freelancer_value) == (State.RULING, 70)
    assert in_ruling.milestone.held_value == 100
    travel(timedelta(days=7))
    in_ruling.refresh_from_db()
    assert (in_ruling.ending, shares(in_ruling)) == (Ending.RULED, (70, 30))
    assert_books_whole()


def test_an_appeal_goes_to_another_moderator_who_decides_for_good(in_ruling, mitu, moni, farida, travel):
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=verdict("40"))
    rulings_actions.appeal_ruling(by=farida, dispute_id=in_ruling.pk, content=WORDS)
    in_ruling.refresh_from_db()
    assert (in_ruling.state, in_ruling.moderator) == (State.APPEALED, moni)
    with pytest.raises(desk_actions.TiedModerator):
        rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=verdict("40"))
    rulings_actions.give_ruling(by=moni, dispute_id=in_ruling.pk, decision=verdict("100", "delivered_as_agreed"))
    travel(timedelta(days=1))
    in_ruling.refresh_from_db()
    assert (in_ruling.ending, shares(in_ruling)) == (Ending.APPEAL, (100, 0))


def test_where_nobody_rules_on_the_appeal_the_first_ruling_holds(in_ruling, mitu, carla, travel):
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=verdict("80"))
    rulings_actions.appeal_ruling(by=carla, dispute_id=in_ruling.pk, content=WORDS)
    in_ruling.refresh_from_db()
    assert "first ruling holds" in default_of(in_ruling)
    travel(timedelta(days=14))
    in_ruling.refresh_from_db()
    assert (in_ruling.ending, shares(in_ruling)) == (Ending.RULED, (80, 20))


def test_nobody_appeals_a_second_too_late(in_ruling, mitu, carla, jump):
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=verdict("80"))
    jump(timedelta(days=7))
    with pytest.raises(TimeIsUp):
        rulings_actions.appeal_ruling(by=carla, dispute_id=in_ruling.pk, content=WORDS)


@pytest.mark.parametrize(("is_delivered", "share"), [(True, 100), (False, 40)])
def test_an_idle_moderator_is_replaced_by_the_clock(provider, mitu, travel, is_delivered, share):
    milestone = story.submitted(provider, "100.00") if is_delivered else story.funded(provider, "100.00")
    dispute = opened(milestone)
    answered(dispute)
    to_ruling(dispute, travel)
    travel(timedelta(days=14))
    dispute.refresh_from_db()
    assert (dispute.ending, shares(dispute)) == (Ending.CLOCK, (share, 100 - share))


def test_a_small_claim_is_ruled_on_the_record_without_appeal(mitu, milestone, carla, farida, travel):
    dispute = opened(milestone, claim="50")
    answered(dispute)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.due_at) == (State.RULING, dispute.answered_at + timedelta(days=5))
    rulings_actions.give_ruling(by=mitu, dispute_id=dispute.pk, decision=verdict("75"))
    travel(timedelta(days=1))
    dispute.refresh_from_db()
    assert (dispute.ending, shares(dispute)) == (Ending.RULED, (75, 25))
    with pytest.raises(common.DisputeNotReady):
        rulings_actions.appeal_ruling(by=carla, dispute_id=dispute.pk, content=WORDS)


def large(provider, travel) -> Dispute:
    dispute = opened(story.submitted(provider, "3000.00"), claim="2000")
    answered(dispute)
    return to_ruling(dispute, travel)


def test_above_a_threshold_two_moderators_rule_each_for_herself(provider, mitu, moni, mahfuz, travel):
    dispute = large(provider, travel)
    rulings_actions.give_ruling(by=mitu, dispute_id=dispute.pk, decision=verdict("1500"))
    dispute.refresh_from_db()
    assert (dispute.to_freelancer_value, dispute.published_rulings, dispute.moderator) == (None, [], moni)
    with pytest.raises(desk_actions.TiedModerator):
        rulings_actions.give_ruling(by=mitu, dispute_id=dispute.pk, decision=verdict("1500"))
    rulings_actions.give_ruling(by=moni, dispute_id=dispute.pk, decision=verdict("1500"))
    dispute.refresh_from_db()
    assert dispute.to_freelancer_value == 1500


def test_where_the_two_differ_a_third_one_decides(provider, mitu, moni, mahfuz, travel):
    dispute = large(provider, travel)
    for person, share in ((mitu, "1500"), (moni, "2000"), (mahfuz, "1800")):
        dispute.refresh_from_db()
        assert dispute.to_freelancer_value is None
        rulings_actions.give_ruling(by=person, dispute_id=dispute.pk, decision=verdict(share))
    dispute.refresh_from_db()
    assert dispute.to_freelancer_value == 1800
    assert len(dispute.published_rulings) == 3


def test_where_the_second_lets_her_time_pass_the_first_ruling_stands(provider, mitu, moni, travel):
    dispute = large(provider, travel)
    rulings_actions.give_ruling(by=mitu, dispute_id=dispute.pk, decision=verdict("1500"))
    travel(timedelta(days=14))
    dispute.refresh_from_db()
    assert (dispute.state, dispute.to_freelancer_value) == (State.RULING, 1500)
    assert dispute.can_be_appealed


@pytest.mark.parametrize("share", ["39.99", "100.01"])
def test_nobody_is_given_more_than_was_asked_for(in_ruling, mitu, share):
    with pytest.raises(Invalid) as refused:
        rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=verdict(share))
    assert list(refused.value.errors) == ["to_freelancer"]


def test_a_ruling_has_grounds_and_reasons(in_ruling, mitu):
    for wrong in (Decision(usd(70), (), {"en": "So."}), Decision(usd(70), ("taste",), {"en": "So."})):
        with pytest.raises(Invalid) as refused:
            rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=wrong)
        assert list(refused.value.errors) == ["grounds"]
    with pytest.raises(Invalid) as refused:
        rulings_actions.give_ruling(
            by=mitu, dispute_id=in_ruling.pk, decision=Decision(usd(70), ("defects",), {"en": " "})
        )
    assert list(refused.value.errors) == ["reasons"]


def test_a_draft_is_hers_alone_and_becomes_the_ruling(in_ruling, mitu):
    rulings_actions.draft_ruling(by=mitu, dispute_id=in_ruling.pk, decision=Decision(usd(50), (), {}))
    in_ruling.refresh_from_db()
    assert (in_ruling.published_rulings, in_ruling.to_freelancer_value) == ([], None)
    rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=verdict("60"))
    assert in_ruling.rulings.get().to_freelancer_value == 60


def test_parties_do_not_rule_and_are_told_so(in_ruling, carla, omar):
    with pytest.raises(desk_actions.NotAModerator):
        rulings_actions.give_ruling(by=carla, dispute_id=in_ruling.pk, decision=verdict("60"))
    with pytest.raises(NotFound):
        rulings_actions.give_ruling(by=omar, dispute_id=in_ruling.pk, decision=verdict("60"))


def test_nobody_rules_where_she_has_a_tie(in_ruling, farida, carla, moni, tahmina):
    batch = farida.certificate.batch
    batch.trainer = moni
    batch.save(update_fields=["trainer"])
    assert not Dispute.objects.visible_to(moni).exists()
    assert moni not in desk_actions.free_moderators(in_ruling)
    with pytest.raises(NotFound):
        rulings_actions.give_ruling(by=moni, dispute_id=in_ruling.pk, decision=verdict("60"))


def test_before_it_is_asked_a_moderator_sees_nothing(dispute, mitu):
    assert not Dispute.objects.visible_to(mitu).exists()


def test_a_ruling_a_second_too_late_is_refused(in_ruling, mitu, jump):
    jump(timedelta(days=14))
    with pytest.raises(TimeIsUp):
        rulings_actions.give_ruling(by=mitu, dispute_id=in_ruling.pk, decision=verdict("60"))


def test_it_is_handed_over_with_a_reason(in_ruling, mitu, moni, mahfuz):
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


def test_when_the_moderator_is_gone_another_one_goes_on(in_ruling, mitu, moni):
    mitu.is_active = False
    mitu.save(update_fields=["is_active"])
    rulings_actions.give_ruling(by=moni, dispute_id=in_ruling.pk, decision=verdict("60"))
    in_ruling.refresh_from_db()
    assert in_ruling.to_freelancer_value == 60


def test_opening_the_private_talk_needs_a_reason_that_is_kept(in_ruling, mitu, carla):
    with pytest.raises(Invalid):
        desk_actions.open_conversation(by=mitu, dispute_id=in_ruling.pk, reason="")
    desk_actions.open_conversation(by=mitu, dispute_id=in_ruling.pk, reason="Whether more time was granted.")
    kept = AuditEntry.objects.get(code="dispute.talk_opened")
    assert (kept.by, kept.facts["reason"]) == (mitu, "Whether more time was granted.")
    with pytest.raises(desk_actions.NotAModerator):
        desk_actions.open_conversation(by=carla, dispute_id=in_ruling.pk, reason="Mine anyway")


def test_evidence_is_kept_as_it_was(dispute, farida, milestone):
    contract = milestone.contract
    sent = post_message(by=farida, conversation_id=contract.conversation_id, text="Ready on Monday.")
    delivery = milestone.deliveries.get()
    said = StatementContent("See there.", messages=[sent.pk], deliveries=[delivery.pk])
    claims_actions.answer_dispute(by=farida, dispute_id=dispute.pk, content=said)
    delivery.note = "Something else"
    delivery.save(update_fields=["note"])
    message, work = dispute.statements.last().evidence.order_by("kind").reverse()
    assert (message.text, message.facts["name"]) == ("Ready on Monday.", "Farida")
    assert work.text == "Here it is."
    assert all(each.sha256 == evidence_actions.fingerprint(each.text, each.facts) for each in (message, work))


def test_evidence_is_of_this_contract(dispute, farida, rina, provider):
    other = story.submitted(provider, "30.00", freelancer=rina)
    said = StatementContent("See there.", deliveries=[other.deliveries.get().pk])
    with pytest.raises(Invalid) as refused:
        claims_actions.answer_dispute(by=farida, dispute_id=dispute.pk, content=said)
    assert list(refused.value.errors) == ["deliveries"]


def test_a_thousand_files_are_refused(dispute, farida):
    with pytest.raises(Invalid) as refused:
        claims_actions.answer_dispute(
            by=farida, dispute_id=dispute.pk, content=StatementContent("All of it", files=[str(n) for n in range(1000)])
        )
    assert list(refused.value.errors) == ["files"]
    dispute.refresh_from_db()
    assert dispute.state == State.OPENED


def test_more_can_be_said_until_it_is_enough(dispute, carla):
    for _ in range(19):
        claims_actions.add_statement(by=carla, dispute_id=dispute.pk, content=WORDS)
    with pytest.raises(evidence_actions.TooManyStatements):
        claims_actions.add_statement(by=carla, dispute_id=dispute.pk, content=WORDS)


def test_her_trainer_stands_by_and_both_see_it(dispute, farida, carla, tahmina):
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


def test_on_the_last_day_of_holding_the_clock_decides(milestone, carla, travel, mitu):
    Milestone.objects.filter(pk=milestone.pk).update(last_day_at=clock.now() + timedelta(days=3))
    dispute = opened(milestone)
    assert dispute.due_at < dispute.opened_at + timedelta(days=4)
    travel(timedelta(days=3))
    dispute.refresh_from_db()
    assert (dispute.ending, shares(dispute)) == (Ending.CLOCK, (100, 0))


def test_who_stands_by_shows_nothing_of_the_talk(dispute, farida, carla, tahmina, page):
    Batch.objects.filter(certificates__holder=farida).update(trainer=tahmina)
    companion_actions.ask_trainer(by=farida, dispute_id=dispute.pk)
    said = post_message(by=carla, conversation_id=dispute.contract.conversation_id, text="A private word.")
    delivery = dispute.milestone.deliveries.get()
    assert "A private word." in page(farida).get(f"/disputes/{dispute.pk}/").content.decode()
    text = page(tahmina).get(f"/disputes/{dispute.pk}/").content.decode()
    assert "A private word." not in text
    assert 'name="deliveries"' not in text
    for picked in ({"messages": [said.pk]}, {"deliveries": [delivery.pk]}):
        with pytest.raises(Invalid):
            claims_actions.add_statement(by=tahmina, dispute_id=dispute.pk, content=StatementContent("Look.", **picked))
    claims_actions.add_statement(by=tahmina, dispute_id=dispute.pk, content=StatementContent("She works well."))
