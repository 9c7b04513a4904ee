"""Forms with files: valid files are kept when other files or fields are invalid."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.core.base.lifecycle import Lifecycle
from market.files.access import MOST_FILES
from market.files.models import Upload
from market.jobs.models import Job
from tests import make
from tests.jobs.test_views import text, typed

pytestmark = pytest.mark.django_db


def make_file(name, size=4):
    return SimpleUploadedFile(name, b"x" * size)


def checked_file_ids(shown):
    return re.findall(r'name="kept" value="([0-9a-f-]{36})" checked', shown)


@pytest.fixture
def one_megabyte_limit(settings):
    settings.LIFECYCLE = Lifecycle(upload_megabytes=1)


@pytest.mark.parametrize("language", ["en", "bn"])
def test_invalid_files_do_not_discard_the_valid_ones(page, carla, one_megabyte_limit, language):
    carla.language = language
    carla.save()
    sent = [
        make_file("first.txt"),
        make_file("huge.psd", 1024 * 1024 + 1),
        make_file("empty.txt", 0),
        make_file("last.txt"),
    ]
    answer = page(carla).post("/jobs/new/", typed(uploads=sent))
    shown = text(answer)
    assert answer.status_code == 400
    for words in {"en": ("larger than 1 MB", "is empty"), "bn": ("১ এমবি", "খালি")}[language]:
        assert words in shown
    for name in ("huge.psd: ", "empty.txt: ", "first.txt", "last.txt"):
        assert name in shown
    assert len(checked_file_ids(shown)) == 2
    page(carla).post("/jobs/new/", typed(kept=checked_file_ids(shown)))
    assert sorted(each.name for each in Job.objects.get().files.all()) == ["first.txt", "last.txt"]


@pytest.mark.parametrize("path", ["/jobs/new/", "/talent/{profile}/offer/"])
@pytest.mark.parametrize(("language", "words"), [("en", "7 MB each at most"), ("bn", "সর্বোচ্চ ৭ মেগাবাইট")])
def test_hint_shows_the_file_size_limit(page, omar, farida, settings, path, language, words):
    settings.LIFECYCLE = Lifecycle(upload_megabytes=7)
    omar.language = language
    omar.save()
    assert words in text(page(omar).get(path.format(profile=farida.profile.pk)))


@pytest.mark.parametrize("path", ["/jobs/{job}/bid/", "/talent/{profile}/offer/"])
def test_too_many_files_are_kept_so_that_some_can_be_removed(page, carla, farida, omar, path):
    job = make.make_job(carla)
    address, who = path.format(job=job.pk, profile=farida.profile.pk), farida if "bid" in path else omar
    words = {"title": "A logo", "description": "For a shop.", "cover_letter": "I can.", "amount": "60", "days": "5"}
    files = [make_file(f"{number}.txt") for number in range(MOST_FILES + 1)]
    answer = page(who).post(address, {**words, "uploads": files})
    assert answer.status_code == 400
    assert "Send 20 files at most." in text(answer)
    assert len(checked_file_ids(text(answer))) == MOST_FILES + 1
    done = page(who).post(address, {**words, "kept": checked_file_ids(text(answer))[1:]})
    assert done.status_code == 302
    assert Upload.objects.filter(bids__isnull=False).count() == MOST_FILES
