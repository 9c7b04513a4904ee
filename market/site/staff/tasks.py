"""Tasks of staff and trainers: cases, certificates, appeals, failed jobs, batches."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from market.accounts.models import EmergencyRight, User
from market.core.base import clock
from market.core.web.jinja import way
from market.moderation.models import Case
from market.moderation.queries import appeals_waiting, undo_requests_waiting
from market.payments.models import Payout, ProviderEvent, Refund
from market.payments.queries import chargebacks_at
from market.payments.refunds.failures import failure_sentence
from market.site.home.dispute_tasks import companion_tasks, correction_tasks, ruling_tasks
from market.site.home.tasks import HARASSMENT, MOST, STAFF, Task
from market.training.batch_statistics import hide_small_counts
from market.training.issuing.actions import officers
from market.training.models import Appeal, Batch, Certificate, Issuance

Role = User.Role


def staff_tasks(user: User) -> list[Task]:
    """Tasks of all the user's roles; nothing is read for other roles."""
    desks = {
        Role.LEAD: (emergency_tasks, undo_request_tasks, correction_tasks),
        Role.MODERATOR: (case_tasks, measure_appeal_tasks, undo_request_tasks, ruling_tasks, correction_tasks),
        Role.OFFICER: (issuance_tasks, appeal_tasks),
        Role.OPERATOR: (chargeback_tasks, stopped_job_tasks, stopped_event_tasks, failed_money_tasks),
        Role.TRAINER: (batch_tasks, companion_tasks),
    }
    finders = dict.fromkeys(find for role, desk in desks.items() if user.has_role(role) for find in desk)
    return [task for find in finders for task in find(user)]


def emergency_tasks(user: User) -> list[Task]:
    """Emergency roles that have ended and wait for this lead's review."""
    rows = EmergencyRight.objects.visible_to(user).to_close().exclude(user=user).select_related("user")
    text = _("Look at what was done in an emergency")
    return [
        Task(
            "emergency",
            STAFF,
            text,
            f"{row.user} · {row.get_role_display()}",
            row.get_absolute_url(),
            since=row.ended_at,
        )
        for row in rows.order_by("ended_at")[: MOST + 1]
    ]


def case_tasks(user: User) -> list[Task]:
    """Open cases, and those that the user has taken on; none about the user."""
    own = Q(state=Case.State.KEPT, keeper=user)
    rows = Case.objects.on_desk(user).filter(Q(state=Case.State.OPEN) | own)
    tasks = []
    for row in rows.order_by("-is_urgent", "due_at", "pk")[: MOST + 1]:
        text: str | Promise = (
            _("Look at what was reported or found")
            if row.state == Case.State.OPEN
            else _("Decide on what you keep in sight")
        )
        kind, mark = (HARASSMENT, "warning") if row.is_urgent else ("report", "flag")
        text = _("Look at the harassment that was reported") if row.is_urgent else text
        url, due = row.get_absolute_url(), row.due_at if row.state == Case.State.OPEN else None
        tasks.append(Task(kind, STAFF, text, row.title[:120], url, due, mark=mark, since=row.opened_at))
    return tasks


def measure_appeal_tasks(user: User) -> list[Task]:
    """Appeals against measures that another moderator imposed."""
    return [
        Task(
            "measure_appeal",
            STAFF,
            _("Decide on the appeal"),
            f"{row.measure.get_level_display()} · {row.measure.title[:100]}",
            row.measure.case.get_absolute_url(),
            row.due_at,
            mark="hand",
        )
        for row in appeals_waiting(user)[: MOST + 1]
    ]


def undo_request_tasks(user: User) -> list[Task]:
    """Bans that another moderator asks to take back; due while the hours of correction run, when jobs come back too."""
    hours, text = timedelta(hours=settings.LIFECYCLE.correction_hours), _("Confirm or leave: taking back a ban")
    return [
        Task(
            "confirm_undoing",
            STAFF,
            text,
            f"{row.person.display_name} · {row.title[:100]}",
            row.case.get_absolute_url(),
            row.imposed_at + hours if row.imposed_at + hours > clock.now() else None,
            mark="shield",
            since=row.undo_asked_at,
        )
        for row in undo_requests_waiting(user)[: MOST + 1]
    ]


def issuance_tasks(user: User) -> list[Task]:
    """Issuances prepared by another officer, and released letters that are not printed yet."""
    waiting = Q(state__in=Issuance.RELEASABLE) & ~Q(prepared_by=user)
    unprinted = Q(state=Issuance.State.RELEASED, decided_by=user) & ~Q(sealed_codes="")
    rows = Issuance.objects.visible_to(user).filter(waiting | unprinted).select_related("batch")
    counted = rows.annotate(people=Count("names")).order_by("sealed_until", "prepared_at")
    tasks = []
    for row in counted[: MOST + 1]:
        about, url = f"{row.batch.code} · {row.get_purpose_display()}", row.get_absolute_url()
        if row.is_waiting:
            text, due, kind = _("Release or refuse what was prepared"), None, "release_issuance"
            text = _("Confirm or refuse a revocation") if row.is_revocation else text
        elif row.state == Issuance.State.STOPPED:
            text, due, kind = _("Let a release go on that stopped"), None, "release_issuance"
        else:
            text, due, kind = _("Print the letters before their codes are gone"), row.sealed_until, "print_letters"
        tasks.append(Task(kind, STAFF, text, about, url, due, None, "certificate", row.prepared_at, row.people))  # type: ignore[attr-defined]  # annotated
    return tasks


