"""An index compared with the database: numbers and sums of checksums of ranges of ids, then what differs, row by
row, which is written again. An index that follows the change log differs in nothing; this finds what never came into
the log, and what the engine lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max
from elasticsearch import Elasticsearch

from market.core.base import clock
from market.search.backends.elastic.bulk import write_documents
from market.search.backends.elastic.changes import rows_of
from market.search.backends.elastic.client import name_of, worker_client, write_alias_of
from market.search.backends.elastic.documents import SOURCES, Kind
from market.search.models import SearchChange, SearchIndex

RANGE = 1000  # ids whose documents are summed up together
LATELY = timedelta(minutes=10)  # what changed since may just be under way
Checksums = dict[int, int]


@dataclass(frozen=True, slots=True)
class Drift:
    """How many documents of a kind were not as the database has them, and how many still are not once written."""

    kind: Kind
    missing: int
    extra: int
    different: int
    left: int

    @property
    def repaired(self) -> int:
        """How many were made as the database has them."""
        return self.missing + self.extra + self.different - self.left

    def __str__(self) -> str:
        return (
            f"{self.kind}: {self.missing} missing, {self.extra} too many, {self.different} different;"
            f" {self.left} could not be repaired"
        )


def compare_index(index: SearchIndex) -> list[Drift]:
    """Compare an index with the database and repair it. Returns what differed. Raises what the client raises."""
    client = worker_client()
    lately = SearchChange.objects.filter(at__gt=clock.wall() - LATELY).values_list("kind", "object_id")
    changing = rows_of(lately)
    return [drift for kind in SOURCES if (drift := _compare(client, index, kind, changing.get(kind, set())))]


def note_drift(index: SearchIndex, drifts: list[Drift]) -> None:
    """Note what a comparison found, for the operators' home page."""
    repaired, wrong = sum(each.repaired for each in drifts), sum(each.left for each in drifts)
    columns = {"compared_at": clock.wall(), "rows_repaired": repaired, "rows_wrong": wrong}
    SearchIndex.objects.filter(pk=index.pk).update(**columns)


def _compare(client: Elasticsearch, index: SearchIndex, kind: Kind, changing: set[int]) -> Drift | None:
    """What differed in the index of a kind, repaired; None if nothing did but rows that are changing."""
    name = name_of(kind, index.name)
    client.indices.refresh(index=name)
    missing = extra = different = left = 0
    for start, ours in _ranges_that_differ(client, name, kind):
        theirs = _of_index(client, name, start)
        wrong = {pk for pk in ours | theirs if ours.get(pk) != theirs.get(pk)}
        write_documents(client, write_alias_of(kind, index.name), kind, wrong)
        client.indices.refresh(index=name)
        written, now = _of_index(client, name, start), _of_database(kind, start)
        wrong -= changing
        missing += len(wrong - theirs.keys())
        extra += len(wrong - ours.keys())
        different += len(wrong & ours.keys() & theirs.keys())
        left += sum(now.get(pk) != written.get(pk) for pk in wrong)
    return Drift(kind, missing, extra, different, left) if missing or extra or different else None


def _ranges_that_differ(client: Elasticsearch, name: str, kind: Kind) -> Iterator[tuple[int, Checksums]]:
    """The first id of each range that differs, with the checksums of the database."""
    theirs = _sums(client, name)
    newest = SOURCES[kind].rows.order_by().aggregate(newest=Max("pk"))["newest"] or 0
    for start in sorted({*theirs, *range(0, newest + 1, RANGE)}):
        ours = _of_database(kind, start)
        if (len(ours), sum(ours.values())) != theirs.get(start, (0, 0)):
            yield start, ours


def _sums(client: Elasticsearch, name: str) -> dict[int, tuple[int, int]]:
    """The number of documents and the sum of their checksums, by the first id of the range."""
    aggregations = {
        "ranges": {
            "histogram": {"field": "id", "interval": RANGE, "min_doc_count": 1},
            "aggregations": {"sum": {"sum": {"field": "checksum"}}},
        }
    }
    answer = client.search(index=name, size=0, aggregations=aggregations)
    buckets = answer["aggregations"]["ranges"]["buckets"]
    return {int(each["key"]): (each["doc_count"], int(each["sum"]["value"])) for each in buckets}


def _of_database(kind: Kind, start: int) -> Checksums:
    documents = SOURCES[kind].documents(range(start, start + RANGE))
    return {pk: document["checksum"] for pk, document in documents.items()}


def _of_index(client: Elasticsearch, name: str, start: int) -> Checksums:
    within = {"range": {"id": {"gte": start, "lt": start + RANGE}}}
    answer = client.search(index=name, size=RANGE, query=within, docvalue_fields=[{"field": "checksum"}], source=False)
    return {int(hit["_id"]): hit["fields"]["checksum"][0] for hit in answer["hits"]["hits"]}
