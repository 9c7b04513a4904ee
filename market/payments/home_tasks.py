"""Tasks about money: of clients and freelancers, and of operators where a payment or a job has stopped."""

from django.db.models import Count, Min, Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from market.accounts.models import User
from market.contracts.naming import work_named
from market.core.base.home_tasks import CLIENT, FREELANCER, ME, MOST, STAFF, Home, Task, register_facts, task_source
from market.core.base.money import Money
from market.core.web.jinja import url_or_empty
from market.payments.allowances import home_tasks as allowance_tasks  # noqa: F401  # registers its own
from market.payments.chargebacks.queries import chargebacks_at
from market.payments.desk.task_names import task_name
from market.payments.models import Funding, Payout, PayoutAccount, PayoutMethod, ProviderEvent, Refund
from market.payments.payout_batches.queries import (
    batches_to_approve,
    batches_with_stopped,
    returns_due,
    waiting_too_long,
)
from market.payments.payout_methods.queries import names_to_check
from market.payments.payouts.bank import goes_by_bank
from market.payments.proposals.kinds import KINDS
from market.payments.proposals.queries import waiting_for
from market.payments.queries import Balance, balances_of
from market.payments.refunds.failures import failure_sentence

PARTIES = ("milestone__contract__client", "milestone__contract__freelancer")
OPERATOR = (User.Role.OPERATOR,)
register_facts(
    owed=Refund.objects.owed().filter(milestone__contract__client=ME),
    payouts_active=PayoutAccount.objects.filter(user=ME, state=PayoutAccount.State.ACTIVE),
    payout_method=PayoutMethod.objects.filter(user=ME, state=PayoutMethod.State.ACTIVE),
    payout_method_coming=PayoutMethod.objects.coming().filter(user=ME),
    payouts_restricted=PayoutAccount.objects.filter(user=ME, state=PayoutAccount.State.RESTRICTED),
)


@task_source(order=40, facts=("owed",))
def refund_tasks(home: Home) -> list[Task]:
    """Failed refunds that are owed to the client: where to send them."""
    rows = Refund.objects.owed().filter(destination="", milestone__contract__client=home.user).select_related(*PARTIES)
    text = _("Tell us where to send your refund")
    return [
        Task(
            "refund_owed",
            CLIENT,
            text,
            work_named(row.milestone, home.user),
            reverse("money"),
            None,
            row.owed,
            "money",
            row.ended_at,
        )
        for row in rows.order_by("pk")[: MOST + 1]
    ]


@task_source(order=40, facts=("profile",))
def payout_tasks(home: Home) -> list[Task]:
    """Payable money, or an account to set up for it: at the provider, or one that the bank pays to."""
    balances = home.read(balances_of)
    by_bank = [each for each in balances if goes_by_bank(each.currency)]
    return [*_provider_tasks(home, [each for each in balances if each not in by_bank]), *_bank_tasks(home, by_bank)]


def _bank_tasks(home: Home, balances: list[Balance]) -> list[Task]:
    rows = [each for each in balances if each.payable.amount or each.held.amount or each.clearing.amount]
    ready = [each.payable for each in rows if each.payable.amount]
    if home.facts["payout_method"]:
        text, money = _("Have your money paid out"), reverse("money")
        return [Task("pay_out", FREELANCER, text, "", money, None, sum_, "money") for sum_ in ready]
    if not rows or home.facts["payout_method_coming"]:
        return []
    text, page = _("Say to which account your taka go"), reverse("payout_methods")
    return [Task("payout_method", FREELANCER, text, "", page, None, next(iter(ready), None), "money")]


def _provider_tasks(home: Home, balances: list[Balance]) -> list[Task]:
    ready = [each.payable for each in balances if each.payable.amount]
    coming = [each for each in balances if each.held.amount or each.clearing.amount]
    if not ready and not coming:
        return []
    money = reverse("money")
    if home.facts["payouts_active"]:
        return [
            Task("pay_out", FREELANCER, _("Have your money paid out"), "", money, None, sum_, "money") for sum_ in ready
        ]
    if home.facts["payouts_restricted"]:
        text = _("Give the payment service what is missing")
        return [Task("payout_account", FREELANCER, text, "", money, mark="warning")]
    text = _("Set up payouts, so that your money can reach you")
    return [Task("payout_account", FREELANCER, text, "", money, None, next(iter(ready), None), "money")]


