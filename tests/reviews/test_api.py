"""Reviews over HTTP: both sides, what everybody reads, and that nothing of a blind one comes out by any route."""

import io
import json
import zipfile
from datetime import timedelta

import pytest

from market.accounts.privacy.export_actions import ask_export, build_export
from market.core.base import clock
from market.core.models import AuditEntry
from market.integrations.actions import create_endpoint
from market.integrations.models import Delivery
from market.notifications.models import Notification
from market.profiles.models import ClientProfile
from market.reviews.actions import write_review
from market.reviews.models import Review
from tests.payments import story
from tests.reviews.conftest import CLIENTS_TEXT, HER_TEXT, PRIVATE, written


def send(api, user, contract, **more):
    return api(user).post(f"/api/v1/contracts/{contract.pk}/reviews/", written(**more), format="json")


def test_both_write_and_read(api, contract, carla, farida):
    sent = send(api, carla, contract, private_note=PRIVATE)
    assert sent.status_code == 201, sent.json()
    body = sent.json()
    assert (body["about"], body["is_by_client"], body["stars"]) == (farida.pk, True, "5.00")
    assert (body["text"], body["private_note"], body["revealed_at"]) == (CLIENTS_TEXT, PRIVATE, None)
    changed = api(carla).patch(f"/api/v1/reviews/{body['id']}/", {"again": 4}, format="json")
    assert (changed.status_code, changed.json()["again"], changed.json()["stars"]) == (200, 4, "4.75")
    hers = send(api, farida, contract, stars=4, text=HER_TEXT).json()
    assert hers["revealed_at"] is not None
    standing = api(farida).get(f"/api/v1/contracts/{contract.pk}/reviews/").json()
    assert (standing["is_open"], standing["theirs"]["text"], standing["own"]["text"]) == (False, CLIENTS_TEXT, HER_TEXT)
    assert "private_note" not in standing["theirs"]
    refused = api(carla).patch(f"/api/v1/reviews/{body['id']}/", {"again": 1}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "already_revealed")
    replied = api(farida).post(f"/api/v1/reviews/{body['id']}/reply/", {"text": "Thank you."}, format="json")
    assert (replied.status_code, replied.json()["reply"]) == (201, "Thank you.")
    assert PRIVATE not in replied.content.decode()
    again = api(farida).post(f"/api/v1/reviews/{body['id']}/reply/", {"text": "And."}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "already_replied")


def test_everybody_reads_what_is_public(api, revealed, by_client, farida, carla):
    page = api().get(f"/api/v1/profiles/{farida.profile.pk}/reviews/").json()
    assert page["count"] == 1
    found = page["results"][0]
    assert (found["text"], found["stars"], found["author"]) == (CLIENTS_TEXT, "5.00", "")  # the client is not named
    assert [each["name"] for each in found["answers"]] == ["quality", "communication", "timeliness", "again"]
    assert PRIVATE not in json.dumps(page)
    Review.objects.filter(is_by_client=True).update(reply="Write to me@example.com.", replied_at=clock.now())
    assert api().get(f"/api/v1/profiles/{farida.profile.pk}/reviews/").json()["results"][0]["reply"] == "Write to •••."
    ClientProfile.objects.filter(user=carla).update(shows_name=True)
    assert api().get(f"/api/v1/profiles/{farida.profile.pk}/reviews/").json()["results"][0]["author"] == "Carla"
    client = api().get(f"/api/v1/clients/{carla.pk}/reviews/").json()["results"][0]
    assert (client["text"], client["author"]) == (HER_TEXT, "Farida")
    assert client["answers"][0]["question"] == "A clear brief"


def test_a_list_has_20_and_costs_few_statements(api, revealed, farida, django_assert_max_num_queries):
    place = f"/api/v1/profiles/{farida.profile.pk}/reviews/"
    with django_assert_max_num_queries(3):
        assert api().get(place).status_code == 200


def test_wrong_people_and_wrong_times(api, by_client, contract, carla, farida, omar):
    place, review = f"/api/v1/contracts/{contract.pk}/reviews/", f"/api/v1/reviews/{by_client.pk}/"
    for method in ("get", "post"):
        assert getattr(api(omar), method)(place, written(), format="json").status_code == 404
        assert getattr(api(), method)(place).status_code == 401
    for person in (omar, farida):
        assert api(person).patch(review, {"text": "x"}, format="json").status_code == 404
        assert api(person).post(review + "reply/", {"text": "x"}, format="json").status_code == 404
    again = send(api, carla, contract)
    assert (again.status_code, again.json()["code"]) == (409, "already_reviewed")
    assert "You have reviewed this contract" in again.json()["detail"]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"quality": 6}, "quality"),
        ({"again": 0}, "again"),
        ({"text": " "}, "text"),
        ({"timeliness": None}, "timeliness"),
    ],
)
def test_a_wrong_field_is_named(api, contract, carla, sent, field):
    refused = api(carla).post(f"/api/v1/contracts/{contract.pk}/reviews/", {**written(), **sent}, format="json")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])


