"""Saving searches, changing and removing them, and stopping their alerts."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock, one_at_a_time
from market.core.base.errors import Invalid, require_length
from market.core.text.bangla import nfc
from market.notifications.preferences.channels import settings_of
from market.notifications.preferences.hours import after_quiet, next_digest
from market.search.alerts.fitting import is_too_wide, search_keys
from market.search.alerts.queries import entry_query, listed_query, searches_of
from market.search.alerts.refusals import TooManySearches
from market.search.finding.queries import List, SearchQuery
from market.search.lists.forms import SearchRequest
from market.search.models import SavedSearch
from market.search.understanding.entries import Entry
from market.training.certificates.queries import side_in_use

if TYPE_CHECKING:
    from market.accounts.models import User

MOST = 30  # of a user
NAME_LENGTH = 80
Frequency = SavedSearch.Frequency


def checked_query(kind: List, query_string: str) -> SearchQuery:
    """The query that is saved of a list's address.

    Raises Invalid at "query" for what the list does not know, and for one that asks for nothing in particular.
    """
    params = QueryDict(nfc(query_string).removeprefix("?"))
    request = SearchRequest(kind, params)
    unknown = [name for name in params if name not in (*request.query.names, "exact", "ordering", "at")]
    wrong = [f"{name}: {message}" for name, messages in request.form.errors.items() for message in messages]
    wrong += [_("%(name)s is no filter of this list.") % {"name": name} for name in unknown]
    query = listed_query(request)
    if not wrong and is_too_wide(query):
        wrong = [str(_("Say what you look for, or choose a filter: everything new would be too much."))]
    if wrong:
        raise Invalid(errors={"query": wrong})
    return query


@atomic
def save_search(
    *, by: "User", kind: str, query: str, name: str | None = None, frequency: str | None = None
) -> SavedSearch:
    """Save the words and filters of a list: unnamed and told once a day unless said.

    Saved again, it stays one, and takes the name and the frequency that are given.

    Raises Invalid at "query" and "name", TooManySearches.
    """
    new_name = nfc(name or "").strip()
    require_length("name", new_name, NAME_LENGTH)
    checked = checked_query(cast(List, kind), query)
    one_at_a_time(by)
    own = SavedSearch.objects.visible_to(by)
    same = own.filter(kind=kind, query__iexact=checked.query_string()).first()
    if same is not None:
        return change_search(by=by, search_id=same.pk, name=name, frequency=frequency, is_paused=False)
    frequency = Frequency.DAILY if frequency is None else frequency
    if own.count() >= MOST:
        raise TooManySearches(most=MOST)
    at = clock.now()
    search = SavedSearch(user=by, kind=kind, query=checked.query_string(), name=new_name, frequency=frequency)
    search.keys, search.created_at, search.since = search_keys(checked), at, at
    search.due_at = next_due(search, at)
    search.save()
    audit("search.saved", by=by, on=search)
    return search


def follow(*, by: "User", entry: Entry) -> SavedSearch:
    """Follow a topic, a skill or a district: the search of it alone, told once a day.

    It is one of jobs for who works, else one of people, as always for a district. Of a search that is saved already
    the pause ends, and one that is never told of is told of once a day; else it stays as it is. Raises TooManySearches.
    """
    works = entry.kind != "district" and side_in_use(by) == by.Side.FREELANCER
    kind, query = SavedSearch.List.JOBS if works else SavedSearch.List.TALENT, entry_query(entry)
    silent_searches = SavedSearch.objects.visible_to(by).filter(kind=kind, query=query, frequency=Frequency.NEVER)
    return save_search(by=by, kind=kind, query=query, frequency=Frequency.DAILY if silent_searches.exists() else None)


@atomic
def unfollow(*, by: "User", entry: Entry) -> bool:
    """Remove the searches by which a user follows a topic, a skill or a district, as `follow` makes them. Those that
    the user named or set to another frequency are paused instead. Repeated, it changes nothing. Returns whether any is
    paused.
    """
    searches = searches_of(entry, by)
    own = [search for search in searches if search.name or search.frequency != Frequency.DAILY]
    for search in searches:
        if search in own:
            change_search(by=by, search_id=search.pk, is_paused=True)
        else:
            remove_search(by=by, search_id=search.pk)
    return bool(own)


@atomic
def change_search(
    *, by: "User", search_id: int, name: str | None = None, frequency: str | None = None, is_paused: bool | None = None
) -> SavedSearch:
    """Change what is given. What is new while nothing is told stays untold. Raises NotFound, Invalid at "name"."""
    search = lock(SavedSearch.objects.visible_to(by), search_id)
    was_silent = is_silent(search)
    if name is not None:
        require_length("name", nfc(name).strip(), NAME_LENGTH)
        search.name = nfc(name).strip()
    search.frequency = search.frequency if frequency is None else frequency
    search.is_paused = search.is_paused if is_paused is None else is_paused
    if was_silent and not is_silent(search):
        search.since = clock.now()
    search.due_at = next_due(search, clock.now())
    search.save()
    return search


@atomic
def remove_search(*, by: "User", search_id: int) -> None:
    """Remove a saved search, with the record of what was told for it. Raises NotFound."""
    search = lock(SavedSearch.objects.visible_to(by), search_id)
    audit("search.removed", by=by, on=search)
    search.delete()


@atomic
def stop_alerts(*, user: "User", search_ids: Iterable[int]) -> None:
    """Tell the user of these searches no more; they stay saved. Repeated, it changes nothing.

    `user` is whom the signed link of a mail names: whoever holds the mail may do this, and nothing else.
    """
    for search in SavedSearch.objects.visible_to(user).filter(pk__in=search_ids).order_by("pk").select_for_update():
        search.frequency, search.due_at = Frequency.NEVER, None
        search.save(update_fields=["frequency", "due_at"])
        audit("search.stopped", by=user, on=search)


def is_silent(search: SavedSearch) -> bool:
    """Whether nothing is told for it now."""
    return search.is_paused or search.frequency == Frequency.NEVER


def next_due(search: SavedSearch, at: datetime) -> datetime | None:
    """When its new results are told next: at the hour and in the time zone of the user's digest, outside of quiet
    hours; of a weekly search on the week's first day. None where nothing is gathered."""
    if search.is_paused or search.frequency not in (Frequency.DAILY, Frequency.WEEKLY):
        return None
    own = settings_of(search.user)
    due = next_digest(at, own.digest_hour, own.time_zone, is_weekly=search.frequency == Frequency.WEEKLY)
    return after_quiet(due, (own.quiet_from, own.quiet_until), own.time_zone)
