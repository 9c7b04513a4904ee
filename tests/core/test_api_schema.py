"""The OpenAPI schema is cached, and cheap for any number of simultaneous requests."""

import gzip
import json
from functools import partial

import pytest
from drf_spectacular.generators import SchemaGenerator

from market.core.api import schema

URL = "/api/v1/schema/"
JSON = {"Accept": "application/vnd.oai.openapi+json"}


class CountingGenerator(SchemaGenerator):
    """Counts how often the schema is generated."""

    times = 0

    def get_schema(self, *args, **kwargs):
        type(self).times += 1
        return super().get_schema(*args, **kwargs)


@pytest.fixture
def counting(monkeypatch, db):
    monkeypatch.setattr(schema.SchemaView, "generator_class", CountingGenerator)
    monkeypatch.setattr(schema, "_made", {})
    CountingGenerator.times = 0
    return CountingGenerator


def test_schema_is_generated_once_per_language_and_format(api, counting):
    ask = partial(api().get, URL, headers=JSON)
    answers = [ask(), ask({"version": "2"}), ask({"lang": "en"}), ask({"lang": "zz"}), ask({"made": "up"})]
    assert {each.content for each in answers} == {answers[0].content}
    assert counting.times == 1
    bangla = api().get(URL, {"lang": "bn"}, headers=JSON)
    assert bangla["Content-Language"] == "bn"
    assert api().get(URL)["Content-Type"].startswith("application/vnd.oai.openapi;")
    assert counting.times == 3


def test_schema_answers_304_to_its_etag_and_gzip_to_clients_that_accept_it(api, counting):
    first = api().get(URL, headers=JSON)
    assert json.loads(first.content)["openapi"].startswith("3.")
    again = api().get(URL, headers={**JSON, "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    small = api().get(URL, headers={**JSON, "Accept-Encoding": "gzip"})
    assert gzip.decompress(small.content) == first.content
    assert counting.times == 1


def test_schema_answers_503_while_it_is_generated(api, counting):
    with schema._making:
        answer = api().get(URL, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert int(answer["Retry-After"]) > 0
    assert api().get(URL, headers=JSON).status_code == 200
