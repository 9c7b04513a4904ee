"""Blocks in the API, in the order: anonymous, stranger, wrong role, wrong state, success, repeat; and their pages."""

import pytest

from market.accounts.privacy.erasure_actions import erase
from market.accounts.privacy.registry import registered
from market.safety.actions import block_person
from market.safety.models import Block
from tests import make

pytestmark = pytest.mark.django_db
PATH = "/api/v1/blocks/"


def text(answer):
    return answer.content.decode()


@pytest.fixture
def job(carla):
    return make.make_job(carla)


def test_block_and_unblock_permissions_and_repeat(api, carla, farida, omar, mitu, job):
    payload = {"user": carla.pk}
    assert api().post(PATH, payload).status_code == 401
    assert api(farida).post(PATH, {"user": omar.pk}).status_code == 404
    refused = api(mitu).post(PATH, payload)
    assert (refused.status_code, refused.json()["code"]) == (409, "staff_not_blocked")
    assert api(farida).post(PATH, {"user": farida.pk}).status_code in (404, 409)
    assert list(api(farida).post(PATH, {"user": "x"}).json()["errors"]) == ["user"]
    answer = api(farida).post(PATH, payload)
    assert answer.status_code == 201
    assert answer.json()["user"] == {"id": carla.pk, "display_name": "Carla", "names": {"bn": "", "en": "Carla"}}
    assert api(farida).post(PATH, payload).status_code == 201
    assert Block.objects.count() == 1
    assert [each["user"]["id"] for each in api(farida).get(PATH).json()["results"]] == [carla.pk]
    assert api(carla).get(PATH).json()["results"] == []  # the blocked user does not see the block
    assert api(carla).delete(f"/api/v1/blocks/{farida.pk}/").status_code == 404
    assert api(omar).delete(f"/api/v1/blocks/{carla.pk}/").status_code == 404
    assert api(farida).delete(f"/api/v1/blocks/{carla.pk}/").status_code == 204
    assert api(farida).delete(f"/api/v1/blocks/{carla.pk}/").status_code == 404
    assert not Block.objects.exists()


def test_block_list_query_count(api, farida, django_assert_num_queries):
    for name in ("Karim", "Kamal", "Kabir"):
        other = make.make_person(name)
        make.make_job(other)
        block_person(by=farida, person_id=other.pk)
    program = api(farida)
    program.get(PATH)
    with django_assert_num_queries(2):
        assert program.get(PATH).json()["count"] == 3


def test_blocks_are_rate_limited_per_day(api, farida, job, carla, monkeypatch):
    monkeypatch.setattr("market.safety.actions.BLOCKS_PER_DAY", 1)
    other = make.make_person("Karim")
    make.make_job(other)
    codes = [api(farida).post(PATH, {"user": person.pk}).status_code for person in (carla, other)]
    assert codes == [201, 429]


def test_blocking_from_a_page_and_undo(page, carla, farida, job):
    browser = page(farida)
    assert page().get(f"/block/{carla.pk}/").url.startswith("/accounts/login/")
    for path in (f"/jobs/{job.pk}/", f"/clients/{carla.pk}/", f"/report/job/{job.pk}/"):
        assert f'action="/block/{carla.pk}/"' in text(browser.get(path)), path
        if "report" not in path:
            assert f'href="/block/{carla.pk}/"' in text(page().get(path)), path
    assert "do not see each other here any more" in text(browser.get(f"/block/{carla.pk}/"))
    assert not Block.objects.exists()
    content = text(browser.post(f"/block/{carla.pk}/", follow=True))
    assert "Carla is blocked." in content
    assert "Your conversations with each other are closed." in content, "the confirmation says what the block does"
    assert f"/report/person/{carla.pk}/" in content
    assert f'action="/block/{carla.pk}/undo/"' in content
    assert browser.get(f"/block/{carla.pk}/").url == "/settings/blocked/"
    assert "Carla" in text(browser.get("/settings/blocked/"))
    assert "/settings/blocked/" in text(browser.get("/settings/"))
    browser.post(f"/block/{carla.pk}/undo/")
    assert browser.get(f"/jobs/{job.pk}/").status_code == 200
    assert browser.post(f"/block/{carla.pk}/undo/").status_code == 404


def test_block_button_stands_beside_every_report_link(page, carla, farida, job):
    service, bid = make.make_service(farida), make.make_bid(job, farida)
    block_client, block_freelancer = f'action="/block/{carla.pk}/"', f'action="/block/{farida.pk}/"'
    for path in (f"/talent/{farida.profile.pk}/", f"/services/{service.pk}/", bid.get_absolute_url()):
        assert block_freelancer in text(page(carla).get(path)), path
    for path in (bid.get_absolute_url(), bid.conversation.get_absolute_url(), f"/clients/{carla.pk}/"):
        assert block_client in text(page(farida).get(path)), path
    for path in (f"/talent/{farida.profile.pk}/", f"/services/{service.pk}/"):
        assert block_freelancer not in text(page(farida).get(path)), path


def test_staff_cannot_block_from_a_page(page, mitu, farida):
    assert f"/block/{farida.pk}/" not in text(page(mitu).get(f"/talent/{farida.profile.pk}/"))
    assert page(mitu).post(f"/block/{farida.pk}/").status_code == 409


def test_data_export_has_own_blocks_but_not_blocks_by_others(carla, farida, job):
    block_person(by=farida, person_id=carla.pk)
    entries = [entry for entry in registered() if entry.model is Block]
    exported_to_blocked = {entry.of: list(entry.exported(carla)) for entry in entries if entry.in_export}
    assert exported_to_blocked == {"blocker": []}
    assert [each.blocked for entry in entries if entry.in_export for each in entry.exported(farida)] == [carla]
    assert all(entry.delete for entry in entries)
    secret = {name for entry in registered() if entry.model.__name__ == "User" for name in entry.secret}
    assert "has_blocks" in secret


def test_erasing_an_account_deletes_its_blocks(carla, farida, job):
    block_person(by=farida, person_id=carla.pk)
    erase(carla)
    assert not Block.objects.exists()
