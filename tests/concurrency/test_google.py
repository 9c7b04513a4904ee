"""Races of Google accounts: a form sent twice, one account connected by two, one user with two."""

from functools import partial

import pytest
from allauth.socialaccount.models import SocialAccount

from market.accounts.google.actions import GoogleConnectedAlready, GoogleTaken, connect_google, join_by_google
from market.accounts.models import User
from tests.concurrency.test_money import race

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "nusrat@demo.test"


def test_form_sent_twice_at_once_makes_one_account(transactional_db):
    person = {"name": "Nusrat Jahan", "display_name": "Nusrat", "language": "en", "side": "client"}
    race(*[partial(join_by_google, uid="7", email=EMAIL, **person)] * 4)
    assert User.objects.filter(email=EMAIL).count() == 1
    assert SocialAccount.objects.get().user.email == EMAIL


def test_two_users_connect_one_google_account_at_once(carla, omar):
    outcomes = race(
        *(partial(connect_google, by=each, uid="7", email=EMAIL, in_settings=True) for each in (carla, omar))
    )
    assert sum(isinstance(each, SocialAccount) for each in outcomes) == 1
    assert sum(isinstance(each, GoogleTaken) for each in outcomes) == 1


def test_one_user_connects_two_google_accounts_at_once(carla):
    outcomes = race(*(partial(connect_google, by=carla, uid=uid, email=EMAIL, in_settings=True) for uid in ("7", "8")))
    assert sum(isinstance(each, SocialAccount) for each in outcomes) == 1
    assert sum(isinstance(each, GoogleConnectedAlready) for each in outcomes) == 1
