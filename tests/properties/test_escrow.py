"""Everything that people, the provider and time can do to a contract's money, in any order: none is made, none is lost.

A model counts what should stand; after every step it is compared with the figures, the balances and the whole proof of
the books. The provider is the real one of the sandbox, over HTTP.
"""

import os
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
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
from procrastinate.contrib.django.models import ProcrastinateJob

from market.contracts.models import Contract, Milestone, Proposal
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
from market.payments.chargebacks.recovery_actions import sync_chargeback
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
from tests.payments.story import CENT, SITE, assert_books_whole, contract, ready_account, usd

State = Milestone.State
PLACES = st.integers(0, 1)


class Escrow(RuleBasedStateMachine):
    """A contract of two milestones and what happens to it."""

    provider: Any = None

    @initialize(
        amounts=st.tuples(*[st.decimals("5.00", "300.00", places=2)] * 2),
        rate=st.sampled_from(["0.05", "0.0333", "0", "0.2"]),
    )
    def begin(self, amounts: tuple[Decimal, Decimal], rate: str) -> None:
        self.savepoint = transaction.savepoint()
        clock._offset = timedelta(0)
        self.contract = contract(*[str(amount) for amount in amounts], rate=rate)
        self.people = self.contract.client, self.contract.freelancer

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)
        clock._offset = timedelta(0)

    def milestone(self, place: int) -> Milestone:
        return self.contract.milestones.get(position=place + 1)

    def attempt(self, act: Any, **more: Any) -> bool:
        """An action as a person would try it: it is done, or refused whole."""
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
        client, _she = self.people
        milestone = self.milestone(place)
        if not self.attempt(fund_milestone, by=client, milestone_id=milestone.pk, site=SITE):
            return
        funding = milestone.fundings.latest("pk")
        self.provider.click(funding.checkout_url, outcome)
        if settle:
            tried(lambda: settle_funding(funding_id=funding.pk))

    @rule(settle=st.booleans())
    def fund_all(self, settle: bool) -> None:
        """Every milestone that waits, with one Checkout."""
        waiting = list(self.contract.milestones.filter(state=State.AWAITING_FUNDING).values_list("pk", flat=True))
        ask = {"by": self.people[0], "contract_id": self.contract.pk, "milestone_ids": waiting, "site": SITE}
        if not self.attempt(fund_several, **ask):
            return
        lead = Funding.objects.filter(milestone__in=waiting, together_with=None).latest("pk")
        self.provider.click(lead.checkout_url, "succeed")
        if settle:
            tried(lambda: settle_funding(funding_id=lead.pk))

    @rule(place=PLACES, what=st.sampled_from(["amount", "days", "drop", "add"]), who=PLACES)
    def propose_a_change(self, place: int, what: str, who: int) -> None:
        milestone = self.milestone(place)
        amount = milestone.amount_value + (5 if what == "amount" else 0)
        wish = Wish(milestone.pk, milestone.title, amount, min(milestone.days + (what == "days"), 365))
        others = {"drop": Wish(milestone.pk, drop=True), "add": Wish(title="More", amount=Decimal("7.77"), days=2)}
        self.attempt(propose_change, by=self.people[who], contract_id=self.contract.pk, wishes=[others.get(what, wish)])

    @rule(share=st.sampled_from(["0", "0.37", "1"]), who=PLACES)
    def ask_for_the_end(self, share: str, who: int) -> None:
        held = self.contract.milestones.filter(held_value__gt=0)
        shares = {each.pk: (each.held_value * Decimal(share)).quantize(CENT) for each in held}
        self.attempt(ask_to_end, by=self.people[who], contract_id=self.contract.pk, shares=shares)

    @rule(
        answer=st.sampled_from([agree_proposal, agree_proposal, refuse_proposal, withdraw_proposal]),
        who=PLACES,
        kind=st.sampled_from(["change", "change", "end"]),
    )
    def answer_what_was_asked(self, answer: Any, who: int, kind: str) -> None:
        for proposal in Proposal.objects.filter(contract=self.contract, state="open", kind=kind):
            self.attempt(answer, by=self.people[who], proposal_id=proposal.pk)

    @rule()
    def the_story_goes_on(self) -> None:
        """The next step of the usual way, so that a run comes far: paid, delivered, approved."""
        open_ones = [each for each in self.contract.milestones.order_by("position") if not each.is_ended]
        if not open_ones:
            self.time_passes(24 * 6)
            self.pay_out("")
        elif open_ones[0].state == State.AWAITING_FUNDING:
            self.fund(open_ones[0].position - 1, "succeed", True)
        elif open_ones[0].state == State.SUBMITTED:
            self.approve(open_ones[0].position - 1, 0)
        else:
            self.deliver_work(open_ones[0].position - 1)

    @rule()
    def and_on(self) -> None:
        """The same, to be chosen more often."""
        self.the_story_goes_on()

    @rule(place=PLACES)
    def deliver_work(self, place: int) -> None:
        self.attempt(submit_work, by=self.people[1], milestone_id=self.milestone(place).pk, note="Done")

    @rule(place=PLACES, who=PLACES)
    def approve(self, place: int, who: int) -> None:
        self.attempt(approve_milestone, by=self.people[who], milestone_id=self.milestone(place).pk)

    @rule(place=PLACES)
    def ask_changes(self, place: int) -> None:
        self.attempt(request_changes, by=self.people[0], milestone_id=self.milestone(place).pk, note="More")

    @rule(place=PLACES, share=st.sampled_from(["0.01", "0.3", "0.5", "1", "1.5"]))
    def release_a_part(self, place: int, share: str) -> None:
        milestone = self.milestone(place)
        amount = (milestone.held_value * Decimal(share)).quantize(CENT)
        self.attempt(release_part, by=self.people[0], milestone_id=milestone.pk, amount=usd(str(amount)))

    @rule(place=PLACES)
    def ask_refund(self, place: int) -> None:
        self.attempt(request_refund, by=self.people[0], milestone_id=self.milestone(place).pk, reason="Why not")

    @rule(place=PLACES, answer=st.sampled_from([agree_refund, refuse_refund, give_refund]), who=PLACES)
    def answer_refund(self, place: int, answer: Any, who: int) -> None:
        self.attempt(answer, by=self.people[who], milestone_id=self.milestone(place).pk)

    @rule(share=st.sampled_from(["", "0.4", "1", "2"]))
    def pay_out(self, share: str) -> None:
        she = self.people[1]
        if not balances_of(she)[0].payable.amount:
            return
        tried(lambda: ready_account(self.provider, she))
        amount = usd(str((balances_of(she)[0].payable.amount * Decimal(share)).quantize(CENT))) if share else None
        self.attempt(request_payout, by=she, amount=amount)

    @rule(
        fault=st.sampled_from(["drop", "duplicate", "reorder", "delay", "transfer_refused", "lost_answer", "api_error"])
    )
    def something_goes_wrong(self, fault: str) -> None:
        self.provider.plan(fault, seconds=30)

    @rule()
    def news_come(self) -> None:
        self.provider.deliver(after=timedelta(minutes=5))

    @rule()
    def jobs_run(self) -> None:
        run_jobs()

    @rule()
    def everything_comes_again(self) -> None:
        """Every piece of news a second time, and every job that could have been killed before its record."""
        for event in ProviderEvent.objects.all():
            tried(
                lambda event=event: make.app.tasks["market.payments.tasks.work_off_event_job"].func(event_pk=event.pk)
            )
        for funding in Funding.objects.all():
            tried(lambda funding=funding: settle_funding(funding_id=funding.pk))

    @rule(hours=st.sampled_from([1, 30, 24 * 5, 24 * 6, 24 * 15, 24 * 40]))
    def time_passes(self, hours: int) -> None:
        """Not so long that the contract lapses before anything was paid, or most runs would end there."""
        if not self.contract.milestones.exclude(funded_at=None).exists():
            hours = 1
        clock.advance(timedelta(hours=hours), between=run_jobs)

    @precondition(lambda self: Release.objects.filter(state="payable").exists())
    @rule()
    def sweep(self) -> None:
        tried(lambda: sweep_events(back=timedelta(days=30)))

    @rule()
    def all_is_calm(self) -> None:
        """No more faults, every open thing looked at: then the provider's books are ours to the cent."""
        Fault.objects.all().delete()
        sweep_events(back=timedelta(days=400))
        run_jobs()
        for row in Chargeback.objects.exclude(check_at=None):
            sync_chargeback(chargeback_id=row.pk)
        for funding in Funding.objects.filter(state__in=Funding.LIVE):
            settle_funding(funding_id=funding.pk)
        for payout in Payout.objects.filter(state__in=["pending", "in_transit"]):
            settle_payout(payout_id=payout.pk)
        for refund in Refund.objects.filter(state="pending"):
            send_refund(refund_id=refund.pk)
        assert reconciliation.balance_differences() == []

    @invariant()
    def no_money_is_made_or_lost(self) -> None:
        if not hasattr(self, "contract"):
            return
        assert_books_whole()
        for milestone in self.contract.milestones.all():
            lost = Chargeback.objects.filter(funding__milestone=milestone, state="lost")
            taken = sum((each.held_value for each in lost), Decimal(0))
            done = milestone.held_value + milestone.released_value + milestone.refunded_value + taken
            assert done in (0, milestone.amount_value)
            ended_with_money = milestone.state in Milestone.ENDS and milestone.held_value
            assert not ended_with_money, milestone.state
            assert not done or milestone.state not in (State.AWAITING_FUNDING, State.LAPSED, State.DROPPED)
        (balance,) = balances_of(self.people[1])
        sent = sum((each.amount_value for each in Payout.objects.exclude(state="failed")), Decimal(0))
        assert balance.in_transit.amount + balance.paid_out.amount <= sent
        released = sum((each.released_value for each in self.contract.milestones.all()), Decimal(0))
        released -= sum((each.earned_value for each in Chargeback.objects.all()), Decimal(0))
        parts = balance.clearing + balance.payable + balance.in_transit + balance.paid_out
        assert parts.amount == released

    @invariant()
    def the_provider_holds_what_our_books_say(self) -> None:
        if not hasattr(self, "contract"):
            return
        assert Contract.objects.get(pk=self.contract.pk).currency == "USD"
        paid = self.provider.events("checkout.session.completed")
        assert Funding.objects.filter(state="paid", together_with=None).count() <= len(paid)
        assert len(self.provider.events("refund.created")) <= Refund.objects.count()


def run_jobs() -> None:
    """Jobs as the worker runs them: what fails is tried again, up to some times."""
    tries: dict[int, int] = {}
    while job := ProcrastinateJob.objects.filter(status="todo").order_by("attempts", "id").first():
        set_job(job.pk, "succeeded")
        try:
            make.app.tasks[job.task_name].func(**job.args)
        except DomainError:
            tries[job.pk] = tries.get(job.pk, 0) + 1
            set_job(job.pk, "todo" if tries[job.pk] < 4 else "failed")


def set_job(pk: int, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = %s, attempts = attempts + 1 WHERE id = %s", [status, pk])


def tried(act: Any) -> None:
    with suppress(DomainError):
        act()


@pytest.mark.django_db
def test_no_money_is_made_or_lost(provider):
    Escrow.provider = provider
    run_state_machine_as_test(
        Escrow,
        settings=settings(
            max_examples=int(os.environ.get("ESCROW_RUNS", "8")),  # by night: 2000
            stateful_step_count=30,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
