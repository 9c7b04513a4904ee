"""Documents sent in bulk. Each has the version of what was read: an older one that comes late changes nothing."""

import logging
import time
from collections.abc import Collection, Iterator
from typing import Any

from elasticsearch import ApiError, Elasticsearch

from market.search.backends.elastic.documents import SOURCES, Kind
from market.search.indexing.change_log import next_version

log = logging.getLogger(__name__)
TRIES, PAUSE = 6, 0.25  # of documents that the engine refuses while it has too much to do; the pause doubles
BATCH = 500
TOO_OLD = 409  # it has this version or a newer one
BUSY = 429
NOT_THERE = 404  # of a deletion
CANNOT_BE = 400  # a document that does not fit its index: it is no better the next time
Operation = tuple[dict[str, Any], ...]  # what to do, and the document


class NotIndexed(Exception):
    """The engine did not take documents over; the text says why, for a log."""


def write_documents(client: Elasticsearch, index: str, kind: Kind, ids: Collection[int]) -> int:
    """Bring the documents of these rows in an index up to date; of rows that are not public they are deleted.

    `index` is an alias: where it is gone nothing is written, so that no index comes to be by itself. Returns the number
    of documents. Raises NotIndexed, or what the client raises; then it is to be done again.
    """
    count = 0
    for batch in _batches(sorted(ids)):
        operations = read_operations(kind, batch)
        send(client, index, operations)
        count += document_count(operations)
    return count


def read_operations(kind: Kind, ids: Collection[int]) -> list[Operation]:
    """What brings the documents of these rows up to date, as the database has them now."""
    version = next_version()
    documents = SOURCES[kind].documents(ids)
    return [_operation(pk, version, documents.get(pk)) for pk in ids]


def document_count(operations: list[Operation]) -> int:
    """How many of these write a document; the others delete one."""
    return sum(len(operation) == 2 for operation in operations)


def _batches(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _operation(pk: int, version: int, document: dict[str, Any] | None) -> Operation:
    about = {"_id": str(pk), "version": version, "version_type": "external_gte"}
    return ({"delete": about},) if document is None else ({"index": about}, document)


def send(client: Elasticsearch, index: str, operations: list[Operation]) -> None:
    """Send operations; those that are refused are sent again after a pause, some times: all of them, where the engine
    has no memory for the request. Raises NotIndexed.

    It does not use the database, so it may run in a thread.
    """
    pause, error = PAUSE, ""
    for attempt in range(TRIES):
        if attempt:
            time.sleep(pause)
            pause *= 2
        lines = [line for operation in operations for line in operation]
        try:
            answer = client.bulk(index=index, operations=lines, require_alias=True)
        except ApiError as refusal:
            if refusal.status_code != BUSY:
                raise
            error = str(refusal)[:300]
            continue
        results = [next(iter(item.values())) for item in answer["items"]]
        failed = [pair for pair in zip(operations, results, strict=True) if not _is_done(*pair)]
        if not failed:
            return
        operations, error = [operation for operation, _result in failed], str(failed[0][1].get("error"))[:300]
    raise NotIndexed(f"{len(operations)} documents of {index} were refused: {error}")


def _is_done(operation: Operation, result: dict[str, Any]) -> bool:
    """Whether there is nothing left to do about an operation."""
    status = result["status"]
    if status == CANNOT_BE:
        log.error("search index: %s does not take %s: %s", result["_index"], result["_id"], result["error"])
    is_gone = status == NOT_THERE and "delete" in operation[0] and "error" not in result
    return status < 300 or status in (TOO_OLD, CANNOT_BE) or is_gone
