"""Whether the engine has what the database has; and one search, where it has."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from market.core.base import clock
from market.search.backends.elastic.breaker import Breaker
from market.search.backends.elastic.client import SECONDS, alias_of, name_of, page_client
from market.search.backends.elastic.documents import SOURCES, VERSION, Kind
from market.search.models import SearchIndex

LATE = timedelta(seconds=30)  # an index is noted as current every few seconds
WITHIN = "700ms"  # after which the engine gives up a search by itself


class Incomplete(Exception):
    """The engine answered, but not for all of the index, or not as a search is answered."""


def problem() -> str:
    """Why the engine cannot answer for the database; nothing if it can. Raises what the client raises."""
    live = SearchIndex.objects.filter(is_live=True).first()
    if live is None:
        return "no index was built yet"
    if live.version != VERSION:
        return "its index is of another version of the code"
    if clock.wall() - live.current_at > LATE:
        return f"its index is behind since {live.current_at:%H:%M:%S} UTC"
    aliases = [alias_of(kind) for kind in SOURCES]
    mappings = page_client().indices.get_mapping(index=aliases)
    versions = {name: each["mappings"].get("_meta", {}).get("version") for name, each in mappings.items()}
    if versions != {name_of(kind, live.name): VERSION for kind in SOURCES}:
        return "its aliases name other indexes than the one that was built last"
    whole(page_client().search(index=aliases, size=0, timeout=WITHIN).body)
    return ""


engine = Breaker(problem, seconds=SECONDS)


def search(kind: Kind, **body: Any) -> Mapping[str, Any]:
    """The engine's answer to one search of a kind, whole. Raises EngineAway."""
    return engine.run(lambda: whole(page_client().search(index=alias_of(kind), timeout=WITHIN, **body).body))


def search_all(searches: Sequence[tuple[Kind, Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
    """The engine's answers to several searches in one request, each of a kind, whole. Raises EngineAway."""
    lines = [line for kind, each in searches for line in ({"index": alias_of(kind)}, {"timeout": WITHIN, **each})]
    return engine.run(lambda: [whole(answer) for answer in page_client().msearch(searches=lines).body["responses"]])


def whole(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same answer. Raises Incomplete if a shard failed or ran out of time, or if it is none."""
    try:
        is_whole = not answer["timed_out"] and not answer["_shards"]["failed"] and "hits" in answer["hits"]
    except (KeyError, TypeError) as error:
        raise Incomplete("no answer to a search") from error
    if not is_whole:
        raise Incomplete("some shards did not answer")
    return answer
