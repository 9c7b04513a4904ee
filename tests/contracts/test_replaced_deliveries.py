"""A delivery can be replaced for an hour, until the client opens it: page, API, what each side sees, and the review."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.accounts.models import User
from market.contracts.deliveries.actions import DeliveryOpened, ReplacingOver, replace_delivery
from market.contracts.models import Delivery, Milestone
from market.contracts.workroom import transitions
from market.contracts.workroom.actions import (
    MilestoneNotReady,
    NotTheFreelancer,
    request_changes,
    submit_work,
)
from market.contracts.workroom.handing_in_actions import NothingDelivered
from market.core.base import clock
from market.core.text.bangla import bangla_digits
from market.disputes.claims.actions import open_dispute
from market.disputes.claims.evidence_actions import StatementContent, provable_rows
from market.files.actions import keep_upload
from market.notifications.models import Notification
from tests.payments import story


@pytest.fixture
def delivered(farida, funded):
    """The first milestone, delivered with a file."""
    upload = keep_upload(by=farida, file=SimpleUploadedFile("wrong.txt", b"one"))
    submit_work(by=farida, milestone_id=funded.pk, note="The wrong version", file_ids=[str(upload.pk)])
    funded.refresh_from_db()
    return funded


def test_new_version_takes_its_place_and_the_review_begins_anew(carla, farida, delivered, travel):
    due = delivered.review_due_at
    travel(timedelta(minutes=30))
    replace_delivery(by=farida, milestone_id=delivered.pk, note="The right version")
    old, new = Delivery.objects.filter(milestone=delivered)
    assert (old.number, old.note, old.replaced_at is None) == (1, "The wrong version", False)
    assert (new.number, new.note, new.replaced_at) == (1, "The right version", None)
    delivered.refresh_from_db()
    assert delivered.review_due_at >= due + timedelta(minutes=30)
    assert Notification.objects.filter(user=carla, kind="milestone.delivery_replaced").count() == 1


@pytest.mark.parametrize("way", ["the workroom", "the API"])
def test_what_the_client_has_opened_stays(page, api, carla, farida, delivered, way):
    if way == "the API":
        (row,) = api(carla).get(f"/api/v1/milestones/{delivered.pk}/deliveries/").json()["results"]
        assert row["note"] == "The wrong version"
    else:
        assert "The wrong version" in page(carla).get(delivered.get_absolute_url()).content.decode()
    assert Delivery.objects.get().opened_at
    with pytest.raises(DeliveryOpened):
        replace_delivery(by=farida, milestone_id=delivered.pk, note="Too late")
    assert Delivery.objects.count() == 1
    assert "Opened by the client" in page(farida).get(delivered.get_absolute_url()).content.decode()


def test_client_reads_no_file_of_what_can_still_be_replaced(page, carla, farida, delivered, travel):
    wrong, record = Delivery.objects.get().files.get(), f"/contracts/{delivered.contract_id}/record/"
    assert page(carla).get(f"/files/{wrong.pk}/").status_code == 404
    assert page(carla).get(f"/files/{wrong.pk}/view/").status_code == 404
    assert "wrong.txt" not in page(carla).get(record).content.decode()
    assert "wrong.txt" in page(farida).get(record).content.decode()
    assert Delivery.objects.get().opened_at is None
    travel(timedelta(hours=1))
    assert page(carla).get(f"/files/{wrong.pk}/view/").status_code == 200


def test_files_can_be_read_once_it_was_opened_or_the_milestone_is_over(page, carla, farida, delivered):
    wrong = Delivery.objects.get().files.get()
    transitions.mark_released(delivered, at=clock.now())
    assert page(carla).get(f"/files/{wrong.pk}/view/").status_code == 200
    Milestone.objects.filter(pk=delivered.pk).update(state="submitted", ended_at=None)
    assert page(carla).get(f"/files/{wrong.pk}/view/").status_code == 404
    page(carla).get(delivered.get_absolute_url())
    assert page(carla).get(f"/files/{wrong.pk}/view/").status_code == 200


def test_files_can_be_read_once_changes_were_asked_for(page, carla, delivered):
    wrong = Delivery.objects.get().files.get()
    request_changes(by=carla, milestone_id=delivered.pk, note="Other colours")
    assert page(carla).get(f"/files/{wrong.pk}/view/").status_code == 200


@pytest.mark.parametrize("old", [{"replaceable_until": None}, {"milestone__state": "released"}])
def test_nothing_is_recorded_of_what_was_delivered_before_or_has_ended(page, api, carla, delivered, old):
    for column, value in old.items():
        rows = Milestone if column.startswith("milestone__") else Delivery
        rows.objects.update(**{column.removeprefix("milestone__"): value})
    page(carla).get(delivered.get_absolute_url())
    api(carla).get(f"/api/v1/milestones/{delivered.pk}/deliveries/")
    assert Delivery.objects.get().opened_at is None


def test_api_opens_what_its_page_shows(api, carla, delivered):
    facts = {"milestone": delivered, "submitted_at": clock.now(), "replaceable_until": clock.now() + timedelta(hours=1)}
    Delivery.objects.bulk_create(Delivery(number=number, **facts) for number in range(2, 23))
    answer = api(carla).get(f"/api/v1/milestones/{delivered.pk}/deliveries/").json()
    assert answer["results"][0]["opened_at"]
    assert len(answer["results"]) == 20
    assert Delivery.objects.get(number=22).opened_at is None
    api(carla).get(f"/api/v1/milestones/{delivered.pk}/deliveries/?page=2")
    assert Delivery.objects.get(number=22).opened_at


def test_hour_does_not_begin_anew_with_each_version(farida, delivered, travel):
    until = Delivery.objects.get().replaceable_until
    for version in ("The second version", "The third version"):
        travel(timedelta(minutes=25))
        replace_delivery(by=farida, milestone_id=delivered.pk, note=version)
    assert set(Delivery.objects.values_list("replaceable_until", flat=True)) == {until}
    travel(timedelta(minutes=10))
    with pytest.raises(ReplacingOver):
        replace_delivery(by=farida, milestone_id=delivered.pk, note="The fourth version")


def test_page_of_a_refused_form_neither_shows_nor_opens_what_came_meanwhile(page, carla, delivered):
    answer = page(carla).post(f"/milestones/{delivered.pk}/request-changes/", {"note": ""})
    assert answer.status_code == 400
    assert "The wrong version" not in answer.content.decode()
    assert Delivery.objects.get().opened_at is None
    page(carla).get(delivered.get_absolute_url())
    answer = page(carla).post(f"/milestones/{delivered.pk}/request-changes/", {"note": ""})
    assert "The wrong version" in answer.content.decode()


def test_its_freelancer_opens_nothing_by_looking(page, api, farida, delivered):
    page(farida).get(delivered.get_absolute_url())
    api(farida).get(f"/api/v1/milestones/{delivered.pk}/deliveries/")
    assert Delivery.objects.get().opened_at is None


def test_an_hour_is_the_end_of_it(page, farida, delivered, travel):
    assert "Replace this delivery" in page(farida).get(delivered.get_absolute_url()).content.decode()
    travel(timedelta(hours=1))
    with pytest.raises(ReplacingOver):
        replace_delivery(by=farida, milestone_id=delivered.pk, note="Too late")
    assert "Replace this delivery" not in page(farida).get(delivered.get_absolute_url()).content.decode()


def test_only_the_freelancer_and_only_what_waits_for_an_answer(carla, farida, delivered):
    with pytest.raises(NotTheFreelancer):
        replace_delivery(by=carla, milestone_id=delivered.pk, note="Mine")
    with pytest.raises(NothingDelivered):
        replace_delivery(by=farida, milestone_id=delivered.pk, note=" ")
    request_changes(by=carla, milestone_id=delivered.pk, note="Other colours")
    assert Delivery.objects.get().changes_note == "Other colours"
    with pytest.raises(MilestoneNotReady):
        replace_delivery(by=farida, milestone_id=delivered.pk, note="Too late")


def test_the_old_version_is_for_its_freelancer_alone(page, api, carla, farida, delivered):
    wrong = Delivery.objects.get().files.get()
    page(farida).post(f"/milestones/{delivered.pk}/replace/", {"note": "The right version"})
    both = ["The wrong version", "The right version"]
    for user, notes in ((carla, both[1:]), (farida, both)):
        rows = api(user).get(f"/api/v1/milestones/{delivered.pk}/deliveries/").json()["results"]
        assert [each["note"] for each in rows] == notes
    assert page(carla).get(f"/files/{wrong.pk}/view/").status_code == 404
    assert page(farida).get(f"/files/{wrong.pk}/view/").status_code == 200
    old = Delivery.objects.exclude(replaced_at=None).get()
    assert api(carla).get(f"/api/v1/deliveries/{old.pk}/files.zip").status_code == 404
    record = page(carla).get(f"/contracts/{delivered.contract_id}/record/").content.decode()
    assert "wrong.txt" not in record
    html = page(carla).get(delivered.get_absolute_url()).content.decode()
    assert "The wrong version" not in html
    assert "The right version" in html


def test_refused_form_comes_back_with_what_was_typed(page, carla, farida, delivered):
    page(carla).get(delivered.get_absolute_url())
    answer = page(farida).post(f"/milestones/{delivered.pk}/replace/", {"note": "A long story"})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "A long story" in html
    assert "The client has opened this delivery" in html


def test_moderators_see_it_in_a_dispute_and_neither_side_shows_it(provider, mitu, page):
    milestone = story.submitted(provider, "80.00")
    contract = milestone.contract
    replace_delivery(by=contract.freelancer, milestone_id=milestone.pk, note="The right version")
    dispute = open_dispute(
        by=contract.client,
        milestone_id=milestone.pk,
        claim=milestone.held,
        content=StatementContent("It is wrong.", deliveries=[Delivery.objects.current().get().pk]),
    )
    for side in (contract.client, contract.freelancer):
        assert provable_rows(dispute, side)[1].get().note == "The right version"
    assert Delivery.objects.current().get().opened_at  # both read it in the dispute
    assert Delivery.objects.filter(milestone=milestone, replaced_at__lte=clock.now()).count() == 1


def test_record_tells_the_versions_of_a_delivery_apart_in_the_readers_digits(page, carla, farida, delivered):
    replace_delivery(by=farida, milestone_id=delivered.pk, note="The right version")
    User.objects.filter(pk=farida.pk).update(language="bn")
    contract = delivered.contract_id
    html = page(farida).get(f"/contracts/{contract}/record/").content.decode()
    assert [html.count(f"সংস্করণ {number}") for number in "১২৩"] == [1, 1, 0]
    assert f"চুক্তি {bangla_digits(str(contract))}-এর বিবরণী" in html
    assert "version" not in page(carla).get(f"/contracts/{contract}/record/").content.decode()
