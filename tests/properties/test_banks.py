"""The same machine with clients' banks beside all else: what a bank takes is taken once, and from nobody too much."""

import os
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.models import Chargeback, Funding
from market.sandbox import disputes
from market.sandbox.errors import ProviderError
from market.sandbox.models import Dispute
from tests.properties.test_escrow import PLACES, tried
from tests.properties.test_quarrels import Quarrel


class Banked(Quarrel):
    """Chargebacks beside disputes, refunds, approvals, payouts and clocks."""

    @rule(place=PLACES)
    def a_bank_is_asked(self, place: int) -> None:
        paid = Funding.objects.filter(milestone=self.milestone(place), state="paid").exclude(charge_id="").first()
        if paid is not None:
            self.ask_the_bank(paid.charge_id)

    def ask_the_bank(self, charge_id: str) -> None:
        try:
            disputes.open_dispute(charge_id)
        except ProviderError:  # all of it went back, or it was asked for before
            return

    @rule(outcome=st.sampled_from(["won", "lost", "lost"]))
    def banks_decide(self, outcome: str) -> None:
        for dispute in Dispute.objects.filter(status__in=disputes.OPEN):
            disputes.decide_dispute(dispute.id, won=outcome == "won")

    @rule()
    def news_of_banks_come(self) -> None:
        """In any order with all else, and again."""
        for key in list(Dispute.objects.values_list("id", flat=True)):
            tried(lambda key=key: sync_dispute(dispute_id=key))

    @invariant()
    def a_bank_takes_once_and_from_nobody_too_much(self) -> None:
        if not hasattr(self, "contract"):
            return
        for row in Chargeback.objects.select_related("funding__milestone"):
            milestone = row.funding.milestone
            if row.state == "open":
                assert milestone.is_frozen == (milestone.state in milestone.HOLDING)
            if row.state == "lost":
                of_hers = row.earned_value + row.owed_value + row.left_value
                assert of_hers <= milestone.released_value
                assert row.held_value + of_hers <= row.amount_value
            else:
                assert row.held_value == row.earned_value == row.owed_value == row.left_value == Decimal(0)
        frozen = self.contract.milestones.filter(frozen_at__isnull=False).values_list("pk", flat=True)
        asked = Chargeback.objects.filter(state="open").values_list("funding__milestone", flat=True)
        assert set(frozen) <= set(asked)


@pytest.mark.django_db
def test_banks_make_and_lose_no_money(provider):
    Banked.provider = provider
    run_state_machine_as_test(
        Banked,
        settings=settings(
            max_examples=int(os.environ.get("ESCROW_RUNS", "6")),  # by night: 2000
            stateful_step_count=40,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
