"""Mails of an account, its exports, and its deadlines."""

from typing import Any

from django.core.mail import send_mail
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from procrastinate.contrib.django import app

from market.accounts.address import actions as address_actions
from market.accounts.emergencies import actions as emergencies_actions
from market.accounts.models import Deletion, EmailChange, EmergencyRight, Export
from market.accounts.privacy import actions as privacy_actions
from market.accounts.privacy import expiry_actions, export_actions
from market.accounts.sign_in import reset_actions
from market.core.base import clock
from market.core.base.jobs import task


@task(queue="mail", urgent=True)
def send_account_mail(to: str, subject: str, text: str) -> None:
    """Send a mail (confirmation, reset). Its links are signed and short-lived; done jobs are deleted."""
    send_mail(subject, text, None, [to])


@task()
def send_reset(email: str, language: str) -> None:
    """Find out whose address it is, and send the mail by which a new password is chosen."""
    reset_actions.send_reset(email=email, language=language)


@task(retry=False)
def build_export(export_id: int) -> None:
    """Build somebody's copy; one that cannot be built may be asked for again."""
    try:
        export_actions.build_export(export_id=export_id)
    except Exception:
        export_actions.fail_export(export_id=export_id)
        raise


def _changes() -> "QuerySet[Any]":
    """Changes of addresses, each with when it is done or forgotten."""
    return EmailChange.objects.annotate(at=Coalesce("due_at", "confirm_by"))


@clock.deadline(next_due=clock.NextDue(_changes, "at"))
def end_changes() -> None:
    """Changes of addresses whose days are over."""
    due = _changes().filter(at__lte=clock.now())
    clock.process_due(due.values_list("pk", flat=True), lambda pk: address_actions.end_change(change_id=pk))


@clock.deadline(next_due=clock.NextDue(Export.objects.all, "expires_at"))
def forget_exports() -> None:
    """Copies whose days are over."""
    export_actions.forget_exports()


@clock.deadline(next_due=clock.NextDue(lambda: Deletion.objects.filter(done_at=None), "due_at"))
def erase_accounts() -> None:
    """Closed accounts whose days are over."""
    due = Deletion.objects.filter(done_at=None, due_at__lte=clock.now())
    clock.process_due(due.values_list("pk", flat=True), lambda pk: privacy_actions.erase_account(deletion_id=pk))


@clock.deadline(next_due=clock.NextDue(lambda: EmergencyRight.objects.filter(ended_at=None), "ends_at"))
def end_emergencies() -> None:
    """Roles taken in an emergency whose time is over."""
    due = EmergencyRight.objects.filter(ended_at=None, ends_at__lte=clock.now())
    clock.process_due(
        due.values_list("pk", flat=True), lambda pk: emergencies_actions.end_due_emergency_right(right_id=pk)
    )


@app.periodic(cron="10 20 * * *")  # 2:10 at night in Dhaka
@app.task(queue="bulk", queueing_lock="forget_expired", pass_context=False)
def forget_expired(timestamp: int) -> None:
    """Sessions and tokens that have expired, each night."""
    expiry_actions.forget_expired()
