"""Telling people, and taking what is to go out now by mail, digest or push, each once."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.events import ACCOUNT, HasAddress, NotificationType
from market.core.base.jobs import defer
from market.core.base.payloads import serialize_payload
from market.core.text.locale import activate_for
from market.notifications.models import AddressTrouble, ByMail, NewsSettings, Notification
from market.notifications.preferences.channels import chosen, settings_of, ways
from market.notifications.serializers import NotificationSerializer
from market.notifications.inbox.types import notification_type
from market.realtime.push import push_on_commit
from market.safety.models import apart_ids

MAIL, PUSH = "market.notifications.tasks.mail_notification", "market.notifications.tasks.push_notification"
DIGEST = "market.notifications.tasks.mail_digest"


@atomic
def notify(user: "User", code: str, about: "User | None" = None, /, *, on: HasAddress, **facts: object) -> Notification:
    """Tell `user` that `code` ("bid.withdrawn") happened, once: in the bell and live after commit, else as she chose.

    `code` is registered in an app's notices.py (KeyError else, a slip of ours). `on` gives the address where she can
    act. `facts` fill the sentences: text, numbers, Money and instants as such; they are shown in her language. A mail
    waits for MAIL_DELAY and for the kind's patience; what she has read by then is not mailed. `about` names the other
    person of news that go nowhere once the two are kept apart: not those of work that runs, or of money.
    """
    said, at = notification_type(code), clock.now()
    hers = settings_of(user)
    how = ways(hers, said, at)
    told = Notification.objects.create(
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
        push_on_commit([user.pk], {"type": "notification", "notification": dict(NotificationSerializer(told).data)})
    if how.mail_at is not None and told.mail_due_at is None:
        defer(MAIL, notification_id=told.pk)
    if how.push_at is not None and told.push_due_at is None:
        defer(PUSH, notification_id=told.pk)
    if how.digest_at is not None and hers.digest_due_at is None:
        NewsSettings.objects.filter(user=user, digest_due_at=None).update(digest_due_at=how.digest_at)
    return told


def _later(due: datetime | None, at: datetime) -> datetime | None:
    """An instant that has to be waited for; None for what goes out at once, or not at all."""
    return due if due is not None and due > at else None


@atomic
def defer_waiting_mails() -> None:
    """Hand each mail whose time has come to its job."""
    due = Notification.objects.filter(mail_due_at__lte=clock.now()).select_for_update(skip_locked=True, no_key=True)
    for told in list(due.order_by("mail_due_at")[:500]):
        Notification.objects.filter(pk=told.pk).update(mail_due_at=None)
        defer(MAIL, notification_id=told.pk)


@atomic
def defer_waiting_pushes() -> None:
    """Hand each push whose time has come to its job."""
    due = Notification.objects.filter(push_due_at__lte=clock.now()).select_for_update(skip_locked=True, no_key=True)
    for told in list(due.order_by("push_due_at")[:500]):
        Notification.objects.filter(pk=told.pk).update(push_due_at=None)
        defer(PUSH, notification_id=told.pk)


@atomic
def defer_waiting_digests() -> None:
    """Hand each digest whose time has come to its job; the next piece of news for one begins the next."""
    due = NewsSettings.objects.filter(digest_due_at__lte=clock.now()).select_for_update(skip_locked=True, no_key=True)
    for hers in list(due.order_by("digest_due_at")[:500]):
        NewsSettings.objects.filter(pk=hers.pk).update(digest_due_at=None)
        defer(DIGEST, user_id=hers.pk)


def is_stopped(address: str) -> bool:
    """Whether nothing is mailed to an address any more, since it does not take it."""
    return AddressTrouble.objects.filter(address__iexact=address, stopped_at__isnull=False).exists()


def take_for_mail(*, notification_id: int) -> Notification | None:
    """The piece of news whose mail is to be sent, marked as mailed.

    None if it was before, if she has read it or wants no mail of its kind any more, if a block keeps her and whom it is
    about apart, if her account is closed or her address takes no mail. It is marked before the mail goes out: a crash
    between the two loses a mail rather than sending two.
    """
    waiting = Notification.objects.filter(pk=notification_id, mail=ByMail.NOW, mailed_at=None, user__is_active=True)
    told = waiting.select_related("user").first()
    if told is None or _is_settled(told) or is_apart(told) or not _is_wanted(told.user, notification_type(told.kind)):
        return None
    if is_stopped(told.user.email):
        return None
    told.mailed_at = clock.now()
    # No join: it would put all into a subquery, which a twin that waited for the row does not look at again.
    mine = Notification.objects.filter(pk=notification_id, mailed_at=None)
    return told if mine.update(mailed_at=told.mailed_at) else None


def _is_settled(told: Notification) -> bool:
    """Whether it was read. That says nothing of news about the account: a stranger in it may have read them."""
    return told.read_at is not None and notification_type(told.kind).group != ACCOUNT


def is_apart(told: Notification) -> bool:
    """Whether a block came between her and whom it is about while it waited."""
    return told.about_id is not None and told.about_id in apart_ids(told.user)


def _is_wanted(user: "User", said: NotificationType) -> bool:
    """Whether she still wants mail of this kind: she may have unsubscribed while it waited."""
    return said.is_always_mailed or chosen(settings_of(user), said)[0] != ByMail.NEVER


@atomic
def take_for_digest(*, user_id: int) -> list[Notification]:
    """What gathered for her digest and is unread, oldest first, marked as mailed; [] if there is nothing to send."""
    gathered = Notification.objects.filter(user=user_id, mail=ByMail.DIGEST, mailed_at=None, user__is_active=True)
    found = list(gathered.select_related("user").select_for_update(of=("self",), no_key=True).order_by("pk"))
    Notification.objects.filter(pk__in=[told.pk for told in found]).update(mailed_at=clock.now())
    if not found or is_stopped(found[0].user.email):
        return []
    hers = settings_of(found[0].user)
    apart = apart_ids(found[0].user)
    unread = [told for told in found if told.read_at is None and told.about_id not in apart]
    return [told for told in unread if chosen(hers, notification_type(told.kind))[0] != ByMail.NEVER]


def take_for_push(*, notification_id: int) -> Notification | None:
    """The piece of news that is to be pushed, marked as pushed; None if it was, was read, or a block hides it."""
    is_active = Exists(User.objects.filter(pk=OuterRef("user"), is_active=True))  # no join: see take_for_mail
    waiting = Notification.objects.filter(is_active, pk=notification_id, pushed_at=None, read_at=None)
    if not waiting.update(pushed_at=clock.now()):
        return None
    told = Notification.objects.select_related("user").get(pk=notification_id)
    return None if is_apart(told) else told
