"""Telling people, and taking what is to go out now by mail, digest or push, each once."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.events import ACCOUNT, HasAddress, NotificationType
from market.core.base.jobs import defer
from market.core.base.payloads import serialize_payload
from market.core.base.row_deadlines import BATCH
from market.core.text.locale import activate_for
from market.notifications.inbox.serializers import NotificationSerializer
from market.notifications.inbox.types import notification_type
from market.notifications.models import AddressTrouble, ByMail, NewsSettings, Notification
from market.notifications.preferences.channels import chosen, settings_of, ways
from market.realtime.push import push_on_commit
from market.safety.models import blocked_ids

MAIL, PUSH = "market.notifications.tasks.mail_notification", "market.notifications.tasks.push_notification"
DIGEST = "market.notifications.tasks.mail_digest"


@atomic
def notify(user: "User", code: str, about: "User | None" = None, /, *, on: HasAddress, **facts: object) -> Notification:
    """Notify `user` of the event `code`: in the bell and live after commit, by mail and push as chosen.

    The event is declared with a notification type (KeyError else). `on` gives the URL where the user can act. `facts`
    fill the sentences, in the user's language when they are read: text, numbers, Money and instants as such. A mail
    waits for MAIL_DELAY and the type's `mail_delay`, and what was read by then is not mailed. `about` names the other
    user of a notification that goes nowhere once a block keeps the two apart: not of work that runs, or of money.
    """
    words, at = notification_type(code), clock.now()
    user_settings = settings_of(user)
    how = ways(user_settings, words, at)
    notification = Notification.objects.create(
        user=user,
        kind=code,
        facts=serialize_payload(facts),
        url=on.get_absolute_url(),
        about=about,
        created_at=at,
        mail=how.mail,
        mail_due_at=_later(how.mail_at, at),
        push_due_at=_later(how.push_at, at),
    )
    with activate_for(user):
        push_on_commit(
            [user.pk], {"type": "notification", "notification": dict(NotificationSerializer(notification).data)}
        )
    if how.mail_at is not None and notification.mail_due_at is None:
        defer(MAIL, notification_id=notification.pk)
    if how.push_at is not None and notification.push_due_at is None:
        defer(PUSH, notification_id=notification.pk)
    if how.digest_at is not None and user_settings.digest_due_at is None:
        NewsSettings.objects.filter(user=user, digest_due_at=None).update(digest_due_at=how.digest_at)
    return notification


def _later(due: datetime | None, at: datetime) -> datetime | None:
    """An instant that has to be waited for; None for what goes out at once, or not at all."""
    return due if due is not None and due > at else None


def defer_waiting_mails() -> int:
    """Hand the next mails whose time has come to a job each; returns how many."""
    return _defer_due(Notification.objects.all(), "mail_due_at", MAIL, "notification_id")


def defer_waiting_pushes() -> int:
    """Hand the next pushes whose time has come to a job each; returns how many."""
    return _defer_due(Notification.objects.all(), "push_due_at", PUSH, "notification_id")


def defer_waiting_digests() -> int:
    """Hand the next digests whose time has come to a job each; the next notification for one begins the next.
    Returns how many."""
    return _defer_due(NewsSettings.objects.all(), "digest_due_at", DIGEST, "user_id")


@atomic
def _defer_due(rows: QuerySet[Any], column: str, job: str, argument: str) -> int:
    """Empty the due instants of the next BATCH rows, and put a job for each into the queue."""
    due = rows.filter(**{f"{column}__lte": clock.now()}).select_for_update(skip_locked=True, no_key=True)
    ids = list(due.order_by(column).values_list("pk", flat=True)[:BATCH])
    rows.filter(pk__in=ids).update(**{column: None})
    for pk in ids:
        defer(job, **{argument: pk})
    return len(ids)


def is_stopped(address: str) -> bool:
    """Whether nothing is mailed to an address any more, since it does not take it."""
    return AddressTrouble.objects.filter(address__iexact=address, stopped_at__isnull=False).exists()


def take_for_mail(*, notification_id: int) -> Notification | None:
    """The notification whose mail is to be sent, marked as mailed.

    None if it was before, if it was read or mail of its type is not wanted any more, if a block keeps the user and
    whom it is about apart, if the account is closed or the address takes no mail. It is marked before the mail goes
    out: a crash between the two loses a mail rather than sending two.
    """
    waiting = Notification.objects.filter(pk=notification_id, mail=ByMail.NOW, mailed_at=None, user__is_active=True)
    notification = waiting.select_related("user").first()
    if (
        notification is None
        or _is_settled(notification)
        or is_apart(notification)
        or not _is_wanted(notification.user, notification_type(notification.kind))
    ):
        return None
    if is_stopped(notification.user.email):
        return None
    notification.mailed_at = clock.now()
    # No join: it would put all into a subquery, which a concurrent job that waited for the row does not look at again.
    unmailed = Notification.objects.filter(pk=notification_id, mailed_at=None)
    return notification if unmailed.update(mailed_at=notification.mailed_at) else None


def _is_settled(notification: Notification) -> bool:
    """Whether it was read. That says nothing about the account's own: an intruder may have read them."""
    return notification.read_at is not None and notification_type(notification.kind).group != ACCOUNT


def is_apart(notification: Notification) -> bool:
    """Whether a block came between the user and whom it is about while it waited."""
    return notification.about_id is not None and notification.about_id in blocked_ids(notification.user)


def _is_wanted(user: "User", words: NotificationType) -> bool:
    """Whether the user still wants mail of this type: they may have unsubscribed while it waited."""
    return words.is_always_mailed or chosen(settings_of(user), words)[0] != ByMail.NEVER


@atomic
def take_for_digest(*, user_id: int) -> list[Notification]:
    """The unread notifications of the user's digest, oldest first, marked as mailed; [] if there is nothing to send."""
    gathered = Notification.objects.filter(user=user_id, mail=ByMail.DIGEST, mailed_at=None, user__is_active=True)
    notifications = list(gathered.select_related("user").select_for_update(of=("self",), no_key=True).order_by("pk"))
    Notification.objects.filter(pk__in=[each.pk for each in notifications]).update(mailed_at=clock.now())
    if not notifications or is_stopped(notifications[0].user.email):
        return []
    user_settings = settings_of(notifications[0].user)
    apart = blocked_ids(notifications[0].user)
    unread = [each for each in notifications if each.read_at is None and each.about_id not in apart]
    return [each for each in unread if chosen(user_settings, notification_type(each.kind))[0] != ByMail.NEVER]


def take_for_push(*, notification_id: int) -> Notification | None:
    """The notification that is to be pushed, marked as pushed; None if it was, was read, or a block hides it."""
    is_active = Exists(User.objects.filter(pk=OuterRef("user"), is_active=True))  # no join: see take_for_mail
    waiting = Notification.objects.filter(is_active, pk=notification_id, pushed_at=None, read_at=None)
    if not waiting.update(pushed_at=clock.now()):
        return None
    notification = Notification.objects.select_related("user").get(pk=notification_id)
    return None if is_apart(notification) else notification
