"""Races of phone numbers: guesses in parallel, one code used twice, one number confirmed by two."""

from functools import partial

import pytest

from market.accounts.models import PhoneCode, PhoneNumber
from market.accounts.phone.actions import PhoneNumberTaken, ask_phone, confirm_phone
from market.accounts.phone.code_actions import PhoneCodeOver, WrongPhoneCode, code_of
from market.accounts.phone.sign_in_actions import ask_sign_in_code, use_sign_in_code
from tests.concurrency.test_money import race
from tests.sms import NEW, give_number, wrong

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "amar-kaj-demo"


def test_two_people_confirm_one_number_at_once(carla, rahim):
    people = (carla, rahim)
    rows = [ask_phone(by=each, number=NEW, password=PASSWORD) for each in people]
    acts = [partial(confirm_phone, by=user, code=code_of(row)) for user, row in zip(people, rows, strict=True)]
    outcomes = race(*acts)
    assert sum(isinstance(each, PhoneNumber) for each in outcomes) == 1
    assert sum(isinstance(each, PhoneNumberTaken) for each in outcomes) == 1
    assert PhoneNumber.objects.count() == 1


def test_one_code_signs_in_once(carla):
    give_number(carla, NEW)
    row = ask_sign_in_code(number=NEW, replacing=None)
    outcomes = race(*[partial(use_sign_in_code, code_id=row.pk, code=code_of(row))] * 6)
    assert sum(each == carla for each in outcomes) == 1
    assert sum(isinstance(each, PhoneCodeOver) for each in outcomes) == 5


def test_parallel_guesses_cannot_pass_the_limit(carla):
    give_number(carla, NEW)
    row = ask_sign_in_code(number=NEW, replacing=None)
    outcomes = race(*[partial(use_sign_in_code, code_id=row.pk, code=wrong(code_of(row)))] * 12)
    assert sum(isinstance(each, WrongPhoneCode) for each in outcomes) == 5
    assert sum(isinstance(each, PhoneCodeOver) for each in outcomes) == 7
    assert PhoneCode.objects.get().tries == 5


def test_button_pressed_twice_leaves_one_code(carla):
    race(*[partial(ask_phone, by=carla, number=NEW, password=PASSWORD)] * 4)
    assert PhoneCode.objects.filter(user=carla).count() == 1
