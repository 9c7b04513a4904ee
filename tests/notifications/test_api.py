"""The API of notifications: lists, marking as read, settings, devices; what other users get."""

import pytest

from market.notifications.models import NewsSettings, Notification, Subscription


@pytest.fixture
def client(api, carla):
    return api(carla)


def test_the_list_is_filtered_by_group_and_unread(client, carla, tell):
    first, second = tell(carla), tell(carla, "test.money")
    client.post(f"/api/v1/notifications/{first.pk}/read/")

    def ids(query: str) -> list[int]:
        return [each["id"] for each in client.get(f"/api/v1/notifications/?{query}").json()["results"]]

    assert ids("") == [second.pk, first.pk]
    assert ids("unread=true") == [second.pk]
    assert ids("unread=false") == [first.pk]
    assert ids("group=money") == [second.pk]
    assert ids("group=jobs&unread=true") == []
    assert client.get("/api/v1/notifications/?group=nothing").status_code == 400


def test_a_notification_is_marked_read_by_its_owner_only(api, client, carla, omar, tell):
    first, second = tell(carla), tell(carla)
    route = f"notifications/{first.pk}/read/"
    assert api().post(f"/api/v1/{route}").status_code == 401
    assert api(omar).post(f"/api/v1/{route}").status_code == 404
    assert Notification.objects.visible_to(carla).unread().count() == 2
    for _again in range(2):
        response = client.post(f"/api/v1/{route}")
        assert response.status_code == 200
        assert response.json()["read_at"] is not None
    assert list(Notification.objects.visible_to(carla).unread()) == [second]


def test_settings_are_read_and_patched(client, carla):
    before = client.get("/api/v1/notifications/settings/").json()
    assert before["digest"] == "daily"
    assert before["quiet_from"] is None
    rows = {row["kind"]: row for row in before["kinds"]}
    assert rows["test.plain"] == {
        "kind": "test.plain",
        "about": "Something is done",
        "group": "jobs",
        "mail": "now",
        "push": True,
        "always_mailed": False,
    }
    assert rows["payout.paid"]["always_mailed"]
    assert not NewsSettings.objects.exists(), "reading the settings creates no row"
    change = {
        "digest": "weekly",
        "digest_hour": 7,
        "quiet_from": "22:30",
        "quiet_until": "07:00",
        "time_zone": "Europe/Copenhagen",
        "has_previews": False,
        "kinds": {"test.plain": {"mail": "digest"}, "test.money": {"push": False}},
    }
    after = client.patch("/api/v1/notifications/settings/", change).json()
    assert {name: after[name] for name in ("digest", "digest_hour", "quiet_from", "time_zone", "has_previews")} == {
        "digest": "weekly",
        "digest_hour": 7,
        "quiet_from": "22:30:00",
        "time_zone": "Europe/Copenhagen",
        "has_previews": False,
    }
    rows = {row["kind"]: (row["mail"], row["push"]) for row in after["kinds"]}
    assert rows["test.plain"] == ("digest", True)
    assert rows["test.money"] == ("now", False)
    assert client.patch("/api/v1/notifications/settings/", {"quiet_from": None, "quiet_until": None}).status_code == 200
    assert NewsSettings.objects.get(user=carla).quiet_from is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"digest": "yearly"}, "digest"),
        ({"digest_hour": 24}, "digest_hour"),
        ({"quiet_from": "25:00"}, "quiet_from"),
        ({"quiet_from": "22:00"}, "quiet_until"),
        ({"time_zone": "Asia/Atlantis"}, "time_zone"),
        ({"kinds": {"test.money": {"mail": "never"}}}, "kinds.test.money"),
        ({"kinds": {"no.such": {"push": True}}}, "kinds.no.such"),
        ({"kinds": {"test.plain": {"mail": "often"}}}, "kinds.test.plain.mail"),
        ({"kinds": []}, "kinds"),
        ({"kinds": {"test.plain": 5}}, "kinds.test.plain"),
    ],
)
def test_invalid_settings_are_400_with_field_errors(client, change, field):
    response = client.patch("/api/v1/notifications/settings/", change)
    assert response.status_code == 400
    assert any(name.startswith(field) for name in response.json()["errors"]), response.json()


def test_push_devices_are_added_listed_and_deleted_by_their_owner(api, client, carla, omar, device):
    assert api().get("/api/v1/push-subscriptions/").status_code == 401
    assert len(client.get("/api/v1/push-subscriptions/").json()["key"]) == 87
    body = {"endpoint": device.endpoint, "keys": device.keys, "expirationTime": None, "device": "Chrome, Android"}
    created = client.post("/api/v1/push-subscriptions/", body)
    assert created.status_code == 201
    pk = created.json()["id"]
    listed = client.get("/api/v1/push-subscriptions/").json()["devices"]
    assert [(each["id"], each["device"]) for each in listed] == [(pk, "Chrome, Android")]
    assert "endpoint" not in listed[0]
    route = f"push-subscriptions/{pk}/"
    assert api(omar).delete(f"/api/v1/{route}").status_code == 404
    assert client.delete(f"/api/v1/{route}").status_code == 204
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"endpoint": "https://elsewhere.test/"}, "endpoint"),
        ({"endpoint": ""}, "endpoint"),
        ({"keys": {"p256dh": "AAAA", "auth": "AAAA"}}, "keys"),
        ({"keys": {}}, "keys.p256dh"),
        ({"keys": None}, "keys"),
        ({"device": "x" * 61}, "device"),
    ],
)
def test_invalid_push_devices_are_400_with_field_errors(client, device, change, field):
    body = {"endpoint": device.endpoint, "keys": device.keys, **change}
    response = client.post("/api/v1/push-subscriptions/", body)
    assert response.status_code == 400
    assert field in response.json()["errors"]
