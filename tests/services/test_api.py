"""API of services: anonymous, outsider, wrong party, wrong state, success, repeated request."""

from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.payments.funding.checkout_actions import settle_funding
from market.payments.models import Funding
from market.profiles.freelancers.actions import hide_profile
from market.services.models import Order, Service
from market.services.offering.actions import pause_service
from market.site.demo.pictures import draw_picture
from tests import make

MONEY = {"amount": "40.00", "currency": "USD"}
BODY = {
    "title_en": "Product photos made ready",
    "description_en": "White ground, right size.",
    "topic": "graphics-design",
    "skills": ["logo-design"],
    "packages": [{"name": "Ten photos", "price": MONEY, "days": 3, "revisions": 2}],
    "extras": [{"name": "In a day", "price": {"amount": "10.00", "currency": "USD"}}],
    "questions": ["Where will they stand?"],
    "queue_limit": 3,
}


@pytest.fixture
def service(farida) -> Service:
    return make.make_service(farida)


def order_body(service: Service, **more) -> dict[str, object]:
    return {"package": service.packages.all()[0].pk, "extras": [service.extras.all()[0].pk], **more}


def test_create_service(api, farida, carla):
    assert api().post("/api/v1/services/", BODY).status_code == 401
    refused = api(carla).post("/api/v1/services/", BODY)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_shown_profile")
    wrong = api(farida).post("/api/v1/services/", {**BODY, "packages": [{"name": "x", "price": MONEY, "days": 0}]})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["packages.0.days"])
    dear = {"amount": "1.00", "currency": "USD"}
    wrong = api(farida).post("/api/v1/services/", {**BODY, "packages": [{"name": "x", "price": dear, "days": 1}]})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["packages.0.price"])
    created = api(farida).post("/api/v1/services/", BODY)
    assert created.status_code == 201
    body = created.json()
    assert (body["state"], body["price_from"], body["days_from"]) == ("draft", MONEY, 3)
    assert body["packages"][0]["price"] == MONEY
    assert body["questions"] == ["Where will they stand?"]
    assert api(farida).get("/api/v1/me/services/").json()["count"] == 1


def test_retrieve_service_and_404_when_paused(api, service, carla, farida):
    body = api().get(f"/api/v1/services/{service.pk}/").json()
    assert (body["title"], body["freelancer"]["display_name"]) == ("A logo for a small shop", "Farida")
    assert body["freelancer"]["id"] == farida.profile.pk
    assert body["queue"] == {"running": 0, "limit": None, "is_full": False, "next_place_at": None}
    bangla = api().get(f"/api/v1/services/{service.pk}/", headers={"accept-language": "bn"}).json()
    assert (bangla["title"], bangla["topic"]["name"]) == ("ছোট দোকানের লোগো", "গ্রাফিক্স ডিজাইন")
    pause_service(by=farida, service_id=service.pk)
    assert api(carla).get(f"/api/v1/services/{service.pk}/").status_code == 404
    assert api().get(f"/api/v1/services/{service.pk}/").status_code == 404
    assert api(farida).get(f"/api/v1/services/{service.pk}/").status_code == 200


@pytest.mark.parametrize("verb", ["publish", "pause"])
def test_publish_and_pause_service_are_idempotent(api, service, farida, carla, verb):
    place = f"/api/v1/services/{service.pk}/{verb}/"
    # f"services/{service_id}/publish/" and f"services/{service_id}/pause/"
    assert api().post(place).status_code == 401
    assert api(carla).post(place).status_code == 403
    state = {"publish": "live", "pause": "paused"}[verb]
    for _time in range(2):
        answer = api(farida).post(place)
        assert (answer.status_code, answer.json()["state"]) == (200, state)
    Service.objects.update(is_hidden=True)
    assert api(carla).post(place).status_code == 404


