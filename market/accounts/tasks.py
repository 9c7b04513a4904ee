"""Mails of an account."""

from django.core.mail import send_mail

from market.core.jobs import task


@task()
def send_account_mail(to: str, subject: str, text: str) -> None:
    """Send a mail (confirmation, reset). Its links are signed and short-lived; done jobs are deleted."""
    send_mail(subject, text, None, [to])
