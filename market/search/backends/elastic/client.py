"""The connection to the search engine."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from elastic_transport import HttpHeaders, Urllib3HttpNode
from elastic_transport.client_utils import DEFAULT, DefaultType
from elasticsearch import Elasticsearch

SECONDS = 0.8  # that a page waits for the engine, all in all
BULK_SECONDS = 30.0  # for the worker's requests: bulks, new indexes


class PlainNode(Urllib3HttpNode):
    """A node spoken to in plain JSON, as OpenSearch wants it; Elasticsearch takes that too.

    The client asks for media types of its own and refuses to speak to what does not call itself Elasticsearch.
    """

    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: DefaultType | float | None = DEFAULT,
    ) -> Any:
        """The node's answer to a request."""
        plain = HttpHeaders({name: _plain(value) for name, value in (headers or {}).items()})
        answer = super().perform_request(method, target, body, plain, request_timeout)
        answer.meta.headers["x-elastic-product"] = "Elasticsearch"
        return answer


def _plain(value: str) -> str:
    """`application/json` for `application/vnd.elasticsearch+json; compatible-with=8`."""
    is_own = "application/vnd.elasticsearch+" in value
    return value.replace("vnd.elasticsearch+", "").split(";")[0] if is_own else value


def page_client() -> Elasticsearch:
    """The client for a page: with several nodes it asks a second one where the first is gone or slow."""
    tries = min(2, len(settings.ELASTICSEARCH_URLS))
    return _client(tuple(settings.ELASTICSEARCH_URLS), SECONDS / tries, tries - 1)


def worker_client() -> Elasticsearch:
    """The client for the worker and for commands, which have time."""
    return _client(tuple(settings.ELASTICSEARCH_URLS), BULK_SECONDS, 0)


@lru_cache(maxsize=4)
def _client(urls: tuple[str, ...], seconds: float, retries: int) -> Elasticsearch:
    return Elasticsearch(
        list(urls),
        node_class=PlainNode,
        connections_per_node=16,
        request_timeout=seconds,
        max_retries=retries,
        retry_on_timeout=retries > 0,
        retry_on_status=(502, 503, 504) if retries else (),
        ca_certs=settings.ELASTICSEARCH_CA or DEFAULT,
    )


def alias_of(kind: str) -> str:
    """The alias under which the rows of a kind are searched."""
    return f"{settings.SEARCH_INDEX_PREFIX}-{kind}"


def name_of(kind: str, name: str) -> str:
    """The name of an index, `name` being that of its `SearchIndex`."""
    return f"{alias_of(kind)}-{name}"


def write_alias_of(kind: str, name: str) -> str:
    """The alias under which it is written: a bulk that asks for an alias makes no index where there is none."""
    return f"{name_of(kind, name)}-write"