def test_update_and_discard_service(api, service, farida, carla):
    place = f"/api/v1/services/{service.pk}/"
    assert api().patch(place, {"title_en": "x"}).status_code == 401
    assert api(carla).patch(place, {"title_en": "x"}).status_code == 403
    assert api(carla).delete(place).status_code == 403
    changed = api(farida).patch(place, {"title_en": "Else", "extras": []})
    assert (changed.status_code, changed.json()["title_en"], changed.json()["extras"]) == (200, "Else", [])
    assert len(changed.json()["packages"]) == 2
    express = {"name": "Express", "price": {"amount": "10.00", "currency": "USD"}, "days": -2}
    assert api(farida).patch(place, {"extras": [express]}).json()["extras"][0]["days"] == -2
    assert api(farida).delete(place).json()["code"] == "service_not_draft"
    draft = api(farida).post("/api/v1/services/", BODY).json()["id"]
    assert api(carla).patch(f"/api/v1/services/{draft}/", {"title_en": "x"}).status_code == 404
    assert api(farida).delete(f"/api/v1/services/{draft}/").status_code == 204
    assert api(farida).delete(f"/api/v1/services/{draft}/").status_code == 404


def test_order_service_is_idempotent_and_paid_by_checkout(api, provider, service, carla, farida):
    place = f"/api/v1/services/{service.pk}/orders/"
    assert api().post(place, order_body(service)).status_code == 401
    own = api(farida).post(place, order_body(service))
    assert (own.status_code, own.json()["code"]) == (403, "own_service")
    wrong = api(carla).post(place, {"package": 987654, "extras": [987654]})
    assert (wrong.status_code, set(wrong.json()["errors"])) == (400, {"package", "extras"})
    created = api(carla).post(place, order_body(service))
    assert created.status_code == 201
    assert api(carla).post(place, order_body(service)).json() == created.json()
    assert Order.objects.count() == 1
    other = api(carla).post(place, order_body(service, extras=[]))
    assert (other.status_code, other.json()["code"]) == (409, "order_waits")
    contract = created.json()["contract"]
    assert api(farida).get(f"/api/v1/contracts/{contract}/").status_code == 404
    provider.pay(created.json()["checkout_url"])
    settle_funding(funding_id=Funding.objects.get().pk)
    paid = api(farida).get(f"/api/v1/contracts/{contract}/").json()
    assert (paid["job"], paid["milestones"][0]["held"]) == (None, {"amount": "50.00", "currency": "USD"})


def test_paused_service_takes_no_orders_and_hidden_one_is_404(api, service, carla, farida):
    place = f"/api/v1/services/{service.pk}/orders/"
    body = order_body(service)
    pause_service(by=farida, service_id=service.pk)
    refused = api(carla).post(place, body)
    assert (refused.status_code, refused.json()["code"]) == (409, "service_not_live")
    assert refused.json()["detail"] == "This service takes no orders now: it is paused."
    assert api(carla).get(f"/api/v1/services/{service.pk}/").status_code == 404
    hide_profile(by=farida)
    assert api(carla).post(place, body).status_code == 404


def test_cancel_order(api, provider, service, carla, farida, omar):
    order = api(carla).post(f"/api/v1/services/{service.pk}/orders/", order_body(service)).json()
    contract_id = order["contract"]
    place = f"/api/v1/orders/{contract_id}/cancel/"
    assert api().post(place).status_code == 401
    assert api(omar).post(place).status_code == 404
    assert api(farida).post(place).status_code == 404  # the freelancer cannot see an order before it is paid
    assert api(carla).post(place).status_code == 200
    assert api(carla).post(place).json()["code"] == "order_not_unpaid"


def test_answer_questions_of_an_order(api, provider, service, carla, farida, omar):
    order = api(carla).post(f"/api/v1/services/{service.pk}/orders/", order_body(service, answers=["", "Red"])).json()
    contract_id = order["contract"]
    place = f"/api/v1/orders/{contract_id}/answers/"
    assert api().get(place).status_code == 401
    assert api(omar).get(place).status_code == 404
    assert api(omar).post(place, {"answers": ["x"]}).status_code == 404
    provider.pay(order["checkout_url"])
    settle_funding(funding_id=Funding.objects.get().pk)
    assert api(farida).post(place, {"answers": ["x"]}).status_code == 403
    assert api(carla).post(place, {"answers": ["a" * 2001]}).status_code == 400
    answered = api(carla).post(place, {"answers": ["Tea"]}).json()
    assert [each["answer"] for each in answered["answers"]] == ["Tea", "Red"]
    answers = api(farida).get(place).json()
    assert (answers["package"], answers["extras"][0]["price"]["amount"]) == ("Simple", "10.00")


