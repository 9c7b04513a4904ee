"""Nobody learns by the time or the answer who has an account: both cost the same hashes, statements and mails."""

from functools import partial

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from market.accounts.models import User
from market.core.base.site_keys import make_ready
from tests import make
from tests.accounts.test_pages import NEW, sign_in

UNKNOWN = "nobody@demo.test"


class CountingHasher(MD5PasswordHasher):
    """Quick, and counts what would be dear."""

    hashes = 0

    def encode(self, password, salt):
        type(self).hashes += 1
        return super().encode(password, salt)


@pytest.fixture
def cost(settings):
    """What an act costs: hashes, statements by their first words, jobs; and what it answers."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]

    def measure(act):
        hashes, jobs = CountingHasher.hashes, ProcrastinateJob.objects.count()
        with CaptureQueriesContext(connection) as captured:
            answer = act()
        statements = [
            " ".join(each["sql"].split()[:3]).replace("ROLLBACK TO SAVEPOINT", "RELEASE SAVEPOINT")
            for each in captured.captured_queries
        ]
        statements = [each.rpartition(" ")[0] if "SAVEPOINT" in each else each for each in statements]
        facts = (answer.status_code, sorted(answer.cookies), answer.headers.get("Location"))
        return CountingHasher.hashes - hashes, len(statements), ProcrastinateJob.objects.count() - jobs, facts

    return measure


def test_signing_up_costs_the_same_with_a_known_address(page, carla, cost):
    known = cost(lambda: page().post("/accounts/signup/", {**NEW, "email": carla.email}))
    new = cost(lambda: page().post("/accounts/signup/", NEW))
    assert known == new
    assert known[0] == 1
    assert known[2] == 1, "one mail each"


def test_signing_up_by_a_program_costs_the_same_with_a_known_address(api, carla, cost):
    body = {"password": "tea-and-toast-9", "name": "Nadia Islam", "language": "en"}
    known, new = (
        cost(partial(api().post, "/api/v1/accounts/", {**body, "email": email})) for email in (carla.email, UNKNOWN)
    )
    assert known == new
    assert known[0] == 1


def test_a_known_address_leaves_no_gap_that_others_lack(api, carla):
    body = {"password": "tea-and-toast-9", "name": "Nadia Islam", "language": "en"}
    numbers = []
    for email in ("a@demo.test", carla.email, "b@demo.test", "fresh@demo.test", "c@demo.test"):
        assert api().post("/api/v1/accounts/", {**body, "email": email}).status_code == 201
        numbers += User.objects.filter(email__in=("a@demo.test", "b@demo.test", "c@demo.test")).values_list("pk")
    first, second, third = sorted(set(numbers))
    assert second[0] - first[0] == third[0] - second[0], "an address in between was known, or it was not"
    assert not User.objects.filter(email__endswith="gone.invalid").exists()


def test_a_wrong_password_costs_the_same_as_an_unknown_address(page, api, carla, cost):
    known, unknown = (cost(partial(sign_in, page(), email, "wrong-wrong")) for email in (carla.email, UNKNOWN))
    assert known == unknown
    assert known[0] == 1
    known, unknown = (
        cost(partial(api().post, "/api/v1/auth/token/", {"email": email, "password": "wrong-wrong"}))
        for email in (carla.email, UNKNOWN)
    )
    assert known == unknown


def test_a_locked_or_closed_account_costs_the_same_as_none(page, carla, omar, cost):
    carla.set_unusable_password()
    carla.save()
    User.objects.filter(pk=omar.pk).update(is_active=False)
    costs = [cost(partial(sign_in, page(), email, "wrong-wrong")) for email in (carla.email, omar.email, UNKNOWN)]
    assert costs[0] == costs[1] == costs[2]


def test_asking_for_a_new_password_costs_the_same_for_an_unknown_address(page, carla, cost):
    known, unknown = (
        cost(partial(page().post, "/accounts/password/reset/", {"email": email})) for email in (carla.email, UNKNOWN)
    )
    assert known == unknown


def test_asking_for_the_address_of_somebody_else_costs_the_same_as_for_a_free_one(page, carla, cost):
    make_ready()  # as each site that has started
    taken, free = (
        cost(
            partial(
                page(make.make_person(name)).post, "/settings/address/", {"email": email, "password": "amar-kaj-demo"}
            )
        )
        for name, email in (("Asha", carla.email), ("Bina", UNKNOWN))
    )
    assert taken == free
    assert taken[2] == 2
