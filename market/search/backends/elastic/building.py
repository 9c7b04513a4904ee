"""A new index, built beside the one that answers.

Its position in the change log is noted first, then its rows are written, so what changes meanwhile reaches it too
(`changes`). Where the building was cut short it goes on. At the end the aliases are moved in one step.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection
from elasticsearch import Elasticsearch
from elasticsearch.dsl import Index

from market.core.base import clock
from market.core.base.db import atomic
from market.search.backends.elastic import changes, comparison
from market.search.backends.elastic.bulk import document_count, read_operations, send
from market.search.backends.elastic.client import alias_of, name_of, worker_client, write_alias_of
from market.search.backends.elastic.documents import SOURCES, VERSION, Kind
from market.search.indexing.change_log import end_of_log
from market.search.models import SearchIndex

BATCH = 500  # rows of a bulk; after each it is noted how far the index is
SENT_AT_ONCE = 2  # bulks
LOCK = 7_270_003  # the number of the advisory lock: one index is built at a time
REFRESH = "500ms"  # how soon a document is found; as it is set, it holds for an index at rest too
KEEP_DELETED = "10m"  # how long a late duplicate cannot bring back a document that was deleted
KINDS: list[Kind] = list(SOURCES)
_OURS = re.compile(r"-\d{8}-\d{6}-\d{6}$")


class BeingBuilt(Exception):
    """Another process builds an index."""


def is_missing() -> bool:
    """Whether no index of this version is live, or the engine has lost it. Raises what the client raises."""
    live = SearchIndex.objects.filter(is_live=True, version=VERSION).first()
    return live is None or not _is_there(live, worker_client())


def _is_there(index: SearchIndex, client: Elasticsearch) -> bool:
    return all(client.indices.exists(index=name_of(kind, index.name)) for kind in KINDS)


def build_index(report_progress: Callable[[int], object] = lambda count: None) -> int:
    """Build a new index and let it answer; one that was begun by the same version of the code is gone on with.

    Returns the number of documents that were written, and reports it as it grows. Raises BeingBuilt, NotIndexed, and
    what the client raises; run again, it goes on.
    """
    client = worker_client()
    with _alone():
        begun = _begun(client)
        index = begun or _begin(client)
        count = 0
        for written in _write_rows(index, client):
            count += written
            report_progress(count)
        _catch_up(index, client)
        if begun:  # PostgreSQL's documents may have been written anew in between
            comparison.compare_index(index)
        _go_live(index, client)
    return count


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else builds meanwhile. The lock is the connection's, and ends with it. Raises BeingBuilt."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise BeingBuilt("An index is being built already.")
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _begun(client: Elasticsearch) -> SearchIndex | None:
    """The index whose building was cut short, if it is of this version and all there; else it is forgotten."""
    for index in SearchIndex.objects.filter(is_live=False):
        if index.version == VERSION and _is_there(index, client):
            return index
        index.delete()
    return None


def _begin(client: Elasticsearch) -> SearchIndex:
    now = clock.wall()
    name = f"{now:%Y%m%d-%H%M%S-%f}"
    for kind in KINDS:
        new = Index(name_of(kind, name))
        new.document(SOURCES[kind].mapping)
        new.settings(refresh_interval="-1", gc_deletes=KEEP_DELETED, number_of_replicas=0)
        new.aliases(**{write_alias_of(kind, name): {}})
        new.create(using=client)
    end = end_of_log()
    return SearchIndex.objects.create(name=name, version=VERSION, xid=end.xid, change_id=end.id, current_at=now)


def _write_rows(index: SearchIndex, client: Elasticsearch) -> Iterator[int]:
    """Write the rows that it does not have yet, and note how far it is; the number of documents of each batch.

    The next batch is read while the engine takes over those before, so that both work at the same time.
    """
    sending = deque[tuple[Kind, int, int, "Future[None]"]]()

    def note_oldest() -> int:
        kind, last_id, count, sent = sending.popleft()
        sent.result()
        SearchIndex.objects.filter(pk=index.pk).update(kind=kind, last_id=last_id)
        return count

    with ThreadPoolExecutor(SENT_AT_ONCE) as executor:
        for kind, ids in _batches(index):
            operations = read_operations(kind, ids)
            sent = executor.submit(send, client, write_alias_of(kind, index.name), operations)
            sending.append((kind, ids[-1], document_count(operations), sent))
            if len(sending) > SENT_AT_ONCE:
                yield note_oldest()
        while sending:
            yield note_oldest()


def _batches(index: SearchIndex) -> Iterator[tuple[Kind, list[int]]]:
    """The ids of all public rows that it does not have yet."""
    kinds = [kind for kind in KINDS if not index.kind or KINDS.index(kind) >= KINDS.index(index.kind)]  # type: ignore[arg-type]
    for kind in kinds:
        after = index.last_id if kind == index.kind else 0
        rows = SOURCES[kind].rows.order_by("pk").values_list("pk", flat=True)
        while ids := list(rows.filter(pk__gt=after)[:BATCH]):
            yield kind, ids
            after = ids[-1]


def _catch_up(index: SearchIndex, client: Elasticsearch) -> None:
    """Apply what changed while it was built, to the last entry that can be read."""
    index.refresh_from_db()
    while changes.apply_changes(index, client):
        pass


def _go_live(index: SearchIndex, client: Elasticsearch) -> None:
    """Let the aliases name it, in one step; then the indexes before it go."""
    new = [name_of(kind, index.name) for kind in KINDS]
    client.indices.put_settings(index=new, settings={"refresh_interval": REFRESH, "auto_expand_replicas": "0-1"})
    client.indices.refresh(index=new)
    aliases_of = client.indices.get_alias(index=[f"{alias_of(kind)}-*" for kind in KINDS])
    before = [name for name in aliases_of if name not in new and _OURS.search(name)]
    moves: list[dict[str, Any]] = [{"remove_index": {"index": name}} for name in before]
    moves += [{"add": {"index": name_of(kind, index.name), "alias": alias_of(kind)}} for kind in KINDS]
    client.indices.update_aliases(actions=moves)
    with atomic():
        SearchIndex.objects.exclude(pk=index.pk).delete()
        SearchIndex.objects.filter(pk=index.pk).update(is_live=True, current_at=clock.wall())
