"""Least privilege for each staff role; docs/staff.md explains it."""

import pytest

from market.accounts.models import User
from market.core.admin import permissions
from market.core.admin.admin_site import site

PRIVATE_APPS = {"messaging", "reviews", "bids", "disputes", "safety"}
PAYMENT_APPS = {"payments", "contracts", "disputes"}
BUTTONS = [(table.opts.app_label, button) for table in site._registry.values() for button in table.buttons]


def apps_of(role: str) -> set[str]:
    return {label.split(".")[0] for label in permissions.TABLES[role]}


def test_officers_see_tables_of_the_programme_only():
    assert apps_of("officer") == {"coaching", "learning", "training"}


def test_operators_see_no_private_texts():
    assert not {label for label in permissions.TABLES["operator"] if label.split(".")[0] in PRIVATE_APPS}
    assert not {
        label for label in permissions.TABLES["operator"] if label.endswith((".Question", ".Invitation", ".Letter"))
    }


def test_moderators_see_no_payments_and_no_users():
    assert not apps_of("moderator") & PAYMENT_APPS
    assert "accounts.User" not in permissions.TABLES["moderator"]


def test_leads_see_the_tables_of_moderators_but_no_payments_or_training():
    assert permissions.TABLES["moderator"] < permissions.TABLES["lead"]
    assert not apps_of("lead") & {"payments", "training", "sandbox", "integrations", "realtime", "notifications"}
    assert {label for label in permissions.TABLES["lead"] if label.startswith("core.")} == {"core.AuditEntry"}


def test_each_role_has_tables_and_each_table_has_a_role():
    assert set(permissions.TABLES) == set(User.STAFF)
    assert {model._meta.label for model in site._registry} == set().union(*permissions.TABLES.values())


@pytest.mark.parametrize(("app", "roles"), [("payments", {"operator"}), ("training", {"officer"})])
def test_payment_and_training_buttons_are_for_one_role(app, roles):
    role_sets = [set(button.roles) for label, button in BUTTONS if label == app]
    assert role_sets
    assert all(each == roles for each in role_sets)


def test_buttons_are_only_for_roles_that_see_the_table():
    for table in site._registry.values():
        for button in table.buttons:
            for role in button.roles:
                assert table.opts.label in permissions.TABLES[role], (table.opts.label, button.name, role)
