"""Web push to a real service on 127.0.0.1, which checks the VAPID signature and decrypts the payload."""

import pytest

from market.accounts.models import User
from market.notifications import tasks
from market.notifications.channels import webpush
from market.notifications.channels.device_actions import (
    DeviceKeysWrong,
    PushServiceUnknown,
    TooManyDevices,
    add_device,
    drop_gone_device,
    push_key,
    remove_device,
)
from market.notifications.inbox.reading_actions import read_notification
from market.notifications.models import NewsSettings, Notification, PushKey, Subscription
from market.notifications.preferences.actions import change_news_settings


def test_the_payload_and_headers_of_a_push(carla, device, tell, run_jobs):
    device.belongs_to(carla)
    notification = tell(carla)
    run_jobs()
    assert device.read() == {"title": "Amar Kaj", "body": "Farida did it", "url": "/my-work/", "language": "en"}
    headers = device.received[0][0]
    assert headers["TTL"] == "86400"
    assert headers["Topic"] == f"news-{notification.pk}"
    assert b"Farida" not in device.received[0][1]
    notification.refresh_from_db()
    assert notification.pushed_at is not None


def test_a_push_is_in_the_users_language(rahim, device, tell, run_jobs):
    device.belongs_to(rahim)
    tell(rahim)
    run_jobs()
    assert device.read()["title"] == "আমার কাজ"


def test_without_previews_a_push_has_a_generic_text(rahim, device, tell, run_jobs):
    device.belongs_to(rahim)
    change_news_settings(by=rahim, choices={}, has_previews=False)
    tell(rahim)
    run_jobs()
    payload = {"title": "আমার কাজ", "body": "আপনার নোটিফিকেশন আছে।", "url": "/notifications/", "language": "bn"}
    assert device.read() == payload


def test_a_push_is_idempotent_when_the_job_runs_again(carla, device, tell, run_jobs):
    device.belongs_to(carla)
    notification = tell(carla)
    run_jobs()
    tasks.push_notification(notification_id=notification.pk)
    run_jobs()
    assert len(device.received) == 1


def test_a_read_notification_is_not_pushed(carla, device, tell, run_jobs):
    device.belongs_to(carla)
    read_notification(by=carla, notification_id=tell(carla).pk)
    run_jobs()
    assert device.received == []


@pytest.mark.parametrize("status", [404, 410])
def test_a_gone_subscription_is_deleted(carla, device, tell, run_jobs, status):
    device.belongs_to(carla)
    device.status = status
    tell(carla)
    run_jobs()
    assert not Subscription.objects.exists()
    tell(carla)
    run_jobs()
    assert len(device.received) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_temporary_error_of_the_push_service_is_retried(carla, device, tell, status):
    pk = device.belongs_to(carla)
    device.status = status
    notification = tell(carla)
    with pytest.raises(webpush.NotTakenNow):
        tasks.push_to_device(notification_id=notification.pk, subscription_id=pk)
    assert Subscription.objects.exists()


def test_a_connection_error_is_retried(carla, device, tell):
    pk = device.belongs_to(carla)
    device.server.shutdown()
    device.server.server_close()
    with pytest.raises(webpush.NotTakenNow):
        tasks.push_to_device(notification_id=tell(carla).pk, subscription_id=pk)


def test_a_stored_endpoint_of_an_unknown_service_is_not_called(carla, device, tell, run_jobs):
    pk = device.belongs_to(carla)
    Subscription.objects.filter(pk=pk).update(endpoint=device.endpoint.replace("//", "//x@"))
    tell(carla)
    run_jobs()
    assert device.received == []


@pytest.mark.parametrize("status", [301, 307, 400, 413])
def test_a_permanent_error_is_not_retried_and_redirects_are_not_followed(carla, device, tell, run_jobs, status):
    device.belongs_to(carla)
    device.status = status
    tell(carla)
    run_jobs()
    assert len(device.received) == 1
    assert Subscription.objects.exists()


