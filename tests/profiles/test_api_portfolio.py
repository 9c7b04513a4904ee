"""The portfolio in the API."""

import pytest

from market.profiles.portfolio.actions import add_case
from market.profiles.portfolio.picture_actions import add_picture
from tests.profiles.test_pictures import picture

pytestmark = pytest.mark.django_db
CASES = "/api/v1/me/profile/cases/"


@pytest.fixture
def case(farida):
    return add_case(by=farida, title="Logo")


@pytest.fixture
def portfolio_picture(farida, case):
    return add_picture(by=farida, file=picture((20, 20)), title="a", case_id=case.pk)


def test_own_works_list_create_and_permissions(api, carla, farida):
    assert api().get(CASES).status_code == 401
    assert api(carla).get(CASES).json() == []
    answer = api(carla).post(CASES, {"title": "Logo"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_profile")
    payload = {"title": "Tea shop", "text": "A sign.", "links": ["https://behance.net/gallery/a?x=1"]}
    created = api(farida).post(CASES, payload, format="json")
    assert created.status_code == 201
    body = created.json()
    assert (body["title"], body["links"], body["pictures"]) == ("Tea shop", ["https://behance.net/gallery/a"], [])
    assert [each["id"] for each in api(farida).get(CASES).json()] == [body["id"]]
    wrong = api(farida).post(CASES, {"title": "x", "links": ["https://wa.me/88"]}, format="json")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["links"])


def test_work_update_move_delete_and_404_for_others(api, rina, carla, farida, case):
    address = f"/api/v1/me/profile/cases/{case.pk}/"
    second = add_case(by=farida, title="Second")
    assert api().patch(address, {}, format="json").status_code == 401
    for stranger in (rina, carla):
        assert api(stranger).patch(address, {"title": "mine"}, format="json").status_code == 404
        assert api(stranger).patch(address, {"steps": 1}, format="json").status_code == 404
        assert api(stranger).delete(address).status_code == 404
    answer = api(farida).patch(address, {"title": "New", "steps": 1}, format="json")
    assert (answer.status_code, answer.json()["title"]) == (200, "New")
    assert [each.pk for each in farida.profile.cases.all()] == [second.pk, case.pk]
    assert api(farida).delete(address).status_code == 204
    assert api(farida).delete(address).status_code == 404


def test_adding_pictures_permissions_and_limit(api, rina, carla, farida, case):
    address = f"/api/v1/me/profile/cases/{case.pk}/pictures/"

    def payload():
        return {"picture": picture((20, 20)), "title": "a"}

    assert api().post(address, payload(), format="multipart").status_code == 401
    assert [api(who).post(address, payload(), format="multipart").status_code for who in (rina, carla)] == [404, 404]
    unsupported = {"picture": picture((20, 20), kind="BMP"), "title": "a"}
    assert list(api(farida).post(address, unsupported, format="multipart").json()["errors"]) == ["picture"]
    answer = api(farida).post(address, payload(), format="multipart")
    assert (answer.status_code, len(answer.json()["pictures"])) == (201, 1)
    for _ in range(7):
        api(farida).post(address, payload(), format="multipart")
    assert api(farida).post(address, payload(), format="multipart").json()["code"] == "too_many_pictures"


def test_picture_update_move_delete_and_404_for_others(api, rina, carla, farida, case, portfolio_picture):
    address = f"/api/v1/me/profile/pictures/{portfolio_picture.pk}/"
    other = add_picture(by=farida, file=picture((20, 20)), title="b", case_id=case.pk)
    assert api().patch(address, {}, format="json").status_code == 401
    for stranger in (rina, carla):
        assert api(stranger).patch(address, {"title": "mine"}, format="json").status_code == 404
        assert api(stranger).delete(address).status_code == 404
    answer = api(farida).patch(address, {"title": "New", "steps": 1}, format="json")
    assert (answer.status_code, answer.json()["title"]) == (200, "New")
    assert [each.pk for each in case.pictures.all()] == [other.pk, portfolio_picture.pk]
    assert [api(farida).delete(address).status_code for _ in range(2)] == [204, 404]


def test_anonymous_reads_works_of_a_published_profile(api, farida, case, portfolio_picture, django_assert_num_queries):
    address = f"/api/v1/profiles/{farida.profile.pk}/"
    body = api().get(address).json()
    assert [each["title"] for each in body["cases"]] == ["Logo"]
    assert body["cases"][0]["pictures"] == body["pictures"]
    assert body["cases"][0]["url"] == f"/talent/{farida.profile.pk}/works/{case.pk}/"
    with django_assert_num_queries(5):
        api().get(address)
