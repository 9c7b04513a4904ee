"""Hints that accounts belong together: stored as keyed hashes, deleted when old, with no effect of their own."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from market.core.base import clock
from market.core.base.signals import trace_seen
from market.jobs.questions.actions import get_or_open_thread
from market.messaging.actions import post_message
from market.moderation.cases.queries import similar_accounts
from market.moderation.cases.rule_actions import check_recent_activity
from market.moderation.models import Flag, Hint, Measure
from market.moderation.tasks import forget_old_hints
from market.payments.funding.checkout_actions import settle_funding
from market.services.ordering.actions import OrderChoice, order_service
from tests import make

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=181)


def sign_in(browser, person):
    browser.post("/accounts/logout/")
    browser.post("/accounts/login/", {"login": person.email, "password": "amar-kaj-demo"})


def test_accounts_of_one_device_are_similar(client, carla, omar, rahim, page):
    sign_in(client, carla)
    sign_in(client, omar)
    sign_in(page(), rahim)
    since = clock.now() - timedelta(days=180)
    assert [(each.user, each.shared) for each in similar_accounts(carla, since)] == [(omar, ["The same device"])]
    assert similar_accounts(rahim, since) == similar_accounts(None, since) == []
    marks = set(Hint.objects.values_list("mark", flat=True))
    assert len(marks) == 2
    assert client.cookies["device"].value not in str(marks)
    assert not Measure.objects.exists()


def test_accounts_with_one_payment_method_are_similar(carla, omar):
    for user, kind in ((carla, "payment"), (omar, "payment"), (omar, "device")):
        trace_seen.send(sender=object, user=user, kind=kind, mark="card 4242")
    accounts = similar_accounts(carla, clock.now() - timedelta(days=1))
    assert [(each.user, each.shared) for each in accounts] == [(omar, ["The same way to pay or be paid"])]


def test_the_card_of_a_payment_is_recorded_as_a_hint(client, provider, carla, omar, rahim, farida):
    service = make.make_service(farida)
    package = service.packages.all()[0].pk
    for user, card in ((carla, "4242 4242"), (omar, "42424242"), (rahim, "")):
        _order, funding = order_service(by=user, service_id=service.pk, choice=OrderChoice(package), site="http://site")
        client.post(urlsplit(funding.checkout_url).path, {"outcome": "succeed", "card": card})
        settle_funding(funding_id=funding.pk)
    assert similar_accounts(rahim, clock.now() - timedelta(days=1)) == []
    accounts = similar_accounts(carla, clock.now() - timedelta(days=1))
    assert [(each.user, each.shared) for each in accounts] == [(omar, ["The same way to pay or be paid"])]
    assert "4242" not in str(set(Hint.objects.values_list("mark", flat=True)))


def test_an_account_similar_to_a_banned_one_is_flagged_only(client, carla, omar, rahim, impose, page):
    check_recent_activity()
    for user in (carla, omar):
        sign_in(client, user)
    impose(carla, "ban")
    sign_in(page(), rahim)
    clock._offset = timedelta(minutes=2)
    check_recent_activity()
    flag = Flag.objects.get(rule="banned")
    assert (flag.case.about, flag.facts) == (omar, {"found": "Carla"})
    omar.refresh_from_db()
    assert omar.suspended_until is omar.limited_until is None


def test_a_message_of_an_account_similar_to_one_that_was_banned_since_flags_it(carla, omar, rahim, impose):
    conversation = get_or_open_thread(None, omar, rahim).conversation
    for user in (carla, omar):
        trace_seen.send(sender=object, user=user, kind="device", mark="one")
    check_recent_activity()
    impose(carla, "ban")
    for user in (omar, rahim):
        post_message(by=user, conversation_id=conversation.pk, text="Good day.")
    clock._offset = timedelta(minutes=2)
    check_recent_activity()
    assert Flag.objects.get(rule="banned").case.about == omar


def test_hints_are_deleted_after_180_days(carla, omar):
    for user in (carla, omar):
        trace_seen.send(sender=object, user=user, kind="device", mark="one")
    forget_old_hints()
    assert Hint.objects.count() == 2
    clock._offset = LONG_AGO
    assert similar_accounts(carla, clock.now() - timedelta(days=180)) == []
    forget_old_hints()
    assert not Hint.objects.exists()


def test_a_repeated_hint_is_one_row(carla):
    for _time in range(3):
        trace_seen.send(sender=object, user=carla, kind="device", mark="one")
    assert Hint.objects.count() == 1


def test_similar_accounts_are_shown_on_the_case_page(client, carla, omar, mitu, page, case_of):
    sign_in(client, carla)
    sign_in(client, omar)
    html = page(mitu).get(f"/staff/cases/{case_of(carla).pk}/").content.decode()
    assert "Another account shares something with this one:" in html
    assert "Omar" in html
    assert not carla.notifications.filter(kind__startswith="measure").exists()
