"""The cast and the tools of every test. First letters are roles: carla client, farida freelancer, rina rival,
omar outsider, mitu moderator, oli and onu officers, pavel operator, tahmina trainer."""

import gc
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver
from hypothesis import settings as hypothesis_settings
from rest_framework.test import APIClient

from market.accounts.models import User
from market.core.base import clock, garbage, timeouts
from market.core.web import throttles
from market.search.finding import query_cache
from market.search.weights.queries import cached_weights
from market.training.district_outages.present import remembered
from market.translation import catalogues
from tests import coverage, make, restoring
from tests.bkash import bkash_desk  # noqa: F401  # a fixture
from tests.google import google_desk  # noqa: F401  # a fixture
from tests.money_record import alone, record, skip  # noqa: F401  # fixtures
from tests.provider import provider, provider_server  # noqa: F401  # fixtures
from tests.redis_server import redis_server  # noqa: F401  # a fixture
from tests.search_node import search_node  # noqa: F401  # a fixture
from tests.signing_in import fresh_token, sign_in
from tests.sms import gateway  # noqa: F401  # a fixture
from tests.sslcommerz import sslcommerz  # noqa: F401  # a fixture

HERE = Path(__file__).parent
FIRST = [
    ("journeys", "test_budgets.py"),
    ("journeys", "test_roll.py"),  # of a class that runs now
    ("journeys",),
    ("trial",),
    ("core", "test_serve.py"),
    ("relevance",),
    ("access",),
]


def pytest_configure() -> None:
    """Bangla speaks in tests as on the site: its catalogues are compiled before anything is said."""
    hypothesis_settings.register_profile("untimed", deadline=None)  # a busy machine is no error
    hypothesis_settings.load_profile("untimed")
    catalogues.compile_all()
    coverage.save_time()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that no processor waits for the other at the end."""

    def place(item: pytest.Item) -> int:
        names = item.path.relative_to(HERE).parts
        return next((at for at, first in enumerate(FIRST) if names[: len(first)] == first), len(FIRST))

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """What was imported stays: the garbage collector looks through it no more, and seldom through the rest."""
    garbage.keep_loaded()
    gc.set_threshold(10_000, 20, 50)
    remember_routes()


def remember_routes() -> None:
    """The route of an address is looked for once: it is compared with each of a thousand, and many tests ask again."""
    routes = get_resolver()
    routes.resolve = lru_cache(maxsize=4096)(routes.resolve)  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):  # noqa: PT004
    """The catalogues (districts, topics, skills) stand in every test database."""
    with django_db_blocker.unblock():
        call_command("load_catalogues", verbosity=0)
        restoring.keep_rows()


@pytest.fixture(autouse=True)
def _plain_settings(settings, tmp_path, monkeypatch):
    """Quick password hashes, files in a folder of the test, mail in memory, wall time, lists found anew."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.WHITENOISE_AUTOREFRESH = True  # a static file is found when it is asked for, not all by each client
    clock._offset = timedelta(0)
    timeouts.limit_process(None)  # the limit of pages came with an import of `market.wsgi`
    monkeypatch.setattr(query_cache, "TIMES", 0)  # an answer of a moment ago would be of another test
    caches["pages"].clear()  # a page of a moment ago likewise
    cached_weights.clear()
    remembered.clear()
    throttles.searches.forget()
    throttles.suggestions.forget()
    restoring.restore_vocabulary()
    yield
    clock._offset = timedelta(0)


@pytest.fixture
def carla(db) -> User:
    return make.make_person("Carla")


@pytest.fixture
def rahim(db) -> User:
    return make.make_person("Rahim", language="bn")


@pytest.fixture
def omar(db) -> User:
    return make.make_person("Omar")


@pytest.fixture
def farida(db) -> User:
    return make.make_freelancer("Farida")


@pytest.fixture
def rina(db) -> User:
    return make.make_freelancer("Rina")


@pytest.fixture
def mitu(db) -> User:
    return make.make_person("Mitu", roles=[User.Role.MODERATOR])


@pytest.fixture
def oli(db) -> User:
    return make.make_person("Oli", roles=[User.Role.OFFICER])


@pytest.fixture
def onu(db) -> User:
    return make.make_person("Onu", roles=[User.Role.OFFICER])


@pytest.fixture
def pavel(db) -> User:
    return make.make_person("Pavel", roles=[User.Role.OPERATOR])


@pytest.fixture
def tahmina(db) -> User:
    return make.make_person("Tahmina", roles=[User.Role.TRAINER])


@pytest.fixture
def mailbox(db) -> list[Any]:
    """Mails sent so far, newest last."""
    return mail.outbox


@pytest.fixture
def api() -> Callable[..., APIClient]:
    """`api(farida)`: a program that is signed in as Farida; `api()`: one that is not."""

    def client(user: User | None = None) -> APIClient:
        program = APIClient()
        if user is not None:
            program.force_authenticate(user, token=fresh_token(user))
        return program

    return client


@pytest.fixture
def page() -> Callable[..., Client]:
    """`page(farida)`: a browser without script that is signed in as Farida."""

    def client(user: User | None = None, language: str = "en") -> Client:
        browser = Client(headers={"accept-language": language})
        if user is not None:
            sign_in(browser, user)
        return browser

    return client


@pytest.fixture
def run_jobs(db) -> Callable[[], int]:
    """Runs every deferred job, also those that jobs defer, as the worker would; returns how many."""
    return make.run_jobs


@pytest.fixture
def travel(db) -> Callable[[timedelta], None]:
    """`travel(timedelta(days=14))` moves the site's time on and runs what falls due on the way."""

    def move(by: timedelta) -> None:
        clock.advance(by, between=make.run_jobs)

    return move
