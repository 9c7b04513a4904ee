"""Mails, digests and pushes of notifications, and the deadlines that send what had to wait."""

import logging

from django.urls import reverse
from django.utils import translation

from market.core.base.clock import NextDue, deadline
from market.core.base.jobs import defer, task
from market.core.base.row_deadlines import process_batches
from market.core.base.sealing import SecretKeyLost, opened
from market.core.text.bangla import clip
from market.core.text.locale import activate_for
from market.notifications.channels import webpush
from market.notifications.channels.device_actions import PUSH, drop_gone_device, push_key
from market.notifications.channels.mails import bare_words, digest, message
from market.notifications.inbox.actions import (
    defer_waiting_digests,
    defer_waiting_mails,
    defer_waiting_pushes,
    is_apart,
    take_for_digest,
    take_for_mail,
    take_for_push,
)
from market.notifications.inbox.serializers import subject_of
from market.notifications.models import NewsSettings, Notification, Subscription
from market.notifications.preferences.channels import settings_of

log = logging.getLogger(__name__)
SHOWN = 200  # characters of a push; services take some 4000 bytes


@task(queue="mail")
def mail_notification(notification_id: int) -> None:
    """Send the mail of a notification, once, in the user's language. A second run does nothing."""
    notification = take_for_mail(notification_id=notification_id)
    if notification is not None:
        with activate_for(notification.user):
            mail = message(notification)
            if mail is not None:
                mail.send()


@task(queue="mail")
def mail_digest(user_id: int) -> None:
    """Send the user's digest, in their language."""
    gathered = take_for_digest(user_id=user_id)
    if gathered:
        user = gathered[0].user
        with activate_for(user):
            mail = digest(user, gathered)
            if mail is not None:
                mail.send()


@task(queue="push")
def push_notification(notification_id: int) -> None:
    """Hand a notification to a job for each of the user's devices."""
    notification = take_for_push(notification_id=notification_id)
    if notification is not None:
        for subscription in Subscription.objects.visible_to(notification.user):
            defer(push_to_device, notification_id=notification.pk, subscription_id=subscription.pk)


@task(queue="push")
def push_to_device(notification_id: int, subscription_id: int) -> None:
    """Send a notification to one device. A service that does not answer is tried again, a gone device is forgotten."""
    notification = Notification.objects.select_related("user").filter(pk=notification_id).first()
    device = Subscription.objects.filter(pk=subscription_id).first()
    if notification is None or device is None or notification.user_id != device.user_id or is_apart(notification):
        return
    with activate_for(notification.user):
        body = webpush.encrypted(payload(notification), p256dh=device.p256dh, auth=device.auth)
    try:
        webpush.send(
            device.endpoint, body, private_key=opened(push_key().private, PUSH), topic=f"news-{notification.pk}"
        )
    except SecretKeyLost:
        log.error("The key of pushes was sealed with a SECRET_KEY that is gone: none is sent.")
    except webpush.DeviceGone:
        drop_gone_device(subscription_id=device.pk)


def payload(notification: Notification) -> dict[str, str]:
    """What the device shows, in the active language; for who wants it so, only that there is a notification."""
    is_bare = not settings_of(notification.user).has_previews  # on a screen nothing is told in full
    return {
        "title": translation.gettext("Amar Kaj"),
        "body": bare_words(notification) if is_bare else clip(subject_of(notification), SHOWN),
        "url": reverse("notifications") if is_bare else notification.url,
        "language": notification.user.language,
    }


@deadline(next_due=NextDue(Notification.objects.all, "mail_due_at"))
def send_waiting_mails() -> None:
    """Mails whose wait is over: for being read on the site, or for the end of quiet hours."""
    process_batches(defer_waiting_mails)


@deadline(next_due=NextDue(Notification.objects.all, "push_due_at"))
def send_waiting_pushes() -> None:
    """Pushes whose quiet hours are over."""
    process_batches(defer_waiting_pushes)


@deadline(next_due=NextDue(NewsSettings.objects.all, "digest_due_at"))
def send_digests() -> None:
    """Digests whose hour has come."""
    process_batches(defer_waiting_digests)
