"""What mail servers report of addresses: one that takes no mail gets none, and its owner is notified on the site."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock, limits
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import DomainError
from market.core.base.events import emit
from market.core.text.bangla import clip, nfc
from market.notifications.channels.bounces import COMPLAINT, DELIVERED, SOFT, Report
from market.notifications.channels.events import MailComplained, MailStopped
from market.notifications.models import AddressTrouble, NewsSettings, Notification

TRIES, DAY = 3, timedelta(days=1)


class MailNotStopped(DomainError):
    help = "news#bounced"
    code = "mail_not_stopped"
    sentence = _("Mail to your address is not stopped.")


@atomic
def note_report(*, report: Report) -> None:
    """Note what a mail server or a mailbox's owner said of an address.

    A hard refusal and a complaint stop all mail to it at once, soft ones when SOFT_BOUNCES came with nothing delivered
    between. The owner of the address is notified on the site, once. A repeated report changes nothing.
    """
    address = report.address.lower()
    if report.what == DELIVERED:
        AddressTrouble.objects.filter(address__iexact=address, stopped_at=None).delete()
        return
    AddressTrouble.objects.bulk_create([AddressTrouble(address=address, last_at=clock.now())], ignore_conflicts=True)
    trouble = AddressTrouble.objects.select_for_update(no_key=True).get(address__iexact=address)
    trouble.last_at, trouble.reason = clock.now(), clip(nfc(report.reason), 200)[:300]
    trouble.is_complaint = trouble.is_complaint or report.what == COMPLAINT
    trouble.soft = min(trouble.soft + (report.what == SOFT), 1000)
    is_over = report.what != SOFT or trouble.soft >= settings.LIFECYCLE.soft_bounces
    stops = is_over and trouble.stopped_at is None
    if stops:
        trouble.stopped_at = clock.now()
    trouble.save()
    if stops:
        _tell(address, trouble)


def _tell(address: str, trouble: AddressTrouble) -> None:
    person = User.objects.at(address).filter(is_active=True).first()
    if person is not None:
        audit("mail.stopped", by=None, on=person, reason=trouble.reason)
        event = MailComplained if trouble.is_complaint else MailStopped
        emit(event(address=person.email), on=NewsSettings, by=None, to=[person])


@atomic
def resume_mail(*, by: User) -> None:
    """Mail to the user's address again: it works, they say. Raises MailNotStopped, and TooMany past three a day."""
    stopped = AddressTrouble.objects.filter(address__iexact=by.email, stopped_at__isnull=False)
    if not stopped.exists():
        raise MailNotStopped
    limits.spend("resume_mail", by.pk, times=TRIES, per=DAY)
    stopped.delete()
    notifications = Notification.objects.visible_to(by).unread().filter(kind__in=["mail.stopped", "mail.complained"])
    notifications.update(read_at=clock.now())
    audit("mail.resumed", by=by, on=by)
