"""The mail of a piece of news."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from market.core.facts import unpack
from market.core.jobs import task
from market.notifications.actions import take_for_mail
from market.notifications.kinds import kind
from market.notifications.models import Notification


@task()
def mail_notification(notification_id: int) -> None:
    """Send the mail of a piece of news, once, in her language. Twice it does nothing the second time."""
    told = take_for_mail(notification_id=notification_id)
    if told is None:
        return
    with translation.override(told.user.language):
        message(told).send()


def message(told: Notification) -> EmailMultiAlternatives:
    """The mail, HTML and text, in the active language."""
    said = kind(told.kind)
    facts = unpack(told.facts, digits=told.user.digits)
    context = {
        "subject": str(said.subject) % facts,
        "body": str(said.body) % facts,
        "action": said.action,
        "address": settings.SITE_URL + told.url,
        "name": told.user.display_name,
        "site": settings.SITE_URL,
        "language": told.user.language,
    }
    subject = " ".join(str(context["subject"]).split())
    mail = EmailMultiAlternatives(subject, render_to_string("notifications/mail.txt", context), to=[told.user.email])
    mail.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
    return mail
