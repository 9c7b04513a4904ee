"""No user enumeration by timing or response: existing and unknown addresses cost the same hashes, queries and mails."""

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
    """A fast hasher that counts its calls."""

    hashes = 0

    def encode(self, password, salt):
        type(self).hashes += 1
        return super().encode(password, salt)


@pytest.fixture
def cost(settings):
    """`cost(act)`: the number of hashes, queries and jobs, and status, cookies and redirect of the response."""
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
        response_facts = (answer.status_code, sorted(answer.cookies), answer.headers.get("Location"))
        return CountingHasher.hashes - hashes, len(statements), ProcrastinateJob.objects.count() - jobs, response_facts

    return measure


def test_sign_up_costs_the_same_for_existing_and_new_addresses(page, carla, cost):
    existing = cost(lambda: page().post("/accounts/signup/", {**NEW, "email": carla.email}))
    new = cost(lambda: page().post("/accounts/signup/", NEW))
    assert existing == new
    assert existing[0] == 1
    assert existing[2] == 1, "one mail each"


def test_api_sign_up_costs_the_same_for_existing_and_new_addresses(api, carla, cost):
    body = {"password": "tea-and-toast-9", "name": "Nadia Islam", "language": "en"}
    existing, new = (
        cost(partial(api().post, "/api/v1/accounts/", {**body, "email": email})) for email in (carla.email, UNKNOWN)
    )
    assert existing == new
    assert existing[0] == 1


def test_sign_up_with_an_existing_address_leaves_the_same_id_gap(api, carla):
    body = {"password": "tea-and-toast-9", "name": "Nadia Islam", "language": "en"}
    numbers = []
    for email in ("a@demo.test", carla.email, "b@demo.test", "fresh@demo.test", "c@demo.test"):
        assert api().post("/api/v1/accounts/", {**body, "email": email}).status_code == 201
        numbers += User.objects.filter(email__in=("a@demo.test", "b@demo.test", "c@demo.test")).values_list("pk")
    first, second, third = sorted(set(numbers))
    assert second[0] - first[0] == third[0] - second[0], "an address in between was known, or it was not"
    assert not User.objects.filter(email__endswith="gone.invalid").exists()


def test_sign_in_costs_the_same_for_wrong_password_and_unknown_address(page, api, carla, cost):
    existing, unknown = (cost(partial(sign_in, page(), email, "wrong-wrong")) for email in (carla.email, UNKNOWN))
    assert existing == unknown
    assert existing[0] == 1
    existing, unknown = (
        cost(partial(api().post, "/api/v1/auth/token/", {"email": email, "password": "wrong-wrong"}))
        for email in (carla.email, UNKNOWN)
    )
    assert existing == unknown


def test_sign_in_costs_the_same_for_locked_closed_and_unknown_accounts(page, carla, omar, cost):
    carla.set_unusable_password()
    carla.save()
    User.objects.filter(pk=omar.pk).update(is_active=False)
    costs = [cost(partial(sign_in, page(), email, "wrong-wrong")) for email in (carla.email, omar.email, UNKNOWN)]
    assert costs[0] == costs[1] == costs[2]


def test_password_reset_costs_the_same_for_an_unknown_address(page, carla, cost):
    existing, unknown = (
        cost(partial(page().post, "/accounts/password/reset/", {"email": email})) for email in (carla.email, UNKNOWN)
    )
    assert existing == unknown


def test_email_change_costs_the_same_for_taken_and_free_addresses(page, carla, cost):
    make_ready()  # as on every started site
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
