"""Tasks on the home page that another user's action creates: shown to whom they concern, gone when done."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import resolve, reverse

from market.bids.bids.actions import propose_terms
from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.contracts.proposals.actions import (
    agree_proposal,
    end_contract,
    propose_change,
    refuse_proposal,
    withdraw_proposal,
)
from market.contracts.proposals.changes import Wish
from market.contracts.proposals.request_actions import ask_extension
from market.core.base import clock, jobs
from market.core.base.home_tasks import Task
from market.jobs.invitations.actions import accept_invitation, invite_freelancer
from market.payments.funding.checkout_actions import settle_funding
from market.payments.models import PayoutAccount, ProviderEvent, Refund
from market.payments.payouts.actions import request_payout
from market.payments.payouts.onboarding_actions import start_onboarding, sync_payout_account
from market.payments.provider.actions import process_event
from market.payments.provider.port import ProviderRefused
from market.payments.refunds.actions import give_refund
from market.payments.tasks import work_off_event_job
from market.safety.actions import decide_report, report_thing
from market.services.ordering.actions import OrderChoice, answer_questions, cancel_order, order_service
from market.site.demo.revoking import revoke_certificate
from market.training.appeals.actions import decide_appeal, open_appeal
from market.training.issuing.release_actions import release_issuance
from market.training.letters.actions import confirm_printed
from tests import make
from tests.payments import story
from tests.site.task_lists import staff_tasks, tasks_of

RELEVANT_KINDS = {
    "appeal_revocation",
    "answer_change",
    "answer_extension",
    "answer_end",
    "answer_questions",
    "answer_terms",
    "bid",
    "payout_account",
}


def relevant_tasks(person) -> list[Task]:
    """The user's tasks of the kinds that are tested here."""
    person.refresh_from_db()
    return [task for task in tasks_of(person) if task.kind in RELEVANT_KINDS]


def task_kinds(person) -> list[str]:
    return [task.kind for task in relevant_tasks(person)]


@pytest.fixture
def contract(carla, farida):
    return story.contract("100.00", client=carla, freelancer=farida)


def request_change(contract):
    return propose_change(by=contract.freelancer, contract_id=contract.pk, wishes=[Wish(None, "More", Decimal(20), 2)])


def request_end(contract):
    end_contract(by=contract.client, contract_id=contract.pk)
    return contract.proposals.get()


@pytest.mark.parametrize(("ask", "kind"), [(request_change, "answer_change"), (request_end, "answer_end")])
@pytest.mark.parametrize("answered", [refuse_proposal, agree_proposal, withdraw_proposal])
def test_proposal_is_a_task_of_the_other_party_until_answered(contract, ask, kind, answered, omar):
    proposal = ask(contract)
    other = contract.other(proposal.by)
    (task,) = relevant_tasks(other)
    assert (task.kind, task.due, task.url) == (kind, proposal.due_at, proposal.get_absolute_url())
    assert task.side == ("client" if other == contract.client else "freelancer")
    assert relevant_tasks(proposal.by) == relevant_tasks(omar) == []
    answered(by=proposal.by if answered is withdraw_proposal else other, proposal_id=proposal.pk)
    assert relevant_tasks(other) == []


def test_proposal_task_ends_at_its_deadline(contract, travel):
    request_change(contract)
    assert task_kinds(contract.client) == ["answer_change"]
    travel(timedelta(days=8))
    assert relevant_tasks(contract.client) == []


def test_extension_request_is_a_task_of_the_client(provider, carla, farida):
    milestone = story.funded(provider, client=carla, freelancer=farida)
    extension = ask_extension(by=farida, milestone_id=milestone.pk, days=3)
    assert task_kinds(carla) == ["answer_extension"]
    agree_proposal(by=carla, proposal_id=extension.pk)
    assert relevant_tasks(carla) == []


