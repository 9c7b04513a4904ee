"""The API's description costs next to nothing, however many ask for it at once."""

import gzip
import json
from functools import partial

import pytest
from drf_spectacular.generators import SchemaGenerator

from market.core.api import schema

PLACE = "/api/v1/schema/"
JSON = {"Accept": "application/vnd.oai.openapi+json"}


class CountingGenerator(SchemaGenerator):
    """Counts how often the description is put together."""

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


def test_it_is_put_together_once_for_each_language_and_form(api, counting):
    ask = partial(api().get, PLACE, headers=JSON)
    answers = [ask(), ask({"version": "2"}), ask({"lang": "en"}), ask({"lang": "zz"}), ask({"made": "up"})]
    assert {each.content for each in answers} == {answers[0].content}
    assert counting.times == 1
    bangla = api().get(PLACE, {"lang": "bn"}, headers=JSON)
    assert bangla["Content-Language"] == "bn"
    assert api().get(PLACE)["Content-Type"].startswith("application/vnd.oai.openapi;")
    assert counting.times == 3


def test_who_has_it_gets_it_not_again_and_who_reads_gzip_gets_it_small(api, counting):
    first = api().get(PLACE, headers=JSON)
    assert json.loads(first.content)["openapi"].startswith("3.")
    again = api().get(PLACE, headers={**JSON, "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    small = api().get(PLACE, headers={**JSON, "Accept-Encoding": "gzip"})
    assert gzip.decompress(small.content) == first.content
    assert counting.times == 1


def test_nobody_waits_while_it_is_put_together(api, counting):
    with schema._making:
        answer = api().get(PLACE, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert int(answer["Retry-After"]) > 0
    assert api().get(PLACE, headers=JSON).status_code == 200