def appeal_tasks(user: User) -> list[Task]:
    """Appeals that the user may decide: not of revocations in which they had a part."""
    staff = set(officers().values_list("pk", flat=True))
    rows = [row for row in Appeal.objects.visible_to(user).open().order_by("due_at") if user.pk in row.judges(staff)]
    return [
        Task("appeal", STAFF, _("Decide on the appeal"), row.serial, row.get_absolute_url(), row.due_at, None, "hand")
        for row in rows[: MOST + 1]
    ]


# By task name: the subject, and the model and argument of its row, which the operator can open and retry.
JOBS: dict[str, tuple[Promise, str, str]] = {
    "work_off_event_job": (_("A message of the payment service"), "providerevent", "event_pk"),
    "send_refund_job": (_("A refund"), "refund", "refund_id"),
    "send_payout_job": (_("A payout"), "payout", "payout_id"),
    "settle_payout_job": (_("A payout"), "payout", "payout_id"),
    "retry_payout_job": (_("A payout"), "payout", "payout_id"),
    "settle_funding_job": (_("A client's payment"), "funding", "funding_id"),
    "sync_chargeback_job": (_("A chargeback"), "chargeback", "chargeback_id"),
}


def stopped_job_tasks(user: User) -> list[Task]:
    """Jobs that failed for good, one task for each task name, with the row of the newest one."""
    failed = ProcrastinateJob.objects.filter(status="failed").values("task_name")
    rows = list(failed.annotate(count=Count("pk"), newest=Max("pk")).order_by("task_name")[: MOST + 1])
    args = dict(ProcrastinateJob.objects.filter(pk__in=[row["newest"] for row in rows]).values_list("pk", "args"))
    text = _("Work has stopped after several tries")
    tasks = []
    for row in rows:
        name = row["task_name"].removeprefix("market.")
        about, model, key = JOBS.get(name.removeprefix("payments.tasks."), (name, "", ""))
        url = _row_url(model, args[row["newest"]].get(key)) if model else ""
        tasks.append(Task("stopped_job", STAFF, text, str(about), url, mark="warning", count=row["count"]))
    return tasks


def _row_url(model: str, pk: int | None) -> str:
    """The admin page of a row of payments, or of the list without a pk."""
    rows = way(f"admin:payments_{model}_changelist")
    return f"{rows}{pk}/change/" if rows and pk is not None else rows


def stopped_event_tasks(user: User) -> list[Task]:
    """Events of the payment provider that could not be processed, one task for each kind; leads to the newest one."""
    parked = ProviderEvent.objects.filter(worked_off_at=None).exclude(failure="").values_list("kind")
    rows = parked.annotate(count=Count("pk"), newest=Max("pk"), since=Min("received_at")).order_by("kind")[: MOST + 1]
    text = _("A message of the payment service could not be processed")
    return [
        Task("stopped_news", STAFF, text, kind, _row_url("providerevent", pk), mark="warning", since=since, count=count)
        for kind, count, pk, since in rows
    ]


def chargeback_tasks(user: User) -> list[Task]:
    """Chargebacks to answer."""
    rows = chargebacks_at("open").filter(answered_at=None)[: MOST + 1]
    text = _("Answer the bank")
    return [
        Task("chargeback", STAFF, text, row.funding.milestone.title, row.get_absolute_url(), row.answer_by, row.charge)
        for row in rows
    ]


def failed_money_tasks(user: User) -> list[Task]:
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
    amount = row.owed if isinstance(row, Refund) else row.amount
    return Task(kind, STAFF, text, why, url, None, amount, "money", row.created_at)


def batch_tasks(user: User) -> list[Task]:
    """Batches with unclaimed certificates; counts too small to be anonymous are not shown."""
    valid = Q(certificates__state=Certificate.State.VALID)
    rows = Batch.objects.filter(trainer=user).select_related("topic", "district").order_by("-ended_on")
    counted = rows.annotate(
        issued=Count("certificates"),
        valid=Count("certificates", filter=valid),
        claimed=Count("certificates", filter=valid & Q(certificates__holder__isnull=False)),
    )
    tasks = []
    for batch in counted.filter(issued__gt=0)[: MOST + 1]:
        shown = hide_small_counts(batch.issued, {"certificates": batch.valid, "claimed": batch.claimed})  # type: ignore[attr-defined]  # annotated
        left = None if None in shown.values() else batch.valid - batch.claimed  # type: ignore[attr-defined]  # annotated
        if left != 0:
            text, about = _("Help your graduates to claim their certificates"), f"{batch.code} · {batch.topic.name}"
            url = batch.get_absolute_url()
            tasks.append(Task("batch", STAFF, text, about, url, mark="people", count=left))
    return tasks
