"""The state machine of test_escrow with disputes: frozen money is split once, in any order of steps."""

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
from tests.payments.story import CENT
from tests.properties.test_escrow import PLACES, Escrow, State

SHARES = st.sampled_from(["0", "0.01", "0.37", "0.5", "1", "1.01"])
STATEMENT = StatementContent("See for yourself.")


class DisputedEscrow(Escrow):
    """Disputes in addition to every step of `Escrow`."""

    @cached_property
    def moderators(self) -> list[User]:
        """Three moderators, created on first use, inside the savepoint that is rolled back at the end."""
        return [make.make_person(f"M{number}", roles=["moderator"]) for number in range(3)]

    @rule(place=PLACES, who=PLACES, share=SHARES)
    def open_dispute(self, place: int, who: int, share: str) -> None:
        milestone = self.milestone(place)
        claim = self.money(milestone.held_value * make.Decimal(share))
        self.attempt(
            claims_actions.open_dispute, by=self.people[who], milestone_id=milestone.pk, claim=claim, content=STATEMENT
        )

    @rule(place=PLACES)
    def open_dispute_of_held_money(self, place: int) -> None:
        """`open_dispute` after a usual step, so that runs have disputes often."""
        self.take_next_usual_step()
        self.open_dispute(place, 0, "0.5")

    @rule(who=PLACES, share=SHARES)
    def offer_split(self, who: int, share: str) -> None:
        for dispute in Dispute.objects.open():
            part = Money((dispute.frozen_value * make.Decimal(share)).quantize(CENT), dispute.milestone.currency)
            self.attempt(offer_actions.offer_split, by=self.people[who], dispute_id=dispute.pk, to_freelancer=part)

    @rule(who=PLACES, answer=st.sampled_from([offer_actions.accept_offer, offer_actions.decline_offer]))
    def answer_offers(self, who: int, answer: Any) -> None:
        for offer in Offer.objects.all():
            self.attempt(answer, by=self.people[who], offer_id=offer.pk)

    @rule(who=PLACES, action=st.sampled_from([claims_actions.concede_dispute, claims_actions.withdraw_dispute]))
    def concede_or_withdraw(self, who: int, action: Any) -> None:
        for dispute in Dispute.objects.open():
            self.attempt(action, by=self.people[who], dispute_id=dispute.pk)

    @rule(
        who=PLACES,
        action=st.sampled_from(
            [claims_actions.answer_dispute, claims_actions.answer_dispute, rulings_actions.appeal_ruling]
        ),
    )
    def answer_or_appeal(self, who: int, action: Any) -> None:
        for dispute in Dispute.objects.open():
            self.attempt(action, by=self.people[who], dispute_id=dispute.pk, content=STATEMENT)

    @rule(who=st.integers(0, 2), share=SHARES, is_taken=st.booleans())
    def give_ruling(self, who: int, share: str, is_taken: bool) -> None:
        """Ruled by the assigned moderator, or by another one: refused unless they took the dispute over."""
        for dispute in Dispute.objects.to_rule():
            by = self.moderators[who]
            if is_taken:
                take = {"by": by, "dispute_id": dispute.pk, "to_id": by.pk, "reason": "She is away."}
                self.attempt(desk_actions.hand_over_dispute, **take)
            part = Money((dispute.frozen_value * make.Decimal(share)).quantize(CENT), dispute.milestone.currency)
            decision = Decision(part, ("defects",), {"en": "So it is."})
            self.attempt(rulings_actions.give_ruling, by=by, dispute_id=dispute.pk, decision=decision)

    @invariant()
    def frozen_money_is_split_once(self) -> None:
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
                is_in_range = least <= dispute.to_freelancer_value <= most
                assert is_in_range or dispute.ending == Dispute.Ending.SETTLED
        disputed = Milestone.objects.filter(state=State.DISPUTED).count()
        assert disputed == Dispute.objects.open().count()


@pytest.mark.django_db
def test_disputes_conserve_money(provider):
    DisputedEscrow.provider = provider
    run_state_machine_as_test(
        DisputedEscrow,
        settings=settings(
            max_examples=int(os.environ.get("ESCROW_RUNS", "3")),  # by `make prove`: 500
            stateful_step_count=40,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
