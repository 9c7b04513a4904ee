"""Races of accounts: exports, closing, erasure, change of address, webhooks, emergency roles and sign-in throttles."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client

from market.accounts.address.actions import NEW, OLD, agree_address, ask_address, confirm_address, link_key
from market.accounts.emergencies.actions import (
    close_emergency_right,
    end_due_emergency_right,
    end_emergency_right,
    take_emergency_right,
)
from market.accounts.models import Deletion, Device, EmergencyRight, Export, User
from market.accounts.people.actions import create_account
from market.accounts.privacy.actions import close_account, erase_account
from market.accounts.privacy.export_actions import ask_export, build_export
from market.accounts.sign_in.device_actions import note_sign_in
from market.core.base import clock
from market.core.models import AuditEntry
from market.integrations.actions import create_endpoint, delete_webhook, take_delivery
from market.integrations.actions import test_endpoint as send_test
from market.integrations.models import Endpoint
from market.integrations.webhook_events import choices
from market.notifications.channels.device_actions import add_device, remove_device
from market.notifications.channels.webpush import new_key
from market.notifications.inbox.actions import take_for_mail, take_for_push
from market.notifications.models import NewsSettings, Notification, Subscription
from tests import make
from tests.concurrency.test_money import race

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "amar-kaj-demo"
EVENT = choices()[0][0]


def test_concurrent_export_requests_create_one_export(carla):
    outcomes = race(*[partial(ask_export, by=carla)] * 6)
    assert sum(isinstance(each, Export) for each in outcomes) == 1
    assert Export.objects.count() == 1


def test_concurrent_export_builds_send_one_notification(carla):
    export = ask_export(by=carla)
    race(*[partial(build_export, export_id=export.pk)] * 3)
    assert carla.notifications.count() == 1
    assert Export.objects.get().state == Export.State.READY


def test_concurrent_closings_close_an_account_once(carla):
    outcomes = race(*[partial(close_account, by=carla, password=PASSWORD)] * 4)
    assert sum(isinstance(each, Deletion) for each in outcomes) == 1
    assert Deletion.objects.count() == 1


def test_concurrent_erasures_erase_an_account_once(carla):
    deletion = close_account(by=carla, password=PASSWORD)
    Deletion.objects.update(due_at=clock.now() - timedelta(seconds=1))
    race(*[partial(erase_account, deletion_id=deletion.pk)] * 3)
    assert AuditEntry.objects.filter(code="account.erased").count() == 1
    assert User.objects.get(pk=carla.pk).email == f"{carla.pk}@gone.invalid"


def test_concurrent_confirmations_change_the_address_once(carla):
    change = ask_address(by=carla, email="new@demo.test", password=PASSWORD)
    race(
        partial(confirm_address, key=link_key(change, NEW)),
        partial(agree_address, key=link_key(change, OLD)),
        partial(confirm_address, key=link_key(change, NEW)),
    )
    changed = User.objects.get(pk=carla.pk)
    assert changed.email == "new@demo.test"
    assert changed.emailaddress_set.count() == 1
    assert AuditEntry.objects.filter(code="address.changed").count() == 1


def test_concurrent_sign_ins_with_one_device_create_one_row(carla):
    sign_in = partial(note_sign_in, by=carla, mark="m", session_key="s", agent="x", country="")
    race(*[sign_in] * 4)
    assert Device.objects.count() == 1
    assert carla.notifications.count() == 0


def test_concurrent_workers_take_a_webhook_delivery_once(carla):
    endpoint = create_endpoint(by=carla, url="https://shop.example/", events=["bid.submitted"])
    delivery = send_test(by=carla, endpoint_id=endpoint.pk)
    outcomes = race(*[partial(take_delivery, delivery_id=delivery.pk, tries=0)] * 5)
    assert sum(each == delivery for each in outcomes) == 1


@pytest.mark.parametrize("take", [take_for_mail, take_for_push])
def test_concurrent_workers_mail_and_push_a_notification_once(carla, take):
    notification = Notification.objects.create(user=carla, kind="bid.withdrawn", url="/", created_at=clock.now())
    outcomes = race(*[partial(take, notification_id=notification.pk)] * 6)
    assert sum(each == notification for each in outcomes) == 1


def test_creating_an_endpoint_while_the_last_is_deleted_keeps_the_flag(carla):
    for number in range(5):
        Endpoint.objects.all().delete()
        last = create_endpoint(by=carla, url="http://127.0.0.1:9/last", events=[EVENT])
        another = partial(create_endpoint, by=carla, url=f"http://127.0.0.1:9/{number}", events=[EVENT])
        race(partial(delete_webhook, by=carla, endpoint_id=last.pk), another)
        assert Endpoint.objects.count() == 1
        assert User.objects.get(pk=carla.pk).has_programs
    delete_webhook(by=carla, endpoint_id=Endpoint.objects.get().pk)
    assert not User.objects.get(pk=carla.pk).has_programs


def test_adding_a_push_device_while_the_last_is_removed_keeps_the_flag(carla, omar):
    keys = {"p256dh": new_key()[1], "auth": "AAAAAAAAAAAAAAAAAAAAAA"}
    for number in range(5):
        last = add_device(by=carla, endpoint="https://127.0.0.1/last", keys=keys)
        another = partial(add_device, by=carla, endpoint=f"https://127.0.0.1/{number}", keys=keys)
        race(partial(remove_device, by=carla, subscription_id=last.pk), another)
        assert NewsSettings.objects.get(user=carla).has_devices
        Subscription.objects.all().delete()
    for person, path in ((carla, "one"), (omar, "two")):
        add_device(by=person, endpoint=f"https://127.0.0.1/{path}", keys=keys)
    swaps = [partial(add_device, by=carla, endpoint="https://127.0.0.1/two", keys=keys)]
    swaps.append(partial(add_device, by=omar, endpoint="https://127.0.0.1/one", keys=keys))
    assert all(isinstance(each, Subscription) for each in race(*swaps))


WHY = "A threat was reported and no moderator answers the phone."


def test_concurrent_requests_grant_one_emergency_role(pavel):
    outcomes = race(
        *[partial(take_emergency_right, by=pavel, role=role, reason=WHY) for role in ("lead", "officer")] * 2
    )
    taken = [each for each in outcomes if isinstance(each, EmergencyRight)]
    assert len(taken) == 1
    assert User.objects.get(pk=pavel.pk).borrowed == taken[0].role
    assert AuditEntry.objects.filter(code="emergency.taken").count() == 1


def test_concurrent_ends_end_an_emergency_role_once(pavel):
    lead = make.make_person("Lila", roles=["lead"])
    right = take_emergency_right(by=pavel, role="moderator", reason=WHY)
    ends = [partial(end_emergency_right, by=who, right_id=right.pk) for who in (pavel, lead)]
    race(*ends, partial(end_due_emergency_right, right_id=right.pk), *ends)
    assert AuditEntry.objects.filter(code="emergency.ended").count() == 1
    assert Notification.objects.filter(user=lead, kind="emergency.ended").count() == 1


def test_concurrent_reviews_close_an_emergency_role_once(pavel):
    leads = [make.make_person(name, roles=["lead"]) for name in ("Lila", "Mahfuz")]
    right = take_emergency_right(by=pavel, role="moderator", reason=WHY)
    end_emergency_right(by=pavel, right_id=right.pk)
    close = partial(close_emergency_right, right_id=right.pk, word="Seen.")
    outcomes = race(*[partial(close, by=lead, is_fine=at == 0) for at, lead in enumerate(leads)] * 2)
    assert sum(isinstance(each, EmergencyRight) for each in outcomes) == 1
    assert AuditEntry.objects.filter(code="emergency.closed").count() == 1


def test_concurrent_password_guesses_stay_within_the_throttle(carla):
    guess = {"login": carla.email, "password": "wrong-wrong"}
    outcomes = race(*[partial(Client().post, "/accounts/login/", guess)] * 16)
    assert sorted(each.status_code for each in outcomes) == [200] * 10 + [429] * 6


def test_concurrent_guesses_at_many_accounts_stay_within_the_throttle(settings, db):
    settings.LIFECYCLE = replace(settings.LIFECYCLE, sign_in_tries_per_client_hour=5)
    guesses = [{"login": f"{number}@demo.test", "password": "wrong-wrong"} for number in range(12)]
    outcomes = race(*[partial(Client().post, "/accounts/login/", guess) for guess in guesses])
    assert sorted(each.status_code for each in outcomes) == [200] * 5 + [429] * 7


def test_concurrent_sign_ups_create_one_account(db):
    sign_up = partial(create_account, email="nadia@demo.test", password="tea-and-toast-9", name="Nadia", language="en")
    assert race(*[sign_up] * 5) == ["done"] * 5
    assert User.objects.filter(email="nadia@demo.test").count() == 1
    assert User.objects.count() == 1
