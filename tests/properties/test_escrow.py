"""A state machine of everything that users, the provider and time can do to a contract's money, in any order.

Money is conserved: after every step the amounts of the milestones, the freelancer's balances and every check of the
ledger must agree. The provider is the sandbox's, over HTTP.
"""

import os
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from market.contracts.models import Milestone, Proposal
from market.contracts.proposals.actions import (
    agree_proposal,
    ask_to_end,
    propose_change,
    refuse_proposal,
    withdraw_proposal,
)
from market.contracts.proposals.changes import Wish
from market.contracts.workroom.actions import refuse_refund, request_changes, request_refund, submit_work
from market.core.base import clock
from market.core.base.errors import DomainError
from market.core.base.money import Money
from market.payments.chargebacks.evidence_actions import follow_chargeback
from market.payments.funding.actions import fund_milestone, fund_several
from market.payments.funding.checkout_actions import settle_funding
from market.payments.models import Chargeback, Funding, Payout, ProviderEvent, Refund, Release
from market.payments.payouts.actions import request_payout
from market.payments.payouts.sending_actions import settle_payout
from market.payments.provider import reconciliation
from market.payments.provider.actions import sweep_events
from market.payments.queries import balances_of
from market.payments.refunds.actions import agree_refund, give_refund, send_refund
from market.payments.releases.actions import approve_milestone, release_part
from market.sandbox.models import Fault
from tests import make
from tests.payments.story import CENT, SITE, assert_books_whole, contract, ready_account
from tests.properties.steps import (
    assert_freelancer_has_what_was_released,
    assert_milestone_adds_up,
    ignore_refusal,
    run_jobs,
)

State = Milestone.State
PLACES = st.integers(0, 1)


