"""Each role of the staff has the least that its work needs; docs/staff.md says it in words."""

import pytest

from market.accounts.models import User
from market.core import rights
from market.core.administration import site

TALK = {"messaging", "reviews", "bids", "disputes", "safety"}
MONEY = {"payments", "contracts", "disputes"}
BUTTONS = [(table.opts.app_label, button) for table in site._registry.values() for button in table.buttons]


def apps_of(role: str) -> set[str]:
    return {label.split(".")[0] for label in rights.TABLES[role]}


def test_officers_see_no_money_and_no_people():
    assert apps_of("officer") == {"training"}


def test_operators_see_no_talk():
    assert not {label for label in rights.TABLES["operator"] if label.split(".")[0] in TALK}
    assert not {label for label in rights.TABLES["operator"] if label.endswith((".Question", ".Invitation", ".Letter"))}


def test_moderators_see_no_money_and_no_private_names():
    assert not apps_of("moderator") & MONEY
    assert "accounts.User" not in rights.TABLES["moderator"]


def test_there_is_a_list_for_each_role_but_the_lead():
    assert {*rights.TABLES, rights.LEAD} == set(User.STAFF)


@pytest.mark.parametrize(("app", "roles"), [("payments", {"operator"}), ("training", {"officer"})])
def test_buttons_of_money_and_of_the_register_are_for_one_role(app, roles):
    found = [set(button.roles) for label, button in BUTTONS if label == app]
    assert found
    assert all(each == roles for each in found)


def test_no_button_is_for_who_does_not_see_the_table():
    for table in site._registry.values():
        for button in table.buttons:
            for role in set(button.roles) - {rights.LEAD}:
                assert table.opts.label in rights.TABLES[role], (table.opts.label, button.name, role)