def test_the_vapid_key_is_created_once(db):
    first = push_key()
    assert push_key().public == first.public
    assert PushKey.objects.count() == 1
    assert len(webpush.decode(first.public)) == 65


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://elsewhere.test/push",
        "http://fcm.googleapis.com/push",
        "https://fcm.googleapis.com.elsewhere.test/",
        "https://user@fcm.googleapis.com/",
        "https://127.0.0.1\\.push.apple.com/",
        "https://127.0.0.1:443\\@x.push.apple.com/",
        "https://fcm.googleapis.com:0/",
        "https://push.apple.com.evil.test/x",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/",
        "nothing",
        "",
    ],
)
def test_endpoints_of_unknown_services_are_refused(carla, device, endpoint):
    with pytest.raises(PushServiceUnknown):
        add_device(by=carla, endpoint=endpoint, keys=device.keys)


@pytest.mark.parametrize("endpoint", ["https://fcm.googleapis.com/fcm/send/x", "https://api.push.apple.com/x"])
def test_endpoints_of_browser_services_are_accepted(carla, device, endpoint):
    assert add_device(by=carla, endpoint=endpoint, keys=device.keys).pk


def test_a_local_endpoint_is_refused_in_production(carla, device, settings):
    settings.PRODUCTION, settings.PUSH_HOSTS = True, ["fcm.googleapis.com"]
    with pytest.raises(PushServiceUnknown):
        add_device(by=carla, endpoint=device.endpoint, keys=device.keys)


@pytest.mark.parametrize("keys", [{"p256dh": "AAAA"}, {"auth": "AAAA"}, {"p256dh": "ক"}, {"auth": "%"}, {"p256dh": ""}])
def test_invalid_device_keys_are_refused(carla, device, keys):
    with pytest.raises(DeviceKeysWrong):
        add_device(by=carla, endpoint=device.endpoint, keys={**device.keys, **keys})


def test_a_browser_is_one_device_of_its_last_user(carla, omar, device, tell, run_jobs):
    device.belongs_to(carla)
    device.belongs_to(carla)
    assert Subscription.objects.count() == 1
    device.belongs_to(omar)
    tell(carla)
    run_jobs()
    assert device.received == []
    assert Subscription.objects.get().user == omar


def test_a_queued_push_does_not_reach_the_next_user_of_a_device(carla, omar, device, tell):
    pk = device.belongs_to(carla)
    notification = tell(carla)
    device.belongs_to(omar)
    tasks.push_to_device(notification_id=notification.pk, subscription_id=pk)
    assert device.received == []


def test_a_user_has_at_most_ten_devices(carla, device):
    for number in range(10):
        add_device(by=carla, endpoint=f"{device.endpoint}/{number}", keys=device.keys)
    with pytest.raises(TooManyDevices):
        add_device(by=carla, endpoint=device.endpoint, keys=device.keys)
    add_device(by=carla, endpoint=f"{device.endpoint}/3", keys=device.keys)


def test_a_removed_device_gets_no_push(carla, device, tell, run_jobs):
    remove_device(by=carla, subscription_id=device.belongs_to(carla))
    notification = tell(carla)
    run_jobs()
    assert device.received == []
    assert Notification.objects.get(pk=notification.pk).push_due_at is None


def has_devices(person) -> bool:
    return NewsSettings.objects.get(user=person).has_devices


def test_without_devices_no_push_is_scheduled(carla, omar, device, tell):
    both = [add_device(by=carla, endpoint=f"{device.endpoint}/{number}", keys=device.keys) for number in range(2)]
    remove_device(by=carla, subscription_id=both[0].pk)
    assert has_devices(carla)
    drop_gone_device(subscription_id=both[1].pk)
    assert not has_devices(carla)
    drop_gone_device(subscription_id=both[1].pk)
    add_device(by=carla, endpoint=device.endpoint, keys=device.keys)
    assert has_devices(carla)
    add_device(by=omar, endpoint=device.endpoint, keys=device.keys)
    assert (has_devices(carla), has_devices(omar)) == (False, True)
    assert Notification.objects.get(pk=tell(User.objects.get(pk=carla.pk)).pk).push_due_at is None
