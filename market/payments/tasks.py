"""Jobs and deadlines of money. A deadline task only processes what is due; a job may run twice."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.core.management import CommandError, call_command
from django.db.models import Model, QuerySet
from procrastinate.contrib.django import app

from market.contracts.models import Milestone
from market.core.base import clock, jobs, nightly_checks
from market.core.base.row_deadlines import row_deadline
from market.payments.allowances import deadlines  # noqa: F401  # registers its own
from market.payments.bonuses import actions as bonuses_actions
from market.payments.cancelling import actions as cancelling_actions
from market.payments.chargebacks import actions as chargebacks_actions
from market.payments.chargebacks import evidence_actions
from market.payments.desk import alarm_actions, reconciliation_actions, stopped
from market.payments.exchange_rates import actions as exchange_rates_actions
from market.payments.funding import checkout_actions
from market.payments.give_backs import actions as give_backs_actions
from market.payments.give_backs import collecting_actions
from market.payments.ledger import postings
from market.payments.models import Chargeback, PayoutMethod, Release, StaffProposal
from market.payments.payout_methods import actions as methods_actions
from market.payments.payouts import actions as payouts_actions
from market.payments.payouts import sending_actions, wallet_actions
from market.payments.proposals import actions as proposals_actions
from market.payments.provider import actions as provider_actions
from market.payments.provider import polling_actions
from market.payments.provider.polling_actions import POLLED
from market.payments.refunds import actions as refunds_actions
from market.payments.releases import actions as releases_actions
from market.payments.releases import timeout_actions
from market.payments.seals import actions as seals_actions
from market.runtime import health

log = logging.getLogger(__name__)
QUEUE = "money"
CHECKS = "checks"
State = Milestone.State


@jobs.task(queue=QUEUE)
def settle_funding_job(funding_id: int) -> None:
    """Compare a funding with its Checkout."""
    checkout_actions.settle_funding(funding_id=funding_id)


@jobs.task(queue=QUEUE)
def send_refund_job(refund_id: int) -> None:
    """Send a refund, or fetch its status."""
    refunds_actions.send_refund(refund_id=refund_id)


@jobs.task(queue=QUEUE)
def send_payout_job(payout_id: int) -> None:
    """Make a payout's transfers, or the one to a wallet."""
    sending_actions.send_payout(payout_id=payout_id)
    wallet_actions.send_wallet_payout(payout_id=payout_id)


@jobs.task(queue=QUEUE)
def settle_payout_job(payout_id: int) -> None:
    """Compare a payout with the freelancer's bank payouts, or with its transfer to a wallet."""
    sending_actions.settle_payout(payout_id=payout_id)
    wallet_actions.settle_wallet_payout(payout_id=payout_id)


@jobs.task(queue=QUEUE)
def retry_payout_job(payout_id: int) -> None:
    """Try a failed payout again."""
    payouts_actions.retry_payout(payout_id=payout_id)


@jobs.task(queue=QUEUE)
def sync_chargeback_job(chargeback_id: int) -> None:
    """Tell the bank where a chargeback is not answered; fetch its state, and recover what is left of a lost one."""
    evidence_actions.follow_chargeback(chargeback_id=chargeback_id)


@jobs.task(queue=QUEUE)
def collect_give_back_job(give_back_id: int) -> None:
    """Call back what is given back and had been paid out."""
    collecting_actions.collect_give_back(give_back_id=give_back_id)


@jobs.task(queue=QUEUE)
def pass_on_debt_job(debt_id: int) -> None:
    """Send a client what was taken for them from a freelancer's earnings."""
    give_backs_actions.pass_on_debt(debt_id=debt_id)


@jobs.task(queue=QUEUE)
def work_off_event_job(event_pk: int) -> None:
    """Process a webhook event."""
    provider_actions.process_event(event_pk=event_pk)