def test_changed_terms_are_a_task_of_the_other_party(carla, farida):
    bid = make.make_bid(make.make_job(carla), farida)
    assert "answer_terms" not in task_kinds(carla) + task_kinds(farida)
    amount = Decimal("150.00")
    terms = ProposedTerms(story.usd(amount), 9, (MilestoneTerms("All", amount, 9),))
    propose_terms(by=carla, bid_id=bid.pk, terms=terms)
    (task,) = relevant_tasks(farida)
    assert (task.kind, task.amount, task.side) == ("answer_terms", story.usd(amount), "freelancer")
    propose_terms(
        by=farida, bid_id=bid.pk, terms=replace(terms, days=8, milestones=(MilestoneTerms("All", amount, 8),))
    )
    assert (task_kinds(carla), task_kinds(farida)) == (["answer_terms"], [])


def test_accepted_invitation_is_a_task_until_the_bid_is_submitted(carla, farida):
    job = make.make_job(carla)
    invitation = invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    accept_invitation(by=farida, invitation_id=invitation.pk)
    assert task_kinds(farida) == ["bid"]
    make.make_bid(job, farida)
    assert task_kinds(farida) == []


def make_order(provider, carla, farida, *, is_paid: bool):
    """Carla's order of a service, with an unanswered question."""
    service = make.make_service(farida)
    choice = OrderChoice(service.packages.all()[0].pk, [], {})
    order, funding = order_service(by=carla, service_id=service.pk, choice=choice, site=story.SITE)
    if is_paid:
        provider.pay(funding.checkout_url)
        settle_funding(funding_id=funding.pk)
    return order


def test_questions_of_a_paid_order_are_a_task_until_answered(provider, carla, farida):
    order = make_order(provider, carla, farida, is_paid=True)
    (task,) = relevant_tasks(carla)
    assert (task.kind, task.about) == ("answer_questions", order.title)
    assert task.url == reverse("answer_questions", args=[order.contract_id])
    answer_questions(
        by=carla, contract_id=order.contract_id, answers={at: "Blue" for at, _ in enumerate(order.answers)}
    )
    assert relevant_tasks(carla) == []


def test_unpaid_order_is_only_a_task_to_fund(provider, carla, farida):
    order = make_order(provider, carla, farida, is_paid=False)
    assert [task.kind for task in tasks_of(carla)] == ["fund"]
    assert tasks_of(farida) == []
    cancel_order(by=carla, contract_id=order.contract_id)
    assert tasks_of(carla) == []


def test_incomplete_payout_account_is_a_task(provider, farida, carla):
    milestone = story.funded(provider, client=carla, freelancer=farida)
    assert [str(task.text) for task in relevant_tasks(farida)] == ["Set up payouts, so that your money can reach you"]
    provider.onboard(start_onboarding(by=farida, site=story.SITE), "more_needed")
    account = PayoutAccount.objects.get(user=farida)
    sync_payout_account(account_id=str(account.account_id))
    assert [str(task.text) for task in relevant_tasks(farida)] == ["Give the payment service what is missing"]
    story.ready_account(provider, farida)
    assert relevant_tasks(farida) == []
    assert milestone.contract.freelancer == farida


def test_revocation_is_a_task_until_an_appeal_is_opened(farida, oli):
    assert relevant_tasks(farida) == []
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="The exam was not hers.")
    (task,) = relevant_tasks(farida)
    assert (task.kind, task.about, task.url) == ("appeal_revocation", farida.certificate.serial, "/claim/appeal/")
    assert task.due is not None
    open_appeal(by=farida, statement="I sat it myself.")
    assert relevant_tasks(farida) == []


def test_appeal_is_a_task_of_another_officer(farida, oli, onu):
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="The exam was not hers.")
    appeal = open_appeal(by=farida, statement="I sat it myself.")
    (task,) = staff_tasks(onu)
    assert (task.kind, task.about, task.due) == ("appeal", appeal.serial, appeal.due_at)
    assert staff_tasks(oli) == []
    decide_appeal(by=onu, appeal_id=appeal.pk, lift=True, answer="Her trainer confirms it.")
    assert staff_tasks(onu) == []


