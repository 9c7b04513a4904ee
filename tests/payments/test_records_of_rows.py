"""Rows of money as they are read: whose they are, what each says of itself, and which ones nothing happens to."""

import inspect
import itertools
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model, QuerySet
from django.db.transaction import atomic, set_rollback

from market.accounts.models import User
from market.core.base import clock
from market.payments.models import Payout, Release
from market.payments.payouts import sending_actions, wallet_actions
from market.payments.provider import bkash_payouts
from market.payments.provider.types import Transfer, WalletTransfer
from tests import make
from tests.payments.bank_story import taka
from tests.payments.story import funded
from tests.payments.test_rows_of_people import make_release

pytestmark = pytest.mark.django_db
MODELS = [model for app in ("contracts", "payments") for model in apps.get_app_config(app).get_models()]
LEDGER = ("LedgerAccount", "LedgerBalance", "LedgerEntry", "LedgerTransaction")


def managers() -> list[tuple[str, Any]]:
    """The query sets of each model, by name."""
    of = [(model.__name__, model._default_manager) for model in MODELS]
    return [*of, *((f"{name} (everything)", model.everything) for name, model in _with_everything())]


def _with_everything() -> list[tuple[str, Any]]:
    return [(model.__name__, model) for model in MODELS if hasattr(model, "everything")]


def test_whose_rows_are_whose(record, provider, oli, mitu, pavel):
    """Of two contracts side by side: each side, and whoever works for the site."""
    funded(provider, "100.00")
    users = [User.objects.get(display_name=name) for name in ("Nila", "Nur", "Carla", "Farida")]
    dealer = make.make_person("Opi", roles=["operator"])
    for name, manager in managers():
        for method in ("visible_to", "answerable_by", "of_party"):
            if hasattr(manager, method):
                rows = {str(user): _numbers(getattr(manager, method)(user)) for user in (*users, oli, mitu, pavel)}
                record.show(f"{name}.{method}", rows)
    chosen = {name: manager for name, manager in managers() if name == "Chargeback"}
    type(dealer).objects.filter(pk=users[0].pk).update(roles=["operator"])
    users[0].refresh_from_db()
    record.show("Of an operator who is a side", _numbers(chosen["Chargeback"].answerable_by(users[0])))
    record.require("rows_visible")


def _numbers(rows: QuerySet[Any]) -> list[int]:
    return sorted(rows.values_list("pk", flat=True))


def test_rows_that_are_chosen(record):
    """By the methods of query sets that need nothing else."""
    for name, manager in managers():
        for method, function in sorted(vars(type(manager.get_queryset())).items()):
            is_ours = str(getattr(function, "__module__", "")).startswith("market.")
            if is_ours and inspect.isfunction(function) and list(inspect.signature(function).parameters) == ["self"]:
                record.show(f"{name}.{method}", _numbers(getattr(manager, method)()))
    record.require("rows_chosen")


def test_what_rows_say_of_themselves(record):
    for model in MODELS:
        if model.__name__ in LEDGER:
            continue
        manager = getattr(model, "everything", model._default_manager)
        for row in manager.order_by("pk"):
            record.show(f"{model.__name__} {row.pk}: {row}", {**_properties(row)})
    record.require("rows_described")


def _properties(row: Model) -> dict[str, Any]:
    names = [name for name, _it in inspect.getmembers(type(row), lambda each: isinstance(each, property))]
    values: dict[str, Any] = {name: _value(row, name) for name in names if name != "pk"}
    if hasattr(row, "get_absolute_url"):
        values["url"] = row.get_absolute_url()
    return values


def _value(row: Model, name: str) -> Any:
    try:
        return getattr(row, name)
    except (AttributeError, KeyError, ValueError) as error:
        return type(error).__name__


@pytest.fixture
def wallet(monkeypatch):
    """bKash says that a transfer was made."""
    transfer = WalletTransfer(
        id="TRX1",
        status="succeeded",
        amount=taka(5),
        receiver="+8801711000321",
        at=clock.now(),
        fee=Decimal(1),
    )
    monkeypatch.setattr(bkash_payouts, "pay_out", lambda _request: transfer)
    monkeypatch.setattr(bkash_payouts, "retrieve_transfer", lambda _number: transfer)
    return transfer


