"""Input that nobody types is answered or refused, on both search engines, and never an error of the site."""

import pytest

from market.search.backends.elastic import building
from market.search.finding import finder
from tests import make
from tests.search.bad_input import wrong_answers
from tests.search.elastic.conftest import closed_breaker, engine  # noqa: F401  # fixtures


def test_postgresql_answers_or_refuses(farida, carla, page, api):
    make.make_job(carla)
    make.make_service(farida)
    assert not wrong_answers(page(), api())


@pytest.mark.django_db(transaction=True)
def test_search_engine_answers_or_refuses(engine, closed_breaker, farida, carla, page, api, monkeypatch):  # noqa: F811
    make.make_job(carla)
    make.make_service(farida)
    building.build_index()
    asked = []
    execute = finder.postgres.execute
    monkeypatch.setattr(finder.postgres, "execute", lambda *args: asked.append(args) or execute(*args))
    assert not wrong_answers(page(), api())
    assert not asked  # the engine took everything