def test_printing_letters_is_a_task_of_the_officer_who_released_them(oli, onu):
    issuance = make.make_issuance(by=oli)
    release_issuance(by=onu, issuance_id=issuance.pk)
    (task,) = staff_tasks(onu)
    assert (task.kind, task.due) == ("print_letters", issuance.sealed_until or task.due)
    assert task.due is not None
    assert staff_tasks(oli) == []
    confirm_printed(by=onu, issuance_id=issuance.pk)
    assert staff_tasks(onu) == []


def test_kept_report_is_a_task_of_the_moderator_who_keeps_it(carla, farida, mitu):
    moni = make.make_person("Moni", roles=["moderator"])
    report = report_thing(by=farida, kind="job", thing_id=make.make_job(carla).pk, reason="spam")
    assert [str(task.text) for task in staff_tasks(mitu)] == ["Look at what was reported or found"]
    decide_report(by=mitu, report_id=report.pk, state="kept")
    assert [str(task.text) for task in staff_tasks(mitu)] == ["Decide on what is on watch"]
    assert staff_tasks(moni) == []
    decide_report(by=mitu, report_id=report.pk, state="closed", note="An honest job.")
    assert staff_tasks(mitu) == []


def test_refused_payout_is_an_operator_task_until_retried(provider, travel, run_jobs, pavel):
    release = story.payable(provider, travel, "100.00")
    provider.plan("transfer_refused")
    request_payout(by=release.freelancer)
    run_jobs()
    (task,) = [task for task in staff_tasks(pavel) if task.kind == "stuck_payout"]
    assert task.amount == release.amount
    assert "insufficient" in task.about
    travel(timedelta(hours=7))
    assert [task for task in staff_tasks(pavel) if task.kind == "stuck_payout"] == []


def test_payout_failed_at_the_bank_is_a_task_of_the_freelancer(provider, travel, run_jobs, pavel):
    release = story.payable(provider, travel, "66.67")  # the local provider's bank refuses this amount
    request_payout(by=release.freelancer)
    run_jobs()
    travel(timedelta(days=10))
    assert "pay_out" in [task.kind for task in tasks_of(release.freelancer)]
    assert [task for task in staff_tasks(pavel) if task.kind == "stuck_payout"] == []


def test_failed_webhook_events_are_operator_tasks_by_kind(provider, pavel):
    story.funded(provider)
    provider.deliver()
    failed_events = ProviderEvent.objects.order_by("pk")[:2]
    assert failed_events
    for event in failed_events:
        ProviderEvent.objects.filter(pk=event.pk).update(worked_off_at=None, failure="KeyError", kind="charge.updated")
    tasks = [(task.about, task.count) for task in staff_tasks(pavel) if task.kind == "stopped_news"]
    assert tasks == [("charge.updated", len(failed_events))]


def test_failed_webhook_event_and_its_job_lead_to_the_desk(provider, pavel):
    event = ProviderEvent.objects.create(
        event_id="evt_1",
        kind="charge.dispute.updated",
        subject="dispute",
        object_id="du_unknown",
        payload={},
        received_at=clock.now(),
    )
    with pytest.raises(ProviderRefused):
        process_event(event_pk=event.pk)
    jobs.defer(work_off_event_job, event_pk=event.pk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    tasks = {task.kind: (task.about, resolve(task.url).url_name) for task in staff_tasks(pavel)}
    assert tasks == {
        "stopped_news": ("charge.dispute.updated", "stopped_work"),
        "stopped_job": ("Processing a message of a provider", "stopped_work"),
    }


def test_failed_refund_task_explains_the_reason(provider, pavel):
    milestone = story.funded(provider)
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    row = Refund.objects.get()
    Refund.objects.filter(pk=row.pk).update(state=Refund.State.FAILED, failure="lost_or_stolen_card")
    task = next(task for task in staff_tasks(pavel) if task.kind == "failed_refund")
    assert task.about == "The card was reported lost or stolen."
    assert task.url == f"/staff/proposals/new/refund_destination/?refund={row.pk}"
    Refund.objects.filter(pk=row.pk).update(destination="An account in Turin")
    task = next(task for task in staff_tasks(pavel) if task.kind == "failed_refund")
    assert task.url.endswith(f"/refund/{row.pk}/change/")
