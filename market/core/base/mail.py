"""Mail of a development site: kept in the database, for the desk to show, instead of sent."""

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from market.core.base import clock
from market.core.models import KeptMail


class KeptMailBackend(BaseEmailBackend):
    """Django's mail port, with a table at its end."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each message once for each address. Returns how many messages were kept."""
        for message in email_messages:
            html = _html(message)
            KeptMail.objects.bulk_create(
                KeptMail(to=to, subject=str(message.subject), text=str(message.body), html=html, at=clock.now())
                for to in message.recipients()
            )
        return len(email_messages)


def _html(message: EmailMessage) -> str:
    if isinstance(message, EmailMultiAlternatives):
        for part in message.alternatives:
            if part[1] == "text/html":
                return str(part[0])
    return ""