@jobs.task(queue=CHECKS)
def reconcile_now_job() -> None:
    """Compare the ledger with the providers' balances, since an operator wants it."""
    reconciliation_actions.reconcile_balances()


@app.periodic(cron="*/5 * * * *")
@app.task(queue=CHECKS, queueing_lock="alarm_of_stopped_work", pass_context=False)
def alarm_of_stopped_work(timestamp: int) -> None:
    """Notify operators of work that has stopped for a quarter of an hour."""
    alarm_actions.alarm_of_stopped_work()


def _stopped_work() -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(stopped.stopped_long().items()))


health.SLOW_FACTS["stopped_work"] = _stopped_work


@app.periodic(cron="25 * * * *")
@app.task(queue=CHECKS, queueing_lock="renew_practice_rate", pass_context=False)
def renew_practice_rate(timestamp: int) -> None:
    """On a development site: the example rate counts for today too."""
    exchange_rates_actions.renew_practice_rate()


@app.periodic(cron="*/10 * * * *")
@app.task(queue=CHECKS, queueing_lock="sweep_events", pass_context=False)
def sweep_recent_events(timestamp: int) -> None:
    """Store events of the last day that were never delivered."""
    provider_actions.sweep_events(back=timedelta(days=1))


# Each night, from 3:05 in Dhaka. They do not wait for each other, and one that fails stops none of the others: it is
# tried again, since the provider may be away for a while (on a site that makes up for a night, until it listens).
for name in ("sweep_events", "reconciliation", "verify_ledger"):
    nightly_checks.expect(name, within=timedelta(hours=26))


@app.periodic(cron="5 21 * * *")
@app.task(queue=CHECKS, retry=jobs.RETRY, queueing_lock="sweep_all_events", pass_context=False)
def sweep_all_events(timestamp: int) -> None:
    """Store events of the last 30 days that were never delivered."""
    nightly_checks.run("sweep_events", lambda: _discard_result(provider_actions.sweep_events(back=timedelta(days=30))))


@app.periodic(cron="15 21 * * *")
@app.task(queue=CHECKS, retry=jobs.RETRY, queueing_lock="reconcile", pass_context=False)
def reconcile(timestamp: int) -> None:
    """Compare the ledger with the providers' balances and store it; a difference is logged as an error."""
    nightly_checks.run("reconciliation", _reconcile)


@app.periodic(cron="20 21 * * *")
@app.task(queue=CHECKS, retry=jobs.RETRY, queueing_lock="audit_books", pass_context=False)
def audit_books(timestamp: int) -> None:
    """Verify the ledger. The first fault is logged as an error."""
    nightly_checks.run("verify_ledger", _verify_ledger)


def _discard_result(_result: object) -> str:
    return ""


def _reconcile() -> str:
    """Compare and store. Differences may be events under way, so they do not fail the check."""
    reconciliation_actions.reconcile_balances()
    return ""


def _verify_ledger() -> str:
    try:
        call_command("verify_ledger")
    except CommandError as fault:
        return str(fault)
    return ""


def _holding() -> "QuerySet[Milestone]":
    return Milestone.objects.filter(state__in=Milestone.HOLDING, frozen_at=None).exclude(state=State.DISPUTED)


@row_deadline(lambda: Milestone.objects.filter(state=State.AWAITING_FUNDING), "funding_due_at")
def lapse_unfunded_milestones(milestone_id: int) -> None:
    """Milestones that nobody funded in time."""
    checkout_actions.lapse_milestone(milestone_id=milestone_id)


@row_deadline(
    lambda: Milestone.everything.filter(kind=Milestone.Kind.BONUS, state=State.AWAITING_FUNDING), "funding_due_at"
)
def lapse_unpaid_bonuses(milestone_id: int) -> None:
    """Bonuses that were not paid in time."""
    bonuses_actions.lapse_bonus(milestone_id=milestone_id)


