"""The same machine with quarrels: whatever both sides, moderators and clocks do, what was frozen is shared out once."""

import os
from functools import cached_property
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from market.accounts.models import User
from market.contracts.models import Milestone
from market.core.base.money import Money
from market.disputes.claims import actions as claims_actions
from market.disputes.claims import offer_actions
from market.disputes.claims.evidence_actions import StatementContent
from market.disputes.models import Dispute, Offer
from market.disputes.rulings import actions as rulings_actions
from market.disputes.rulings import desk_actions
from market.disputes.rulings.actions import Decision
from tests import make
from tests.payments.story import CENT, usd
from tests.properties.test_escrow import PLACES, Escrow, State

SHARES = st.sampled_from(["0", "0.01", "0.37", "0.5", "1", "1.01"])
WORDS = StatementContent("See for yourself.")


class Quarrel(Escrow):
    """Disputes beside all else."""

    @cached_property
    def desk(self) -> list[User]:
        """Three moderators, made when they are asked for: within what is undone at the end."""
        return [make.make_person(f"M{number}", roles=["moderator"]) for number in range(3)]

    @rule(place=PLACES, who=PLACES, share=SHARES)
    def open_one(self, place: int, who: int, share: str) -> None:
        milestone = self.milestone(place)
        claim = usd(str((milestone.held_value * make.Decimal(share)).quantize(CENT)))
        self.attempt(
            claims_actions.open_dispute, by=self.people[who], milestone_id=milestone.pk, claim=claim, content=WORDS
        )

    @rule(place=PLACES)
    def quarrel_over_what_is_held(self, place: int) -> None:
        """As above, so that a run comes to disputes often."""
        self.the_story_goes_on()
        self.open_one(place, 0, "0.5")

    @rule(who=PLACES, share=SHARES)
    def offer(self, who: int, share: str) -> None:
        for dispute in Dispute.objects.open():
            part = Money((dispute.frozen_value * make.Decimal(share)).quantize(CENT), "USD")
            self.attempt(offer_actions.offer_split, by=self.people[who], dispute_id=dispute.pk, to_freelancer=part)

    @rule(who=PLACES, answer=st.sampled_from([offer_actions.accept_offer, offer_actions.decline_offer]))
    def answer_offers(self, who: int, answer: Any) -> None:
        for offer in Offer.objects.all():
            self.attempt(answer, by=self.people[who], offer_id=offer.pk)

    @rule(who=PLACES, step=st.sampled_from([claims_actions.concede_dispute, claims_actions.withdraw_dispute]))
    def step_without_words(self, who: int, step: Any) -> None:
        for dispute in Dispute.objects.open():
            self.attempt(step, by=self.people[who], dispute_id=dispute.pk)

    @rule(
        who=PLACES,
        say=st.sampled_from(
            [claims_actions.answer_dispute, claims_actions.answer_dispute, rulings_actions.appeal_ruling]
        ),
    )
    def say_something(self, who: int, say: Any) -> None:
        for dispute in Dispute.objects.open():
            self.attempt(say, by=self.people[who], dispute_id=dispute.pk, content=WORDS)

    @rule(who=st.integers(0, 2), share=SHARES, is_taken=st.booleans())
    def rule_on_it(self, who: int, share: str, is_taken: bool) -> None:
        """By who has it, or by another one: refused, unless she took it over."""
        for dispute in Dispute.objects.to_rule():
            by = self.desk[who]
            if is_taken:
                take = {"by": by, "dispute_id": dispute.pk, "to_id": by.pk, "reason": "She is away."}
                self.attempt(desk_actions.hand_over_dispute, **take)
            part = Money((dispute.frozen_value * make.Decimal(share)).quantize(CENT), "USD")
            decision = Decision(part, ("defects",), {"en": "So it is."})
            self.attempt(rulings_actions.give_ruling, by=by, dispute_id=dispute.pk, decision=decision)

    @invariant()
    def what_is_frozen_is_shared_out_once(self) -> None:
        for dispute in Dispute.objects.select_related("milestone"):
            milestone = dispute.milestone
            if dispute.state != Dispute.State.CLOSED:
                assert milestone.state == State.DISPUTED
                assert milestone.held_value == dispute.frozen_value
            elif dispute.ending not in Dispute.UNDECIDED:
                assert milestone.state in Milestone.ENDS
                ended = milestone.releases.filter(reason="dispute"), milestone.refunds.filter(reason="dispute")
                shares = [sum((each.amount_value for each in rows), make.Decimal(0)) for rows in ended]
                assert shares == [dispute.to_freelancer_value, dispute.frozen_value - dispute.to_freelancer_value]
                least, most = rulings_actions.range_of(dispute)
                fair = least <= dispute.to_freelancer_value <= most
                assert fair or dispute.ending == Dispute.Ending.SETTLED
        disputed = Milestone.objects.filter(state=State.DISPUTED).count()
        assert disputed == Dispute.objects.open().count()


@pytest.mark.django_db
def test_quarrels_make_and_lose_no_money(provider):
    Quarrel.provider = provider
    run_state_machine_as_test(
        Quarrel,
        settings=settings(
            max_examples=int(os.environ.get("ESCROW_RUNS", "8")),  # by night: 2000
            stateful_step_count=40,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
