"""API of reviews: both parties write, anyone reads revealed reviews, and no route exposes a blind one."""

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
from tests.reviews.conftest import CLIENTS_TEXT, FREELANCERS_TEXT, PRIVATE, written

pytestmark = pytest.mark.usefixtures("shared_contract")


def send(api, user, contract, **more):
    return api(user).post(f"/api/v1/contracts/{contract.pk}/reviews/", written(**more), format="json")


def test_both_parties_write_change_and_read_reviews(api, contract, carla, farida):
    created = send(api, carla, contract, private_note=PRIVATE)
    assert created.status_code == 201, created.json()
    body = created.json()
    assert (body["about"], body["is_by_client"], body["stars"]) == (farida.pk, True, "5.00")
    assert (body["text"], body["private_note"], body["revealed_at"]) == (CLIENTS_TEXT, PRIVATE, None)
    changed = api(carla).patch(f"/api/v1/reviews/{body['id']}/", {"again": 4}, format="json")
    assert (changed.status_code, changed.json()["again"], changed.json()["stars"]) == (200, 4, "4.75")
    freelancer_review = send(api, farida, contract, stars=4, text=FREELANCERS_TEXT).json()
    assert freelancer_review["revealed_at"] is not None
    status = api(farida).get(f"/api/v1/contracts/{contract.pk}/reviews/").json()
    texts = (status["theirs"]["text"], status["own"]["text"])
    assert (status["is_open"], *texts) == (False, CLIENTS_TEXT, FREELANCERS_TEXT)
    assert "private_note" not in status["theirs"]
    refused = api(carla).patch(f"/api/v1/reviews/{body['id']}/", {"again": 1}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "already_revealed")
    replied = api(farida).post(f"/api/v1/reviews/{body['id']}/reply/", {"text": "Thank you."}, format="json")
    assert (replied.status_code, replied.json()["reply"]) == (201, "Thank you.")
    assert PRIVATE not in replied.content.decode()
    again = api(farida).post(f"/api/v1/reviews/{body['id']}/reply/", {"text": "And."}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "already_replied")


def test_anonymous_reads_revealed_reviews(api, revealed, by_client, farida, carla):
    page = api().get(f"/api/v1/profiles/{farida.profile.pk}/reviews/").json()
    assert page["count"] == 1
    review = page["results"][0]
    assert (review["text"], review["stars"], review["author"]) == (CLIENTS_TEXT, "5.00", "")  # the client is not named
    assert [each["name"] for each in review["answers"]] == ["quality", "communication", "timeliness", "again"]
    assert PRIVATE not in json.dumps(page)
    Review.objects.filter(is_by_client=True).update(reply="Write to me@example.com.", replied_at=clock.now())
    assert api().get(f"/api/v1/profiles/{farida.profile.pk}/reviews/").json()["results"][0]["reply"] == "Write to •••."
    ClientProfile.objects.filter(user=carla).update(shows_name=True)
    assert api().get(f"/api/v1/profiles/{farida.profile.pk}/reviews/").json()["results"][0]["author"] == "Carla"
    client = api().get(f"/api/v1/clients/{carla.pk}/reviews/").json()["results"][0]
    assert (client["text"], client["author"]) == (FREELANCERS_TEXT, "Farida")
    assert client["answers"][0]["question"] == "A clear brief"


def test_review_list_query_count(api, revealed, farida, django_assert_max_num_queries):
    place = f"/api/v1/profiles/{farida.profile.pk}/reviews/"
    with django_assert_max_num_queries(3):
        assert api().get(place).status_code == 200


def test_outsiders_get_404_and_a_second_review_409(api, by_client, contract, carla, farida, omar):
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
def test_invalid_field_is_a_form_error(api, contract, carla, sent, field):
    refused = api(carla).post(f"/api/v1/contracts/{contract.pk}/reviews/", {**written(), **sent}, format="json")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])


def test_running_contract_cannot_be_reviewed(api, provider, carla, farida):
    contract = story.submitted(provider).contract
    assert api(carla).get(f"/api/v1/contracts/{contract.pk}/reviews/").status_code == 404
    refused = send(api, carla, contract)
    assert (refused.status_code, refused.json()["code"]) == (409, "contract_runs")


