"""What a person may send in a day, files and bytes, with a refusal that says how much and how long."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.core.base.lifecycle import Lifecycle
from market.files.models import Upload
from market.files.resumable.actions import drop_upload
from tests.files.test_resumable_api import begin, sender
from tests.jobs.test_views import text, typed

__all__ = ["sender"]  # a fixture
MEGABYTE = 1024 * 1024


def make_file(size, name="a.bin"):
    return SimpleUploadedFile(name, b"x" * size)


@pytest.fixture(autouse=True)
def three_megabytes(settings):
    settings.LIFECYCLE = Lifecycle(upload_megabytes=2, upload_megabytes_per_day=3, uploads_per_day=4)


def test_bytes_of_a_day_are_counted_and_a_smaller_file_still_goes(api, farida, rina):
    answers = [
        api(farida).post("/api/v1/uploads/", {"file": make_file(size)}, format="multipart")
        for size in (2 * MEGABYTE, MEGABYTE + 1, MEGABYTE)
    ]
    assert [answer.status_code for answer in answers] == [201, 429, 201]
    assert answers[1].json()["code"] == "upload_bytes_used_up"
    assert "3 MB" in answers[1].json()["detail"]
    assert int(answers[1]["Retry-After"]) > 0
    assert api(rina).post("/api/v1/uploads/", {"file": make_file(MEGABYTE)}, format="multipart").status_code == 201


def test_files_of_a_day_are_counted(api, farida):
    answers = [api(farida).post("/api/v1/uploads/", {"file": make_file(1)}, format="multipart") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [201] * 4 + [429]
    assert answers[-1].json()["code"] == "too_many"
    assert "4 files" in answers[-1].json()["detail"]


def test_file_in_parts_counts_when_it_begins_and_given_up_too(sender, farida):
    key = begin(sender, size=2 * MEGABYTE).headers["Location"].rstrip("/").rpartition("/")[2]
    refusal = begin(sender, size=2 * MEGABYTE)
    assert (refusal.status_code, refusal.json()["code"]) == (429, "upload_bytes_used_up")
    drop_upload(by=farida, key=key)
    assert begin(sender, size=2 * MEGABYTE).status_code == 429


@pytest.mark.parametrize(("language", "words"), [("en", "more than 3 MB"), ("bn", "৩ এমবি")])
def test_page_says_how_much_and_loses_nothing(page, carla, language, words):
    carla.language = language
    carla.save()
    files = [make_file(2 * MEGABYTE, "a.bin"), make_file(2 * MEGABYTE, "b.bin")]
    answer = page(carla).post("/jobs/new/", typed(uploads=files))
    assert answer.status_code == 429
    assert words in text(answer)
    assert Upload.objects.get().name == "a.bin"