@task_source(order=90, roles=OPERATOR)
def chargeback_tasks(home: Home) -> list[Task]:
    """Chargebacks to answer."""
    rows = chargebacks_at("open")[: MOST + 1]
    text = _("Answer the bank")
    return [
        Task(
            "chargeback",
            STAFF,
            text,
            work_named(row.funding.milestone, home.user),
            row.get_absolute_url(),
            row.answer_by,
            row.charge,
        )
        for row in rows
    ]


@task_source(order=90, roles=OPERATOR)
def suspect_payment_tasks(home: Home) -> list[Task]:
    """Payments that a provider looks at, to be counted or sent back."""
    rows = Funding.objects.filter(state=Funding.State.OPEN, suspicion=Funding.Suspicion.WAITING).order_by("pk")
    text = _("Decide about a payment under suspicion")
    return [
        Task("suspect_payment", STAFF, text, row.milestone.full_title, _row_url("funding", row.pk), None, row.charge)
        for row in rows.select_related("milestone__contract")[: MOST + 1]
    ]


@task_source(order=90, roles=OPERATOR)
def payout_batch_tasks(home: Home) -> list[Task]:
    """Batches to approve, and those of which the bank should have told by now."""
    tasks = [
        Task(
            "payout_batch",
            STAFF,
            _("Approve a batch of payouts"),
            "",
            row.get_absolute_url(),
            None,
            row.amount,
            "money",
        )
        for row in batches_to_approve().exclude(made_by=home.user)[: MOST + 1]
    ]
    text = _("Ask the bank to hold a payout back: its account was stopped")
    tasks += [
        Task("stopped_payout", STAFF, text, "", row.get_absolute_url(), mark="warning")
        for row in batches_with_stopped()[: MOST + 1]
    ]
    text = _("Import the bank's return file")
    return tasks + [
        Task("payout_returns", STAFF, text, "", row.get_absolute_url(), row.return_due_at, row.amount)
        for row in returns_due()[: MOST + 1]
    ]


@task_source(order=90, roles=OPERATOR)
def proposal_tasks(home: Home) -> list[Task]:
    """What other operators propose."""
    text, desk = _("Decide on what another operator proposes"), reverse("staff_proposals")
    return [
        Task(
            "staff_proposal",
            STAFF,
            text,
            str(KINDS[row.kind].label),
            row.get_absolute_url(),
            row.expires_at,
            row.amount,
            "people",
            desk=desk,
        )
        for row in waiting_for(home.user)[: MOST + 1]
    ]


@task_source(order=90, roles=OPERATOR)
def wallet_payout_tasks(home: Home) -> list[Task]:
    """Payouts to wallets of which nobody knows what became, each one; and those that wait, in one for each reason."""
    text = _("Find out what became of a payout to a wallet")
    tasks = [
        Task("unclear_payout", STAFF, text, "", reverse("wallet_payout", args=[row.pk]), None, row.sent, "warning")
        for row in Payout.objects.unclear().exclude(freelancer=home.user).order_by("pk")[: MOST + 1]
    ]
    waiting = {
        Payout.HoldUp.LOW_BALANCE: _("Pay money into bKash: payouts wait for it"),
        Payout.HoldUp.UNAVAILABLE: _("Find out why bKash takes no payouts"),
    }
    rows = Payout.objects.filter(hold_up__in=waiting).order_by("hold_up").values_list("hold_up")
    sums = rows.annotate(count=Count("pk"), since=Min("created_at"), taka=Sum("amount_value"))
    page = reverse("held_payouts")
    return tasks + [
        Task(why, STAFF, waiting[Payout.HoldUp(why)], "", page, None, Money(sum_, "BDT"), since=since, count=count)
        for why, count, since, sum_ in sums
    ]