def test_payouts_stand_still_in_other_states(record, wallet, farida):
    """What each step of a payout to a wallet does to one that is not where it begins."""
    row = {"freelancer": farida, "amount_value": 5, "currency": "BDT", "created_at": clock.now(), "rail": "bkash"}
    payout = Payout.objects.create(**row)
    long_ago = clock.wall() - 2 * wallet_actions.LONGEST_CALL
    acts = {
        "send": lambda: wallet_actions.send_wallet_payout(payout_id=payout.pk),
        "settle": lambda: wallet_actions.settle_wallet_payout(payout_id=payout.pk),
        "unclear": lambda: wallet_actions.mark_unclear(payout_id=payout.pk),
        "record": lambda: wallet_actions.record_transfer(payout_id=payout.pk, transfer=wallet),
        "wait": lambda: wallet_actions._let_wait(payout.pk, "unavailable"),
    }
    calls = {"never": None, "now": clock.wall(), "long ago": long_ago}
    for rail, state, when, number in itertools.product(("bkash", "bank"), Payout.State.values, calls, ("", "TRX1")):
        columns = {"rail": rail, "state": state, "asked_at": calls[when], "transfer_id": number}
        record.show(f"{rail} {state}, asked {when}, {number}", _what_changes(payout, columns, acts))
    record.require("payouts_of_each_state")


def _what_changes(row: Model, columns: dict[str, Any], acts: dict[str, Any]) -> list[str]:
    """What each act writes into a row with these columns, taken back each time."""
    rows, changes = type(row)._base_manager.filter(pk=row.pk), []
    for name, act in acts.items():
        with atomic():
            rows.update(**columns)
            before = rows.values().get()
            act()
            after = rows.values().get()
            changed = {column for column in after if after[column] != before[column]}
            changes.append(f"{name}: {', '.join(sorted(changed)) or 'nothing'}, {after['state']}")
            set_rollback(True)
    return changes


def test_releases_in_a_payout_stand_still_in_other_states(record, provider, farida):
    milestone = funded(provider, "100.00", freelancer=farida)
    row = {"freelancer": farida, "amount_value": 5, "currency": "USD", "created_at": clock.now()}
    payout, other = (Payout.objects.create(**row, state="in_transit") for _each in range(2))
    release = make_release(milestone, payout=payout, state="in_transit")
    fail = {"release_id": release.pk, "payout_id": payout.pk, "failure": "account_closed"}
    acts = {
        "paid out": lambda: sending_actions.mark_paid_out(release_id=release.pk),
        "transfer": lambda: sending_actions._record_transfer(release.pk, Transfer("tr_2", "py_2")),
    }
    failing = {"failed": lambda: sending_actions.fail_part(**fail, is_temporary=False)}
    for state, of, number in itertools.product(Release.State.values, (payout, None, other), ("", "tr_1")):
        columns = {"state": state, "payout": of, "transfer_id": number}
        wanted = acts if state == "in_transit" and of else acts | failing
        if state == "paid_out" and of == payout:
            wanted = acts
        with pytest.MonkeyPatch.context() as patched:
            for name in ("post_payout_paid", "post_payout_failed", "post_payout_returned"):
                patched.setattr(sending_actions.postings, name, lambda *_values, **_named: True)
            shown = _what_changes(release, columns, wanted)
        record.show(f"{state} in {of and of.pk} {number}", shown)
    record.require("releases_of_each_state")


def test_payout_is_looked_at_once_more(farida, wallet):
    """What has arrived is looked at a last time; what waits is not called for twice."""
    row = {"freelancer": farida, "amount_value": 5, "currency": "BDT", "created_at": clock.now(), "rail": "bkash"}
    payout = Payout.objects.create(**row, state="paid", transfer_id="TRX1", check_at=clock.now())
    other = Payout.objects.create(**row, state="paid", transfer_id="TRX2", check_at=clock.now() + timedelta(days=1))
    wallet_actions.settle_wallet_payout(payout_id=payout.pk)
    assert list(Payout.objects.exclude(check_at=None)) == [other]
