"""The change log read on: what was changed is sent to every index, the live one and one that is being built."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.db import connection
from django.db.models import Q, QuerySet
from elasticsearch import ApiError, Elasticsearch, TransportError

from market.core.base import clock
from market.profiles.models import Profile
from market.search.backends.elastic.bulk import NotIndexed, write_documents
from market.search.backends.elastic.client import worker_client, write_alias_of
from market.search.backends.elastic.documents import Kind
from market.search.indexing.change_log import Position, read_log
from market.search.models import SearchChange, SearchIndex
from market.services.models import Service

MOST = 1000  # entries read at once
LOCK = 7_270_002  # the number of the advisory lock: one process at a time reads on
NOTED_EVERY = timedelta(seconds=5)
SOON = timedelta(seconds=5)  # an entry that waits longer says that the index is behind
ENGINE_ERRORS = (NotIndexed, ApiError, TransportError)
KEPT = timedelta(hours=1)  # entries that every index has; `comparison` asks what was changed lately


def follow_log() -> bool:
    """Apply what changed to every index; whether there may be more to do at once.

    Raises NotIndexed, and what the client raises, once each index had its turn.
    """
    more, failure = False, None
    for index in SearchIndex.objects.all():
        try:
            more |= _follow(index)
        except ENGINE_ERRORS as error:
            failure = error
    if failure:
        raise failure
    return more


def _follow(index: SearchIndex) -> bool:
    more = _waiting(index).exists() and _apply_alone(index)
    now = clock.wall()
    if now - index.current_at > NOTED_EVERY and not _waiting(index).filter(at__lt=now - SOON).exists():
        _note_current(index)
    return more


def _waiting(index: SearchIndex) -> QuerySet[SearchChange]:
    """The entries that it does not have, readable or not yet."""
    return SearchChange.objects.filter(Q(xid__gt=index.xid) | Q(xid=index.xid, pk__gt=index.change_id))


def _apply_alone(index: SearchIndex) -> bool:
    """Apply a batch unless another process is at it: two would only do the same work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return False
        try:
            return apply_changes(index, worker_client()) == MOST
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def apply_changes(index: SearchIndex, client: Elasticsearch) -> int:
    """Send an index the next changes, and note how far it has come. Returns the number of entries."""
    entries = read_log(Position(index.xid, index.change_id), MOST)
    for kind, ids in rows_of((entry.kind, entry.object_id) for entry in entries).items():
        write_documents(client, write_alias_of(kind, index.name), kind, ids)
    if entries:
        index.xid, index.change_id = entries[-1].position
        # A slower process that did the same does not take it back.
        before = Q(xid__lt=index.xid) | Q(xid=index.xid, change_id__lt=index.change_id)
        SearchIndex.objects.filter(before, pk=index.pk).update(xid=index.xid, change_id=index.change_id)
    return len(entries)


def rows_of(changes: Iterable[tuple[str, int]]) -> dict[Kind, set[int]]:
    """The ids of changed rows by kind, from kinds and ids as the log has them."""
    ids = defaultdict[str, set[int]](set)
    for logged, pk in changes:
        ids[logged].add(pk)
    users, changed = ids[SearchChange.Kind.FREELANCER], ids[SearchChange.Kind.SERVICE]
    # A service is found by what its freelancer's profile says, and a profile by what its services are about, and cost.
    profiles = Profile.objects.filter(Q(user__in=users) | Q(user__services__in=changed))
    services = Service.objects.filter(freelancer__in=users)
    rows: dict[Kind, set[int]] = {
        "profiles": set(profiles.values_list("pk", flat=True)),
        "jobs": ids[SearchChange.Kind.JOB],
        "services": changed.union(services.values_list("pk", flat=True)),
    }
    return {kind: pks for kind, pks in rows.items() if pks}


def _note_current(index: SearchIndex) -> None:
    """Note that an index has what it should; delete entries that nobody needs any more."""
    now = clock.wall()
    SearchIndex.objects.filter(pk=index.pk).update(current_at=now)
    behind = SearchIndex.objects.order_by("xid").values_list("xid", flat=True).first()
    SearchChange.objects.filter(xid__lt=behind, at__lt=now - KEPT).delete()