@row_deadline(lambda: Milestone.objects.filter(state=State.SUBMITTED, frozen_at=None), "review_due_at")
def approve_by_silence(milestone_id: int) -> None:
    """Delivered work whose review days are over."""
    releases_actions.release_by_silence(milestone_id=milestone_id)


def _under_notice() -> "QuerySet[Milestone]":
    return Milestone.objects.filter(state=State.FUNDED, frozen_at=None)


@row_deadline(_under_notice, "cancel_reminder_at")
def remind_of_cancel_notices(milestone_id: int) -> None:
    """Late work whose notice to cancel ends soon."""
    cancelling_actions.remind_of_cancel_notice(milestone_id=milestone_id)


@row_deadline(_under_notice, "cancel_at")
def cancel_late_milestones(milestone_id: int) -> None:
    """Late work whose notice to cancel has ended."""
    cancelling_actions.cancel_late(milestone_id=milestone_id)


@row_deadline(_holding, "idle_notice_at")
def warn_of_idle_holds(milestone_id: int) -> None:
    """Held money without a delivery: the warning."""
    releases_actions.warn_idle(milestone_id=milestone_id)


@row_deadline(_holding, "idle_refund_at")
def refund_idle_holds(milestone_id: int) -> None:
    """Held money without a delivery: the refund."""
    refunds_actions.refund_idle(milestone_id=milestone_id)


@row_deadline(_holding, "last_day_reminder_at")
def warn_of_last_days(milestone_id: int) -> None:
    """Held money that cannot be held much longer: the warning."""
    timeout_actions.warn_of_last_day(milestone_id=milestone_id)


@row_deadline(_holding, "last_day_at")
def end_holds_on_their_last_day(milestone_id: int) -> None:
    """Held money on its last day of holding."""
    timeout_actions.end_on_last_day(milestone_id=milestone_id)


@row_deadline(lambda: Release.objects.filter(state=Release.State.CLEARING), "clears_at")
def clear_releases(release_id: int) -> None:
    """Releases whose clearing days are over."""
    releases_actions.clear_release(release_id=release_id)


@row_deadline(lambda: PayoutMethod.objects.filter(state=PayoutMethod.State.COOLING), "usable_at")
def start_payout_methods(method_id: int) -> None:
    """Accounts for payouts whose hours of waiting are over."""
    methods_actions.start_method(method_id=method_id)


@row_deadline(Chargeback.objects.open, "remind_at")
def remind_of_answers(chargeback_id: int) -> None:
    """Chargebacks that the bank stops waiting for soon."""
    chargebacks_actions.remind_of_answer(chargeback_id=chargeback_id)


def _open_proposals() -> "QuerySet[StaffProposal]":
    return StaffProposal.objects.open()


@row_deadline(_open_proposals, "remind_at")
def remind_of_proposals(proposal_id: int) -> None:
    """Proposals of operators that expire soon."""
    proposals_actions.remind_of_staff_proposal(proposal_id=proposal_id)


@row_deadline(_open_proposals, "expires_at")
def expire_proposals(proposal_id: int) -> None:
    """Proposals that no other operator decided in time."""
    proposals_actions.expire_staff_proposal(proposal_id=proposal_id)


def _rows_in(model: type[Model], states: tuple[str, ...]) -> "Callable[[], QuerySet[Model]]":
    return lambda: model._default_manager.filter(state__in=states)


@clock.deadline(
    next_due=tuple(clock.NextDue(_rows_in(model, states), "check_at") for model, states, _job, _id in POLLED)
)
def check_what_is_open() -> None:
    """Open objects at the provider whose check is due."""
    polling_actions.schedule_checks()


@clock.deadline(next_due=postings.next_seal)
def seal_ledger() -> None:
    """Seal transactions that no block covers yet."""
    postings.seal_ledger()


@clock.deadline(next_due=seals_actions.next_publication)
def publish_ledger_days() -> None:
    """Publish the heads of the days that are over."""
    seals_actions.publish_days()
