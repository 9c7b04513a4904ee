"""Telling users what is new for their saved searches, each row once: also where several of their searches find it.

A row is recorded as told in the transaction that makes the notification, under the lock of the user: of two workers
the second one waits, and finds it told. A worker that dies between leaves neither, and its job runs again.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, one_at_a_time
from market.core.base.events import Address, Event
from market.core.base.jobs import defer
from market.core.base.payloads import Written
from market.core.base.row_deadlines import BATCH
from market.core.text.locale import activate_for
from market.notifications.inbox.actions import notify
from market.search.alerts.actions import next_due
from market.search.alerts.descriptions import query_of, title_of
from market.search.alerts.events import ResultFound, ResultsGathered
from market.search.alerts.fitting import LISTED, fitting_ids, row_keys, search_keys, visible_rows
from market.search.alerts.mails import row_name
from market.search.alerts.queries import told_before
from market.search.finding.queries import SearchQuery
from market.search.models import SavedSearch, SavedSearchResult

if TYPE_CHECKING:
    from market.notifications.models import Notification

AT_ONCE, GATHERED = "market.search.tasks.tell_of_new_row", "market.search.tasks.tell_gathered"
# A row that changes within a week of being published may fit more searches; after that it is old.
FRESH = timedelta(days=7)
MOST_GATHERED = 50  # new rows of a search that are told together


def defer_alerts_of(kind: str, **row: int) -> None:
    """Look for the searches that a new row (`pk=7`, `user=7`) fits, in a job, with the transaction of its change.

    One statement where the row is not new, or nobody is to be told at once.
    """
    waiting = SavedSearch.objects.told_at_once().filter(kind=kind)
    new = LISTED[kind].model.objects.public().filter(**row, published_at__gt=clock.now() - FRESH)
    row_id = new.filter(Exists(waiting)).values_list("pk", flat=True).first()
    if row_id is not None:
        defer(AT_ONCE, kind=kind, row_id=row_id, after=0)


def tell_batch_of(*, kind: str, row_id: int, after: int) -> int:
    """Tell of a row for the next searches (by id) that it fits. The id to go on after; 0 if that were all.

    Each search is told in a transaction of its own; a second run tells nothing twice.
    """
    listed = LISTED[kind]
    row = listed.model.objects.public().filter(pk=row_id)
    published = row.values_list("published_at", f"{listed.owner}_id").first()
    if published is None:
        return 0
    earlier_results = SavedSearchResult.objects.filter(search=OuterRef("pk"), object_id=row_id)
    searches = SavedSearch.objects.told_at_once().filter(keys__overlap=row_keys(kind, row_id), since__lt=published[0])
    searches = searches.filter(~Exists(earlier_results), pk__gt=after).exclude(user=published[1])
    batch = list(searches.order_by("pk")[:BATCH])
    fits: dict[SearchQuery | None, bool] = {None: False}
    for search in batch:
        query = query_of(search)
        if query not in fits:
            fits[query] = bool(query and fitting_ids(query, row, 1))
        if fits[query]:
            tell_at_once(search_id=search.pk, row_id=row_id)
    return batch[-1].pk if len(batch) == BATCH else 0


@atomic
def tell_at_once(*, search_id: int, row_id: int) -> None:
    """Notify the user of one new row, unless it may not be seen, or nothing is to be told any more.

    What the user was told before, also for another search, is only recorded.
    """
    user = User.objects.filter(saved_searches=search_id, is_active=True).first()
    if user is None:
        return
    one_at_a_time(user)
    search = SavedSearch.objects.told_at_once().filter(pk=search_id).select_for_update(no_key=True).first()
    row = visible_rows(search.kind, user).filter(pk=row_id).first() if search else None
    if search is None or row is None or search.results.filter(object_id=row_id).exists():
        return
    if told_before(user, search.kind, [row_id]):
        _record(search, [row_id], None)
        return
    owner: User = getattr(row, LISTED[search.kind].owner)
    with activate_for(user):
        event = ResultFound(search=Written(user, title_of(search)), result=Written(owner, row_name(row)))
    _record(search, [row_id], _notify(user, event, row, owner))


@atomic
def defer_gathered() -> int:
    """Hand the users of the next BATCH searches whose hour has come to a job each, with all of their searches that are
    due. Returns how many searches there were."""
    due = SavedSearch.objects.filter(due_at__lte=clock.now())
    users = list(due.order_by("due_at").values_list("user_id", flat=True)[:BATCH])
    SavedSearch.objects.filter(due_at__lte=clock.now(), user__in=users).update(due_at=None)
    for user_id in dict.fromkeys(users):
        defer(GATHERED, user_id=user_id)
    return len(users)


@atomic
def tell_gathered(*, user_id: int) -> None:
    """Notify a user of all that is new for their searches that are due, together. A second run does nothing."""
    user = User.objects.select_related("news_settings").filter(pk=user_id).first()
    if user is None:
        return
    one_at_a_time(user)
    searches = SavedSearch.objects.gathering().filter(user=user_id, due_at=None).select_for_update(no_key=True)
    new: dict[SavedSearch, list[int]] = {}
    for search in searches.order_by("pk"):
        search.user = user  # with what is read of the user once
        new[search] = _new_rows(search)
        search.due_at = next_due(search, clock.now())
        search.save(update_fields=["due_at"])
    if user.is_active:
        _tell_together(user, new)


def _tell_together(user: User, new: dict[SavedSearch, list[int]]) -> None:
    """Make one notification of these rows. What the user was told before, for another search, is only recorded."""
    told_ids = {search: told_before(user, search.kind, ids) for search, ids in new.items()}
    count = len({(search.kind, pk) for search, ids in new.items() for pk in ids if pk not in told_ids[search]})
    address = Address(reverse("saved_searches"))
    notification = _notify(user, ResultsGathered(results=count), address) if count else None
    for search, ids in new.items():
        _record(search, [pk for pk in ids if pk not in told_ids[search]], notification)
        _record(search, told_ids[search], None)


def _new_rows(search: SavedSearch) -> list[int]:
    """The rows that fit, that the user may see, and that were not told; of those published since it was told last, and
    a while before: what was committed late, or changed since, is not missed."""
    query = query_of(search)
    if query is None:
        return []
    since = max(search.since, search.told_at - FRESH) if search.told_at else search.since
    rows = visible_rows(search.kind, search.user).filter(published_at__gt=since)
    earlier_results = SavedSearchResult.objects.filter(search=search.pk, object_id=OuterRef("pk"))
    return fitting_ids(query, rows.filter(~Exists(earlier_results)), MOST_GATHERED)


def _record(search: SavedSearch, ids: Iterable[int], notification: "Notification | None") -> None:
    at = clock.now()
    rows = [SavedSearchResult(search=search, object_id=pk, notification=notification, at=at) for pk in ids]
    SavedSearchResult.objects.bulk_create(rows)
    if rows:
        search.told_at = at
        search.save(update_fields=["told_at"])


def _notify(user: User, event: Event, on: Any, about: User | None = None) -> "Notification":
    """Not by `emit`: what was told is recorded with the notification, for its mail."""
    return notify(user, event.code, about, on=on, **event.payload(on=on, by=None))


@atomic
def renew_keys(*, after: int) -> int:
    """Find the keys of the next searches anew: topics, skills and their names change. The id to go on after, or 0."""
    batch = list(SavedSearch.objects.filter(pk__gt=after).order_by("pk")[:BATCH])
    for search in batch:
        query = query_of(search)
        keys = search_keys(query) if query else []
        if keys != search.keys:
            SavedSearch.objects.filter(pk=search.pk).update(keys=keys)
    return batch[-1].pk if len(batch) == BATCH else 0