@task_source(order=90, roles=OPERATOR)
def waiting_payout_tasks(home: Home) -> list[Task]:
    """Payouts that no batch has had for a banking day, and names of accounts to compare: a task for each."""
    late = waiting_too_long().aggregate(count=Count("pk"), since=Min("created_at"), amount=Sum("amount_value"))
    names = names_to_check().order_by().aggregate(count=Count("pk"), since=Min("created_at"))
    tasks = []
    if late["count"]:
        text, amount = _("Make a batch of the payouts that wait"), Money(late["amount"], "BDT")
        page, count = reverse("payout_batches"), late["count"]
        tasks.append(Task("waiting_payouts", STAFF, text, "", page, None, amount, since=late["since"], count=count))
    if names["count"]:
        text, page = _("Compare the name of an account with the certificate"), reverse("payout_names")
        tasks.append(Task("payout_name", STAFF, text, "", page, since=names["since"], count=names["count"]))
    return tasks


@task_source(order=90, roles=OPERATOR)
def stopped_job_tasks(home: Home) -> list[Task]:
    """Jobs of all apps that failed for good, one task for each task name."""
    failed = ProcrastinateJob.objects.filter(status="failed").values("task_name")
    rows = failed.annotate(count=Count("pk")).order_by("task_name")[: MOST + 1]
    text, desk = _("Work has stopped after several tries"), reverse("stopped_work")
    return [
        Task(
            "stopped_job",
            STAFF,
            text,
            str(task_name(row["task_name"])),
            desk,
            mark="warning",
            count=row["count"],
            desk=desk,
        )
        for row in rows
    ]


def _row_url(model: str, pk: int | None) -> str:
    """The admin page of a row of payments, or of the list without a pk."""
    rows = url_or_empty(f"admin:payments_{model}_changelist")
    return f"{rows}{pk}/change/" if rows and pk is not None else rows


@task_source(order=90, roles=OPERATOR)
def stopped_event_tasks(home: Home) -> list[Task]:
    """Events of the payment provider that could not be processed, one task for each kind."""
    parked = ProviderEvent.objects.filter(worked_off_at=None).exclude(failure="").values_list("kind")
    rows = parked.annotate(count=Count("pk"), since=Min("received_at")).order_by("kind")[: MOST + 1]
    text, desk = _("A message of the payment service could not be processed"), reverse("stopped_work")
    return [
        Task("stopped_news", STAFF, text, kind, desk, mark="warning", since=since, count=count, desk=desk)
        for kind, count, since in rows
    ]


@task_source(order=90, roles=OPERATOR)
def failed_money_tasks(home: Home) -> list[Task]:
    """Refunds that failed, and payouts that the provider refused and that are retried.

    A payout refused by the freelancer's bank is not listed: the freelancer is notified and has a task for it.
    """
    refunds = Refund.objects.owed().order_by("created_at")
    payouts = Payout.objects.filter(state=Payout.State.FAILED, check_at__isnull=False).order_by("created_at")
    refund, payout = _("A refund did not go through"), _("A payout did not go through yet")
    owed: list[tuple[str, Promise, Refund | Payout]] = [("failed_refund", refund, row) for row in refunds[: MOST + 1]]
    owed += [("stuck_payout", payout, row) for row in payouts[: MOST + 1]]
    return [_failed_money_task(kind, text, row) for kind, text, row in owed]


def _failed_money_task(kind: str, text: Promise, row: Refund | Payout) -> Task:
    url, why = _row_url(str(row._meta.model_name), row.pk), failure_sentence(row.failure)
    if isinstance(row, Refund) and not row.destination:
        url = f"{reverse('new_staff_proposal', args=['refund_destination'])}?refund={row.pk}"
    amount = row.owed if isinstance(row, Refund) else row.amount
    return Task(kind, STAFF, text, why, url, None, amount, "money", row.created_at)
