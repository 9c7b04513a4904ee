"""Requests for changes with files: by page and API, read by both parties and by moderators of a dispute."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.contracts.models import Milestone
from market.contracts.workroom.actions import request_changes, submit_work
from market.core.base.errors import Invalid, NotFound
from market.files.access import fetch_file
from market.files.actions import keep_upload
from market.files.collections import collection_of
from market.files.models import Upload

pytestmark = pytest.mark.django_db


def sketch(by, name="sketch.txt") -> Upload:
    return keep_upload(by=by, file=SimpleUploadedFile(name, b"like this"))


@pytest.fixture
def submitted(farida, funded) -> Milestone:
    return submit_work(by=farida, milestone_id=funded.pk, note="Here it is.")


def test_files_of_a_request_by_page_are_shown_to_both_sides(page, carla, farida, omar, submitted):
    earlier = sketch(carla, "earlier.txt")
    form = {"note": "Greener", "uploads": SimpleUploadedFile("new.txt", b"x"), "kept": earlier.pk, "days": "7"}
    address = f"/milestones/{submitted.pk}/request-changes/"
    assert page(carla).post(address, form).status_code == 302
    new = Upload.objects.get(name="new.txt")
    for each in (carla, farida):
        shown = page(each).get(f"/contracts/{submitted.contract_id}/").content.decode()
        assert "earlier.txt" in shown
        assert "new.txt" in shown
        assert fetch_file(each, new.pk) == new
        assert collection_of(each, new).files == [earlier, new]
    with pytest.raises(NotFound):
        fetch_file(omar, new.pk)


def test_refused_request_keeps_its_files(page, carla, submitted):
    form = {"note": "", "uploads": SimpleUploadedFile("new.txt", b"x")}
    answer = page(carla).post(f"/milestones/{submitted.pk}/request-changes/", form)
    assert answer.status_code == 400
    assert f'name="kept" value="{Upload.objects.get().pk}" checked' in answer.content.decode()


def test_api_takes_ids_and_gives_the_files(api, carla, farida, submitted):
    sent = {"note": "Greener", "files": [str(sketch(carla).pk)]}
    address = f"/api/v1/milestones/{submitted.pk}/"
    assert api(carla).post(f"{address}request-changes/", sent).status_code == 200
    (delivery,) = api(farida).get(f"{address}deliveries/").json()["results"]
    assert [each["name"] for each in delivery["changes_files"]] == ["sketch.txt"]
    assert delivery["files"] == []


def test_files_of_others_are_refused_and_nothing_is_asked_for(carla, farida, submitted):
    with pytest.raises(Invalid):
        request_changes(by=carla, milestone_id=submitted.pk, note="Greener", file_ids=[str(sketch(farida).pk)])
    submitted.refresh_from_db()
    assert submitted.state == Milestone.State.SUBMITTED
