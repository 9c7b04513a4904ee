"""What the mail of an alert has beside its sentences: the results by search, or the detail of the one result that the
subject names; and the links that stop them."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from market.jobs.models import Job
from market.jobs.postings.differences import format_budget
from market.notifications.inbox.types import notification_type
from market.profiles.models import Profile
from market.search.alerts.descriptions import title_of
from market.search.alerts.queries import results_by_search
from market.search.alerts.stopping import stop_link
from market.search.models import SavedSearchResult

if TYPE_CHECKING:
    from market.notifications.models import Notification

SHOWN = 8  # of a search


def mail_parts(notification: "Notification") -> dict[str, Any] | None:
    """The results of a notification that its user may still see when it is mailed; None if there are none."""
    results = SavedSearchResult.objects.filter(notification=notification).select_related("search")
    rows_by_search = results_by_search(notification.user, results)
    if not rows_by_search:
        return None
    leave = {
        "leave": stop_link(notification.user, [search.pk for search in rows_by_search]),
        "leave_words": _("Stop these alerts"),
    }
    if "search" in notification.facts:  # one result, which the subject names
        (row,) = next(iter(rows_by_search.values()))
        return {
            "body": "\n".join(filter(None, [row_detail(row), str(notification_type(notification.kind).body)])),
            **leave,
        }
    is_one = len(rows_by_search) == 1
    groups = [
        {
            "heading": title_of(search),
            "lines": [{"text": row_title(row), "address": _whole(row.get_absolute_url())} for row in rows[:SHOWN]],
            "more": _whole(search.get_absolute_url()) if len(rows) > SHOWN else "",
            "leave": "" if is_one else stop_link(notification.user, [search.pk]),
        }
        for search, rows in rows_by_search.items()
    ]
    return {"result_groups": groups, **leave}


def row_title(row: Any) -> str:
    """A person with the headline, a job with its budget, or the title of a service."""
    return (": " if isinstance(row, Profile) else " · ").join(filter(None, [row_name(row), row_detail(row)]))


def row_detail(row: Any) -> str:
    """A person's headline, a job's budget; "" of a service."""
    if isinstance(row, Job):
        return format_budget(row.budget_min, row.budget_max)
    return str(row.headline) if isinstance(row, Profile) else ""


def row_name(row: Any) -> str:
    """The name of a person, or the title of a job or service, in the active language."""
    return str(row.user.shown_name if isinstance(row, Profile) else row.title)


def _whole(address: str) -> str:
    return f"{settings.SITE_URL}{address}"