class Escrow(RuleBasedStateMachine):
    """A contract of two milestones, and the steps that can be taken."""

    provider: Any = None

    @initialize(
        amounts=st.tuples(*[st.decimals("5.00", "300.00", places=2)] * 2),
        rate=st.sampled_from(["0.05", "0.0333", "0", "0.2"]),
    )
    def begin(self, amounts: tuple[Decimal, Decimal], rate: str) -> None:
        self.savepoint = transaction.savepoint()
        clock._offset = timedelta(0)
        self.contracts = [contract(*[str(amount) for amount in amounts], rate=rate)]
        self.contract = self.contracts[0]
        self.people = self.contract.client, self.contract.freelancer

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)
        clock._offset = timedelta(0)

    def milestone(self, place: int) -> Milestone:
        return self.contract.milestones.get(position=place + 1)

    def money(self, amount: Decimal) -> Money:
        """An amount in the currency of the contract that is looked at."""
        return Money(amount.quantize(CENT), self.contract.currency)

    def payable(self) -> Decimal:
        """What the freelancer can be paid out in that currency."""
        balances = {each.currency: each.payable.amount for each in balances_of(self.people[1])}
        return balances.get(self.contract.currency, Decimal(0))

    def click(self, funding: Funding, outcome: str) -> None:
        """The client's choice on the page of the provider."""
        self.provider.click(funding.checkout_url, outcome)

    def give_destination(self) -> None:
        """The freelancer says where payouts go."""
        ignore_refusal(lambda: ready_account(self.provider, self.people[1]))

    def attempt(self, act: Any, **more: Any) -> bool:
        """Run an action in a transaction; True if it was done, False if it was refused and rolled back."""
        try:
            with transaction.atomic():
                act(**more)
        except DomainError:
            return False
        return True

    @rule(
        place=PLACES,
        outcome=st.sampled_from(["succeed", "succeed", "succeed", "decline", "abandon"]),
        settle=st.booleans(),
    )
    def fund(self, place: int, outcome: str, settle: bool) -> None:
        client, _freelancer = self.people
        milestone = self.milestone(place)
        if not self.attempt(fund_milestone, by=client, milestone_id=milestone.pk, site=SITE):
            return
        funding = milestone.fundings.latest("pk")
        self.click(funding, outcome)
        if settle:
            ignore_refusal(lambda: settle_funding(funding_id=funding.pk))

    @rule(settle=st.booleans())
    def fund_all(self, settle: bool) -> None:
        """Every milestone that awaits funding, with one Checkout."""
        milestone_ids = list(self.contract.milestones.filter(state=State.AWAITING_FUNDING).values_list("pk", flat=True))
        order = {"by": self.people[0], "contract_id": self.contract.pk, "milestone_ids": milestone_ids, "site": SITE}
        if not self.attempt(fund_several, **order):
            return
        funding = Funding.objects.filter(milestone__in=milestone_ids, together_with=None).latest("pk")
        self.click(funding, "succeed")
        if settle:
            ignore_refusal(lambda: settle_funding(funding_id=funding.pk))

    @rule(place=PLACES, change=st.sampled_from(["amount", "days", "drop", "add"]), who=PLACES)
    def propose_change_of_milestone(self, place: int, change: str, who: int) -> None:
        milestone = self.milestone(place)
        amount = milestone.amount_value + (5 if change == "amount" else 0)
        wish = Wish(milestone.pk, milestone.title, amount, min(milestone.days + (change == "days"), 365))
        wishes = {"drop": Wish(milestone.pk, drop=True), "add": Wish(title="More", amount=Decimal("7.77"), days=2)}
        self.attempt(
            propose_change, by=self.people[who], contract_id=self.contract.pk, wishes=[wishes.get(change, wish)]
        )

    @rule(share=st.sampled_from(["0", "0.37", "1"]), who=PLACES)
    def propose_end(self, share: str, who: int) -> None:
        held = self.contract.milestones.filter(held_value__gt=0)
        shares = {each.pk: (each.held_value * Decimal(share)).quantize(CENT) for each in held}
        self.attempt(ask_to_end, by=self.people[who], contract_id=self.contract.pk, shares=shares)

    @rule(
        answer=st.sampled_from([agree_proposal, agree_proposal, refuse_proposal, withdraw_proposal]),
        who=PLACES,
        kind=st.sampled_from(["change", "change", "end"]),
    )
    def answer_proposals(self, answer: Any, who: int, kind: str) -> None:
        for proposal in Proposal.objects.filter(contract=self.contract, state="open", kind=kind):
            self.attempt(answer, by=self.people[who], proposal_id=proposal.pk)

    @rule()
    def take_next_usual_step(self) -> None:
        """The next step of the happy path (fund, submit, approve, pay out), so that runs get far."""
        open_milestones = [each for each in self.contract.milestones.order_by("position") if not each.is_ended]
        if not open_milestones:
            self.advance_clock(24 * 6)
            self.pay_out("")
        elif open_milestones[0].state == State.AWAITING_FUNDING:
            self.fund(open_milestones[0].position - 1, "succeed", True)
        elif open_milestones[0].state == State.SUBMITTED:
            self.approve(open_milestones[0].position - 1, 0)
        else:
            self.deliver_work(open_milestones[0].position - 1)

    @rule()
    def take_next_usual_step_again(self) -> None:
        """The same rule again, so that it is chosen more often."""
        self.take_next_usual_step()

    @rule(place=PLACES)
    def deliver_work(self, place: int) -> None:
        self.attempt(submit_work, by=self.people[1], milestone_id=self.milestone(place).pk, note="Done")

    @rule(place=PLACES, who=PLACES)
    def approve(self, place: int, who: int) -> None:
        self.attempt(approve_milestone, by=self.people[who], milestone_id=self.milestone(place).pk)

    @rule(place=PLACES)
    def ask_for_changes(self, place: int) -> None:
        self.attempt(request_changes, by=self.people[0], milestone_id=self.milestone(place).pk, note="More")

    @rule(place=PLACES, share=st.sampled_from(["0.01", "0.3", "0.5", "1", "1.5"]))
    def release_partially(self, place: int, share: str) -> None:
        milestone = self.milestone(place)
        amount = self.money(milestone.held_value * Decimal(share))
        self.attempt(release_part, by=self.people[0], milestone_id=milestone.pk, amount=amount)

    @rule(place=PLACES)
    def ask_for_refund(self, place: int) -> None:
        self.attempt(request_refund, by=self.people[0], milestone_id=self.milestone(place).pk, reason="Why not")

    @rule(place=PLACES, answer=st.sampled_from([agree_refund, refuse_refund, give_refund]), who=PLACES)
    def answer_refund(self, place: int, answer: Any, who: int) -> None:
        self.attempt(answer, by=self.people[who], milestone_id=self.milestone(place).pk)

    @rule(share=st.sampled_from(["", "0.4", "1", "2"]))
    def pay_out(self, share: str) -> None:
        if not (payable := self.payable()):
            return
        self.give_destination()
        amount = self.money(payable * Decimal(share)) if share else None
        currency = str(self.contract.currency)
        self.attempt(request_payout, by=self.people[1], amount=amount, currency=currency)

    @rule(
        fault=st.sampled_from(["drop", "duplicate", "reorder", "delay", "transfer_refused", "lost_answer", "api_error"])
    )
    def plan_fault(self, fault: str) -> None:
        self.provider.plan(fault, seconds=30)

    @rule()
    def deliver_webhooks(self) -> None:
        self.provider.deliver(after=timedelta(minutes=5))

    @rule()
    def run_pending_jobs(self) -> None:
        run_jobs()

    @rule()
    def repeat_events_and_settling(self) -> None:
        """Process every event a second time, and settle every funding again, as after a killed job."""
        for event in ProviderEvent.objects.all():
            ignore_refusal(
                lambda event=event: make.app.tasks["market.payments.tasks.work_off_event_job"].func(event_pk=event.pk)
            )
        for funding in Funding.objects.all():
            ignore_refusal(lambda funding=funding: settle_funding(funding_id=funding.pk))

    @rule(hours=st.sampled_from([1, 30, 24 * 5, 24 * 6, 24 * 15, 24 * 40]))
    def advance_clock(self, hours: int) -> None:
        """Advance the clock; only an hour before the first payment, or most runs would end with a lapsed contract."""
        if not self.contract.milestones.exclude(funded_at=None).exists():
            hours = 1
        clock.advance(timedelta(hours=hours), between=run_jobs)

    @precondition(lambda self: Release.objects.filter(state="payable").exists())
    @rule()
    def sweep(self) -> None:
        ignore_refusal(lambda: sweep_events(back=timedelta(days=30)))

    @rule()
    def reconcile(self) -> None:
        """Without faults and with everything settled, the provider's balance equals our ledger to the cent."""
        Fault.objects.all().delete()
        sweep_events(back=timedelta(days=400))
        run_jobs()
        for chargeback in Chargeback.objects.exclude(check_at=None):
            follow_chargeback(chargeback_id=chargeback.pk)
        for funding in Funding.objects.filter(Q(state__in=Funding.LIVE) | Q(check_at__isnull=False)):
            settle_funding(funding_id=funding.pk)
        for payout in Payout.objects.filter(state__in=["pending", "in_transit"]):
            settle_payout(payout_id=payout.pk)
        for refund in Refund.objects.filter(state="pending"):
            ignore_refusal(lambda refund=refund: send_refund(refund_id=refund.pk))
        assert reconciliation.balance_differences() == []

    @invariant()
    def money_is_conserved(self) -> None:
        if not hasattr(self, "contract"):
            return
        assert_books_whole()
        for each in self.contracts:
            for milestone in each.milestones.all():
                assert_milestone_adds_up(milestone)
            assert_freelancer_has_what_was_released(each)

    @invariant()
    def provider_events_cover_our_records(self) -> None:
        if not hasattr(self, "contract"):
            return
        completed = self.provider.events("checkout.session.completed")
        assert Funding.objects.filter(rail="stripe", state="paid", together_with=None).count() <= len(completed)
        assert len(self.provider.events("refund.created")) <= Refund.objects.filter(funding__rail="stripe").count()


@pytest.mark.django_db
def test_escrow_conserves_money(provider):
    Escrow.provider = provider
    run_state_machine_as_test(
        Escrow,
        settings=settings(
            max_examples=int(os.environ.get("ESCROW_RUNS", "3")),  # by `make prove`: 500
            stateful_step_count=30,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