def all_responses_text(api, user, contract) -> str:
    """All API responses to a user about the contract, its parties and their reviews."""
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


def export_text_of(user) -> str:
    """All text in the user's data export."""
    export = ask_export(by=user)
    build_export(export_id=export.pk)
    export.refresh_from_db()
    with export.file.open() as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist())


def test_blind_review_is_not_exposed_anywhere(api, contract, by_client, farida, carla, mailbox, run_jobs):
    create_endpoint(by=farida, url="https://shop.example/", events=["review.revealed"])
    run_jobs()
    texts = all_responses_text(api, farida, contract) + export_text_of(farida)
    texts += "".join(str(each.facts) for each in Notification.objects.all())
    texts += "".join(each.subject + each.body for each in mailbox)
    texts += "".join(str(each.facts) for each in AuditEntry.objects.exclude(by=carla))
    assert CLIENTS_TEXT not in texts
    assert PRIVATE not in texts
    assert not Delivery.objects.exists()
    status = api(farida).get(f"/api/v1/contracts/{contract.pk}/reviews/").json()
    assert (status["theirs"], status["own"], status["is_open"]) == (None, None, True)
    # the response is the same as if the review did not exist
    Review.objects.all().delete()
    assert api(farida).get(f"/api/v1/contracts/{contract.pk}/reviews/").json() == status
    assert not Notification.objects.filter(user=farida, kind__in=("review.revealed", "review.replied")).exists()


def test_export_has_revealed_reviews_but_no_private_note_of_others(revealed, farida, carla):
    export_text = export_text_of(farida)
    assert CLIENTS_TEXT in export_text
    assert FREELANCERS_TEXT in export_text
    assert PRIVATE not in export_text
    assert PRIVATE in export_text_of(carla)  # the author's own text


def test_webhook_payload_has_no_review_text(contract, by_client, farida, carla):
    create_endpoint(by=carla, url="https://shop.example/", events=["review.revealed"])
    write_review(by=farida, contract_id=contract.pk, written=written(4, FREELANCERS_TEXT))
    payloads = [str(each.facts) for each in Delivery.objects.all()]
    assert len(payloads) == 2
    assert not any(FREELANCERS_TEXT in each or CLIENTS_TEXT in each for each in payloads)


def test_search_shows_the_rating_only_after_the_reveal(api, contract, by_client, farida, jump):
    def card():
        profiles = api().get("/api/v1/profiles/").json()["results"]
        return next(each for each in profiles if each["id"] == farida.profile.pk)

    assert card()["rating"] == {"stars": None, "count": 0}
    jump(timedelta(days=14))
    assert card()["rating"] == {"stars": None, "count": 0}
    clock.run_due()
    assert card()["rating"] == {"stars": "5.0", "count": 1}


def test_ordering_by_rating(api, contract, by_client, farida, rina, jump):
    jump(timedelta(days=14))
    clock.run_due()
    profiles = api().get("/api/v1/profiles/?ordering=rated").json()["results"]
    assert [each["id"] for each in profiles] == [farida.profile.pk, rina.profile.pk]
    Review.objects.update(quality=1)  # the ordering uses the stored rating
    assert api().get("/api/v1/profiles/?ordering=rated").json()["results"][0]["id"] == farida.profile.pk


def test_revealed_review_can_be_reported_but_not_by_its_author(api, revealed, by_client, carla, omar):
    body = {"kind": "review", "id": by_client.pk, "reason": "other", "text": "Not true."}
    assert api(omar).post("/api/v1/reports/", body, format="json").status_code == 201
    assert api(carla).post("/api/v1/reports/", body, format="json").json()["code"] == "own_thing"


def test_reporting_a_blind_review_is_404(api, by_client, farida):
    body = {"kind": "review", "id": by_client.pk, "reason": "other", "text": "Not true."}
    assert api(farida).post("/api/v1/reports/", body, format="json").status_code == 404