def test_nothing_to_review_in_a_contract_that_runs(api, provider, carla, farida):
    contract = story.submitted(provider).contract
    assert api(carla).get(f"/api/v1/contracts/{contract.pk}/reviews/").status_code == 404
    refused = send(api, carla, contract)
    assert (refused.status_code, refused.json()["code"]) == (409, "contract_runs")


def everything_told(api, user, contract) -> str:
    """All that the API answers to a person about the contract, its sides and their reviews."""
    client, freelancer = contract.client, contract.freelancer
    places = [
        f"contracts/{contract.pk}/reviews/",
        f"contracts/{contract.pk}/",
        f"contracts/{contract.pk}/log/",
        f"contracts/{contract.pk}/record/",
        "contracts/",
        f"conversations/{contract.conversation_id}/messages/",
        f"profiles/{freelancer.profile.pk}/reviews/",
        f"profiles/{freelancer.profile.pk}/",
        "profiles/",
        "profiles/?ordering=rated",
        f"clients/{client.pk}/reviews/",
        f"clients/{client.pk}/",
        "notifications/",
    ]
    answers = [api(user).get(f"/api/v1/{place}") for place in places]
    return "\n".join(answer.content.decode() for answer in answers)


def copy_of(user) -> str:
    """All texts of the copy of her data."""
    export = ask_export(by=user)
    build_export(export_id=export.pk)
    export.refresh_from_db()
    with export.file.open() as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist())


def test_nothing_of_a_blind_review_is_told(api, contract, by_client, farida, carla, mailbox, run_jobs):
    create_endpoint(by=farida, url="https://shop.example/", events=["review.revealed"])
    run_jobs()
    told = everything_told(api, farida, contract) + copy_of(farida)
    told += "".join(str(each.facts) for each in Notification.objects.all())
    told += "".join(each.subject + each.body for each in mailbox)
    told += "".join(str(each.facts) for each in AuditEntry.objects.exclude(by=carla))
    assert CLIENTS_TEXT not in told
    assert PRIVATE not in told
    assert not Delivery.objects.exists()
    standing = api(farida).get(f"/api/v1/contracts/{contract.pk}/reviews/").json()
    assert (standing["theirs"], standing["own"], standing["is_open"]) == (None, None, True)
    # not even that it exists: all is as before it was written
    Review.objects.all().delete()
    assert api(farida).get(f"/api/v1/contracts/{contract.pk}/reviews/").json() == standing
    assert not Notification.objects.filter(user=farida, kind__in=("review.revealed", "review.replied")).exists()


def test_her_copy_has_it_once_it_is_public_but_never_the_note(revealed, farida, carla):
    hers = copy_of(farida)
    assert CLIENTS_TEXT in hers
    assert HER_TEXT in hers
    assert PRIVATE not in hers
    assert PRIVATE in copy_of(carla)  # her own words


def test_programs_are_told_that_it_is_public_and_no_more(contract, by_client, farida, carla):
    create_endpoint(by=carla, url="https://shop.example/", events=["review.revealed"])
    write_review(by=farida, contract_id=contract.pk, written=written(4, HER_TEXT))
    sent = [str(each.facts) for each in Delivery.objects.all()]
    assert len(sent) == 2
    assert not any(HER_TEXT in each or CLIENTS_TEXT in each for each in sent)


def test_what_the_search_says_is_the_same_before(api, contract, by_client, farida, jump):
    def card():
        found = api().get("/api/v1/profiles/").json()["results"]
        return next(each for each in found if each["id"] == farida.profile.pk)

    assert card()["rating"] == {"stars": None, "count": 0}
    jump(timedelta(days=14))
    assert card()["rating"] == {"stars": None, "count": 0}
    clock.run_due()
    assert card()["rating"] == {"stars": "5.0", "count": 1}


def test_best_rated_come_first(api, contract, by_client, farida, rina, jump):
    jump(timedelta(days=14))
    clock.run_due()
    found = api().get("/api/v1/profiles/?ordering=rated").json()["results"]
    assert [each["id"] for each in found] == [farida.profile.pk, rina.profile.pk]
    Review.objects.update(quality=1)  # the figures are those that were counted
    assert api().get("/api/v1/profiles/?ordering=rated").json()["results"][0]["id"] == farida.profile.pk


def test_a_revealed_review_can_be_reported_by_others_only(api, revealed, by_client, carla, omar):
    sent = {"kind": "review", "id": by_client.pk, "reason": "other", "text": "Not true."}
    assert api(omar).post("/api/v1/reports/", sent, format="json").status_code == 201
    assert api(carla).post("/api/v1/reports/", sent, format="json").json()["code"] == "own_thing"


def test_a_blind_review_cannot_be_reported(api, by_client, farida):
    sent = {"kind": "review", "id": by_client.pk, "reason": "other", "text": "Not true."}
    assert api(farida).post("/api/v1/reports/", sent, format="json").status_code == 404
