"""The bell's page and the API of the news."""

import pytest

from market.bids.bids.decision_actions import withdraw_bid
from market.notifications.models import Notification
from tests import make


@pytest.fixture
def told(carla, farida) -> Notification:
    """Carla's news of Farida's bid; it was withdrawn after."""
    bid = make.make_bid(make.make_job(carla), farida)
    withdraw_bid(by=farida, bid_id=bid.pk)
    return Notification.objects.get(user=carla, kind="bid.submitted")


def test_the_page_lists_her_news(told, page, carla, rina):
    html = page(carla).get("/notifications/").content.decode()
    assert "Farida" in html
    assert html.count('class="unread"') == 2
    assert "No news yet" in page(rina).get("/notifications/").content.decode()
    assert page().get("/notifications/").status_code == 302


def test_opening_one_leads_on_and_reads_it(told, page, carla):
    answer = page(carla).get(f"/notifications/{told.pk}/")
    assert answer.status_code == 302
    assert answer.url == told.url
    told.refresh_from_db()
    assert told.read_at is not None
    assert Notification.objects.visible_to(carla).unread().count() == 1


def test_news_of_another_are_not_there(told, page, rina):
    assert page(rina).get(f"/notifications/{told.pk}/").status_code == 404


def test_an_address_that_leads_off_the_site_is_not_followed(told, page, carla):
    Notification.objects.filter(pk=told.pk).update(url="https://elsewhere.test/")
    assert page(carla).get(f"/notifications/{told.pk}/").url == "/notifications/"


def test_all_are_read_by_one_button(told, page, carla):
    browser = page(carla)
    assert browser.get("/notifications/read/").status_code == 302
    browser.post("/notifications/read/")
    assert not Notification.objects.visible_to(carla).unread().exists()
    assert "Mark all as read" not in browser.get("/notifications/").content.decode()


def test_api_list(told, api, carla, rina):
    assert api().get("/api/v1/notifications/").status_code == 401
    assert api(rina).get("/api/v1/notifications/").json()["results"] == []
    newest, oldest = api(carla).get("/api/v1/notifications/").json()["results"]
    assert newest["id"] > oldest["id"]
    assert set(oldest) == {"id", "kind", "group", "text", "url", "created_at", "read_at"}
    assert oldest["read_at"] is None
    assert "Farida" in oldest["text"]


def test_api_list_speaks_the_callers_language(told, api, carla):
    row = api(carla).get("/api/v1/notifications/", headers={"accept-language": "bn"}).json()["results"][-1]
    assert "প্রস্তাব" in row["text"]


def test_api_read(told, api, carla, rina):
    path = "/api/v1/notifications/read/"
    assert api().post(path, {"up_to": told.pk}).status_code == 401
    assert api(rina).post(path, {"up_to": told.pk}).status_code == 204
    told.refresh_from_db()
    assert told.read_at is None
    for _ in range(2):
        assert api(carla).post(path, {"up_to": told.pk}).status_code == 204
    told.refresh_from_db()
    assert told.read_at is not None
    wrong = api(carla).post(path, {"up_to": "soon"})
    assert wrong.status_code == 400
    assert "up_to" in wrong.json()["errors"]
