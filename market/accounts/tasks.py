"""Mails of an account, its exports, and its deadlines."""

from django.core.mail import send_mail
from django.db.models.functions import Coalesce
from procrastinate.contrib.django import app

from market.accounts.address import actions as address_actions
from market.accounts.address.html_mails import html_of
from market.accounts.emergencies import actions as emergencies_actions
from market.accounts.models import Deletion, EmailChange, EmergencyRight, Export, PhoneCode
from market.accounts.phone import code_actions, sending
from market.accounts.privacy import actions as privacy_actions
from market.accounts.privacy import expiry_actions, export_actions
from market.accounts.sign_in import reset_actions
from market.core.base import clock
from market.core.base.jobs import task
from market.core.base.row_deadlines import row_deadline


@task(queue="mail", urgent=True)
def send_account_mail(to: str, subject: str, text: str) -> None:
    """Send a mail (confirmation, reset). Its links are signed and short-lived; done jobs are deleted."""
    send_mail(subject, text, None, [to], html_message=html_of(subject, text))


@task(queue="sms", urgent=True)
def send_phone_code(code_id: int) -> None:
    """Send a code to a phone number. It stands in no job: it is made of the row."""
    sending.send_code(code_id=code_id)


@task(queue="sms")
def send_phone_text(user_id: int, to: str, text: str, reference: str) -> None:
    """Send word of a change to the number that an account had. Erasing the account (`user_id`) forgets the job."""
    sending.send_text(to=to, text=text, reference=reference)


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


@row_deadline(lambda: EmailChange.objects.annotate(at=Coalesce("due_at", "confirm_by")), "at")
def end_changes(change_id: int) -> None:
    """Changes of addresses whose days are over."""
    address_actions.end_change(change_id=change_id)


@clock.deadline(next_due=clock.NextDue(PhoneCode.objects.all, "forget_at"))
def forget_phone_codes() -> None:
    """Codes of SMS, some time after their minutes are over."""
    code_actions.forget_codes()


@clock.deadline(next_due=clock.NextDue(Export.objects.all, "expires_at"))
def forget_exports() -> None:
    """Copies whose days are over."""
    export_actions.forget_exports()


@row_deadline(lambda: Deletion.objects.filter(done_at=None), "due_at")
def erase_accounts(deletion_id: int) -> None:
    """Closed accounts whose days are over."""
    privacy_actions.erase_account(deletion_id=deletion_id)


@row_deadline(lambda: EmergencyRight.objects.filter(ended_at=None), "ends_at")
def end_emergencies(right_id: int) -> None:
    """Roles taken in an emergency whose time is over."""
    emergencies_actions.end_due_emergency_right(right_id=right_id)


@app.periodic(cron="10 20 * * *")  # 2:10 at night in Dhaka
@app.task(queue="bulk", queueing_lock="forget_expired", pass_context=False)
def forget_expired(timestamp: int) -> None:
    """Sessions and tokens that have expired, each night."""
    expiry_actions.forget_expired()
