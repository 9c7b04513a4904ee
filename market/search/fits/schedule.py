"""When a freelancer hears of new jobs: once a day before the hour of the digest, or at once; never in quiet hours."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from market.notifications.inbox.types import notification_type
from market.notifications.models import ByMail, NewsSettings
from market.notifications.preferences.channels import chosen
from market.notifications.preferences.hours import after_quiet, next_digest
from market.search.fits.events import JobSuggested

LEAD = timedelta(minutes=20)  # so much before the hour: a digest that gathers mails has it too
SPREAD = 900  # seconds over which the people of one hour are spread


def wants_at_once(user_settings: NewsSettings) -> bool:
    """Whether the user asked for news of jobs that fit very well."""
    mail, push = chosen(user_settings, notification_type(JobSuggested.code))
    return mail != ByMail.NEVER or push


def next_time(user_settings: NewsSettings, at: datetime, *, is_at_once: bool) -> datetime:
    """The next instant after `at` at which the user is told."""
    due = at if is_at_once else _next_daily(user_settings, at)
    return after_quiet(due, (user_settings.quiet_from, user_settings.quiet_until), user_settings.time_zone)


def _next_daily(user_settings: NewsSettings, at: datetime) -> datetime:
    ahead = LEAD - timedelta(seconds=user_settings.user_id % SPREAD)
    return next_digest(at + ahead, user_settings.digest_hour, user_settings.time_zone, is_weekly=False) - ahead


def day_began(user_settings: NewsSettings, at: datetime) -> datetime:
    """When the user's day began."""
    return at.astimezone(ZoneInfo(user_settings.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)
