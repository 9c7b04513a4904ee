"""By which ways a kind of news reaches a person, and when: her choices, quiet hours, what cannot be switched off."""

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
    """What becomes of one piece of news: its choice of mail, and the instants of mail and push (None: neither)."""

    mail: str
    mail_at: datetime | None
    push_at: datetime | None
    digest_at: datetime | None


def settings_of(user: "User") -> NewsSettings:
    """Her settings, or those of somebody who never changed any: no query where they were read with her."""
    try:
        return user.news_settings
    except NewsSettings.DoesNotExist:
        return NewsSettings(user_id=user.pk)


def chosen(hers: NewsSettings, kind: NotificationType) -> tuple[str, bool]:
    """When a kind is mailed to her ("now", "digest", "never"), and whether it is pushed."""
    choice: Mapping[str, Any] = hers.choices.get(kind.code, {})
    usual = ByMail.NEVER if kind.is_quiet else ByMail.NOW
    mail = ByMail.NOW if kind.is_always_mailed else choice.get("mail", usual)
    return str(mail), bool(choice.get("push", not kind.is_quiet))


def ways(hers: NewsSettings, kind: NotificationType, at: datetime) -> Ways:
    """How a piece of news of this kind goes on its ways, if it comes at `at`."""
    mail, push = chosen(hers, kind)
    is_urgent = kind.group == ACCOUNT  # who uses her account she learns at once, by night too
    quiet = (None, None) if is_urgent else (hers.quiet_from, hers.quiet_until)
    wait = timedelta(0) if is_urgent else max(kind.mail_delay, settings.MAIL_DELAY)
    mail_at = after_quiet(at + wait, quiet, hers.time_zone)
    push_at = after_quiet(at, quiet, hers.time_zone)
    return Ways(
        mail=mail,
        mail_at=mail_at if mail == ByMail.NOW else None,
        push_at=push_at if push and hers.has_devices else None,
        digest_at=digest_at(hers, at) if mail == ByMail.DIGEST else None,
    )


def digest_at(hers: NewsSettings, at: datetime) -> datetime:
    """When her next digest goes out: the one that waits already, else the next of her hour and day."""
    if hers.digest_due_at is not None:
        return hers.digest_due_at
    weekly = hers.digest == NewsSettings.Digest.WEEKLY
    due = next_digest(at, hers.digest_hour, hers.time_zone, is_weekly=weekly)
    return after_quiet(due, (hers.quiet_from, hers.quiet_until), hers.time_zone)
