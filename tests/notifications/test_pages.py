"""The inbox page, and listing and marking as read over the API."""

import pytest

from market.bids.bids.decision_actions import withdraw_bid
from market.notifications.models import Notification
from tests import make


@pytest.fixture
def notification(carla, farida) -> Notification:
    """Carla's notification of Farida's bid, which was withdrawn later."""
    bid = make.make_bid(make.make_job(carla), farida)
    withdraw_bid(by=farida, bid_id=bid.pk)
    return Notification.objects.get(user=carla, kind="bid.submitted")


def test_the_page_lists_the_users_notifications(notification, page, carla, rina):
    html = page(carla).get("/notifications/").content.decode()
    assert "Farida" in html
    assert html.count('class="unread"') == 2
    assert "No notifications yet" in page(rina).get("/notifications/").content.decode()
    assert page().get("/notifications/").status_code == 302


def test_opening_a_notification_redirects_and_marks_it_read(notification, page, carla):
    response = page(carla).get(f"/notifications/{notification.pk}/")
    assert response.status_code == 302
    assert response.url == notification.url
    notification.refresh_from_db()
    assert notification.read_at is not None
    assert Notification.objects.visible_to(carla).unread().count() == 1


def test_another_users_notification_is_404(notification, page, rina):
    assert page(rina).get(f"/notifications/{notification.pk}/").status_code == 404


def test_an_address_with_nul_is_404(page, carla):
    assert page(carla).get("/no%00where/").status_code == 404


def test_an_external_url_is_not_followed(notification, page, carla):
    Notification.objects.filter(pk=notification.pk).update(url="https://elsewhere.test/")
    assert page(carla).get(f"/notifications/{notification.pk}/").url == "/notifications/"


def test_all_are_marked_read_by_one_button(notification, page, carla):
    browser = page(carla)
    assert browser.get("/notifications/read/").status_code == 302
    browser.post("/notifications/read/")
    assert not Notification.objects.visible_to(carla).unread().exists()
    assert "Mark all as read" not in browser.get("/notifications/").content.decode()


def test_api_list(notification, api, carla, rina):
    assert api().get("/api/v1/notifications/").status_code == 401
    assert api(rina).get("/api/v1/notifications/").json()["results"] == []
    newest, oldest = api(carla).get("/api/v1/notifications/").json()["results"]
    assert newest["id"] > oldest["id"]
    assert set(oldest) == {"id", "kind", "group", "text", "url", "created_at", "read_at"}
    assert oldest["read_at"] is None
    assert "Farida" in oldest["text"]


def test_api_list_is_in_the_requested_language(notification, api, carla):
    row = api(carla).get("/api/v1/notifications/", headers={"accept-language": "bn"}).json()["results"][-1]
    assert "প্রস্তাব" in row["text"]


def test_api_read(notification, api, carla, rina):
    path = "/api/v1/notifications/read/"
    assert api().post(path, {"up_to": notification.pk}).status_code == 401
    assert api(rina).post(path, {"up_to": notification.pk}).status_code == 204
    notification.refresh_from_db()
    assert notification.read_at is None
    for _ in range(2):
        assert api(carla).post(path, {"up_to": notification.pk}).status_code == 204
    notification.refresh_from_db()
    assert notification.read_at is not None
    invalid = api(carla).post(path, {"up_to": "soon"})
    assert invalid.status_code == 400
    assert "up_to" in invalid.json()["errors"]
