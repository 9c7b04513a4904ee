"""Every write of the news: telling, reading, choosing how, devices for pushes, and addresses that take no mail."""

from market.notifications.actions.addresses import note_report, resume_mail
from market.notifications.actions.choosing import change_news_settings, unsubscribe
from market.notifications.actions.devices import add_device, drop_gone_device, push_key, remove_device
from market.notifications.actions.reading import (
    read_about,
    read_notification,
    read_notifications,
    settle_news_of,
    unread_frame,
)
from market.notifications.actions.telling import (
    defer_waiting_digests,
    defer_waiting_mails,
    defer_waiting_pushes,
    is_apart,
    notify,
    take_for_digest,
    take_for_mail,
    take_for_push,
)

__all__ = [
    "add_device",
    "change_news_settings",
    "defer_waiting_digests",
    "defer_waiting_mails",
    "defer_waiting_pushes",
    "drop_gone_device",
    "is_apart",
    "note_report",
    "notify",
    "push_key",
    "read_about",
    "read_notification",
    "read_notifications",
    "remove_device",
    "resume_mail",
    "settle_news_of",
    "take_for_digest",
    "take_for_mail",
    "take_for_push",
    "unread_frame",
    "unsubscribe",
]