def test_list_is_searched_filtered_and_ordered(api, service, farida):
    card = api().get("/api/v1/services/").json()["results"][0]
    assert set(card) == {
        *("id", "title", "topic", "skills", "freelancer", "price_from", "days_from", "orders", "thumbnail", "url")
    }
    assert card["skills"] == [{"slug": "logo-design", "name": "Logo design"}]
    for query, count in (
        ("q=logo", 1),
        ("q=লোগো", 1),
        ("q=dokan", 1),
        ("q=farida", 1),
        ("q=website", 0),
        ("topic=graphics-design", 1),
        ("topic=data-entry", 0),
        ("skill=logo-design&district=rangpur", 1),
        ("price_max=39.99", 0),
        ("price_min=40&price_max=৪০", 1),
        ("currency=BDT", 0),
        ("days_max=4", 1),
        ("days_max=3", 0),
        ("language=bn", 1),
        ("language=hi", 0),
        *((f"ordering={order}", 1) for order in ("best", "newest", "price", "days", "orders")),
    ):
        assert api().get(f"/api/v1/services/?{query}").json()["count"] == count, query
    for wrong in ("days_max=0", "price_min=x", "topic=x", "ordering=luck"):
        assert api().get(f"/api/v1/services/?{wrong}").status_code == 400
    pause_service(by=farida, service_id=service.pk)
    assert api().get("/api/v1/services/").json()["count"] == 0


def test_query_counts_of_service_routes(api, service, farida, rina, django_assert_max_num_queries):
    for _more in range(3):
        make.make_service(rina)
    with django_assert_max_num_queries(8):
        assert api().get("/api/v1/services/").json()["count"] == 4
    with django_assert_max_num_queries(12):
        api(rina).get(f"/api/v1/services/{service.pk}/")
    with django_assert_max_num_queries(8):
        api(rina).get("/api/v1/me/services/")


def test_upload_and_delete_pictures(api, service, carla, farida, omar):
    service_id = service.pk
    place = f"/api/v1/services/{service_id}/pictures/"
    nested = api(farida).post(place, data="[" * 2000, content_type="application/json")
    assert nested.status_code == 400, "deeply nested JSON is a client error"

    def upload(**more):
        drawn = SimpleUploadedFile("a.png", draw_picture("graphics-design", Random(1)), "image/png")
        return {"picture": drawn, "title": "A logo", **more}

    assert api().post(place, upload(), format="multipart").status_code == 401
    assert api(carla).post(place, upload(), format="multipart").status_code == 403
    wrong = api(farida).post(place, upload(picture=SimpleUploadedFile("a.png", b"no")), format="multipart")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "not_a_picture")
    created = api(farida).post(place, upload(), format="multipart")
    assert created.status_code == 201
    picture_id = created.json()["id"]
    assert api().get(f"/api/v1/services/{service_id}/").json()["thumbnail"] == created.json()["thumbnail"]
    assert api().delete(f"{place}{picture_id}/").status_code == 401
    assert api(omar).delete(f"/api/v1/services/{service_id}/pictures/{picture_id}/").status_code == 403
    assert api(farida).delete(f"{place}{picture_id}/").status_code == 204
    assert api(farida).delete(f"{place}{picture_id}/").status_code == 404
    pause_service(by=farida, service_id=service_id)
    assert api(omar).post(place, upload(), format="multipart").status_code == 404


@pytest.mark.parametrize(
    ("name", "row", "missing"),
    [
        ("packages", {"name": "Small"}, {"packages.0.price", "packages.0.days"}),
        ("packages", {"price": {"amount": "5.00"}, "days": 2, "name": "Small"}, {"packages.0.price"}),
        ("extras", {"days": 1}, {"extras.0.name", "extras.0.price"}),
        ("extras", {}, {"extras.0.name", "extras.0.price"}),
    ],
)
def test_incomplete_row_of_a_list_is_refused_in_a_patch(api, service, farida, name, row, missing):
    """Fields that a patch does not name stay, but a list is replaced: each of its rows must be complete."""
    answer = api(farida).patch(f"/api/v1/services/{service.pk}/", {name: [row]})
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == missing
