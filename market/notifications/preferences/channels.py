"""By which channels a notification type reaches a user, and when: choices, quiet hours, what cannot be switched off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings

from market.core.base.events import ACCOUNT, NotificationType
from market.notifications.models import ByMail, NewsSettings
from market.notifications.preferences.hours import after_quiet, next_digest

if TYPE_CHECKING:
    from market.accounts.models import User


@dataclass(frozen=True, slots=True)
class Ways:
    """The channels of one notification: its choice of mail, and the instants of mail and push (None: neither)."""

    mail: str
    mail_at: datetime | None
    push_at: datetime | None
    digest_at: datetime | None


def settings_of(user: "User") -> NewsSettings:
    """The user's settings, or the defaults: no query where they were read with the user."""
    try:
        return user.news_settings
    except NewsSettings.DoesNotExist:
        return NewsSettings(user=user)


def chosen(user_settings: NewsSettings, kind: NotificationType) -> tuple[str, bool]:
    """When a notification type is mailed ("now", "digest", "never"), and whether it is pushed."""
    choice: Mapping[str, Any] = user_settings.choices.get(kind.code, {})
    usual = ByMail.NEVER if kind.is_quiet else ByMail.NOW
    mail = ByMail.NOW if kind.is_always_mailed else choice.get("mail", usual)
    return str(mail), bool(choice.get("push", not kind.is_quiet))


def ways(user_settings: NewsSettings, kind: NotificationType, at: datetime) -> Ways:
    """The channels of a notification of this type that comes at `at`."""
    mail, push = chosen(user_settings, kind)
    is_urgent = kind.group == ACCOUNT  # who uses the account its owner learns at once, by night too
    quiet = (None, None) if is_urgent else (user_settings.quiet_from, user_settings.quiet_until)
    wait = timedelta(0) if is_urgent else max(kind.mail_delay, settings.MAIL_DELAY)
    mail_at = after_quiet(at + wait, quiet, user_settings.time_zone)
    push_at = after_quiet(at, quiet, user_settings.time_zone)
    return Ways(
        mail=mail,
        mail_at=mail_at if mail == ByMail.NOW else None,
        push_at=push_at if push and user_settings.has_devices else None,
        digest_at=digest_at(user_settings, at) if mail == ByMail.DIGEST else None,
    )


def digest_at(user_settings: NewsSettings, at: datetime) -> datetime:
    """When the user's next digest goes out: the one that waits already, else the next of the chosen hour and day."""
    if user_settings.digest_due_at is not None:
        return user_settings.digest_due_at
    weekly = user_settings.digest == NewsSettings.Digest.WEEKLY
    due = next_digest(at, user_settings.digest_hour, user_settings.time_zone, is_weekly=weekly)
    return after_quiet(due, (user_settings.quiet_from, user_settings.quiet_until), user_settings.time_zone)
