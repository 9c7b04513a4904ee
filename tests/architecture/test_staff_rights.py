"""Each role of the staff has the least that its work needs; docs/staff.md says it in words."""

import pytest

from market.accounts.models import User
from market.core.admin import permissions
from market.core.admin.admin_site import site

TALK = {"messaging", "reviews", "bids", "disputes", "safety"}
MONEY = {"payments", "contracts", "disputes"}
BUTTONS = [(table.opts.app_label, button) for table in site._registry.values() for button in table.buttons]


def apps_of(role: str) -> set[str]:
    return {label.split(".")[0] for label in permissions.TABLES[role]}


def test_officers_see_no_money_and_no_people():
    assert apps_of("officer") == {"training"}


def test_operators_see_no_talk():
    assert not {label for label in permissions.TABLES["operator"] if label.split(".")[0] in TALK}
    assert not {
        label for label in permissions.TABLES["operator"] if label.endswith((".Question", ".Invitation", ".Letter"))
    }


def test_moderators_see_no_money_and_no_private_names():
    assert not apps_of("moderator") & MONEY
    assert "accounts.User" not in permissions.TABLES["moderator"]


def test_leads_see_what_moderators_see_and_neither_money_nor_register_nor_machinery():
    assert permissions.TABLES["moderator"] < permissions.TABLES["lead"]
    assert not apps_of("lead") & {"payments", "training", "sandbox", "integrations", "realtime", "notifications"}
    assert {label for label in permissions.TABLES["lead"] if label.startswith("core.")} == {"core.AuditEntry"}


def test_there_is_a_list_for_each_role_and_a_role_for_each_table():
    assert set(permissions.TABLES) == set(User.STAFF)
    assert {model._meta.label for model in site._registry} == set().union(*permissions.TABLES.values())


@pytest.mark.parametrize(("app", "roles"), [("payments", {"operator"}), ("training", {"officer"})])
def test_buttons_of_money_and_of_the_register_are_for_one_role(app, roles):
    found = [set(button.roles) for label, button in BUTTONS if label == app]
    assert found
    assert all(each == roles for each in found)


def test_no_button_is_for_who_does_not_see_the_table():
    for table in site._registry.values():
        for button in table.buttons:
            for role in button.roles:
                assert table.opts.label in permissions.TABLES[role], (table.opts.label, button.name, role)
