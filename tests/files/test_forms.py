"""Forms with files: valid files are kept when other files or fields are invalid."""

import base64
import html
import json
import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from market.core.base import clock
from market.core.base.lifecycle import Lifecycle
from market.files.access import MOST_FILES
from market.files.actions import forget_loose_uploads, keep_upload
from market.files.models import PartialUpload, Upload
from market.files.resumable.actions import begin_upload
from market.jobs.models import Job
from market.profiles.portfolio.forms import FaceForm
from tests import make
from tests.jobs.test_views import text, typed
from tests.profiles.test_pictures import picture

SMALL = (64, 48)

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


PORTFOLIO = "/profile/portfolio/"


@pytest.fixture
def sent(farida):
    """A picture of Farida's that came before its form."""
    return keep_upload(by=farida, file=picture(SMALL))


def test_form_takes_each_id_once_and_only_whole_uploads_of_the_sender(page, carla, omar):
    own, other = (str(keep_upload(by=each, file=make_file("a.txt")).pk) for each in (carla, omar))
    unfinished = str(begin_upload(by=carla, size=10, name="b.txt").pk)
    for wrong in (other, unfinished, str(uuid.uuid4()), "no id", "\0"):
        answer = page(carla).post("/jobs/new/", typed(kept=[own, wrong]))
        assert answer.status_code == 400
        assert "One of the files is not there any more." in text(answer)
        assert checked_file_ids(text(answer)) == [own]
    assert page(carla).post("/jobs/new/", typed(kept=[own, own.upper(), own])).status_code == 302
    assert [str(each.pk) for each in Job.objects.get().files.all()] == [own]


def test_upload_that_no_form_sent_in_time_is_named_by_the_next_one(page, carla):
    own = str(keep_upload(by=carla, file=make_file("a.txt")).pk)
    Upload.objects.update(created_at=clock.now() - timedelta(hours=169))
    forget_loose_uploads()
    answer = page(carla).post("/jobs/new/", typed(kept=own))
    assert answer.status_code == 400
    assert "Send it again." in text(answer)


def test_picture_that_came_before_its_form_is_used_and_not_kept(page, farida, sent):
    assert page(farida).post(PORTFOLIO, {"picture": sent.pk, "title": "Logo"}).status_code == 302
    assert farida.profile.pictures.get().title == "Logo"
    assert not Upload.objects.exists()
    assert not default_storage.exists(sent.file.name)
    again = page(farida).post(PORTFOLIO, {"picture": sent.pk, "title": "Logo"})
    assert "One of the files is not there any more." in text(again)


def test_refused_form_of_one_file_keeps_it(page, farida, sent):
    answer = page(farida).post(PORTFOLIO, {"picture": sent.pk, "title": ""})
    assert answer.status_code == 400
    assert f'<input type="checkbox" name="picture" value="{sent.pk}" checked>' in text(answer)
    assert Upload.objects.filter(pk=sent.pk).exists()


@pytest.mark.parametrize("wrong", ["other", "no id", "\0"])
def test_form_of_one_file_takes_no_id_of_others(page, farida, rina, sent, wrong):
    value = keep_upload(by=rina, file=picture(SMALL)).pk if wrong == "other" else wrong
    answer = page(farida).post(PORTFOLIO, {"picture": value, "title": "Logo"})
    assert answer.status_code == 400
    assert "One of the files is not there any more." in text(answer)
    assert not farida.profile.pictures.exists()


def test_chosen_file_goes_before_the_one_that_was_sent_earlier(farida, sent):
    newest = picture(SMALL, "PNG", "new.png")
    form = FaceForm({"picture": str(sent.pk)}, MultiValueDict({"picture": [newest]}), by=farida)
    assert form.is_valid()
    assert form.cleaned_data["picture"].name == "new.png"


def test_list_of_graduates_by_its_id_fills_the_text_and_is_not_kept(page, oli):
    batch, lines = make.make_batch(), SimpleUploadedFile("list.csv", b"Name in English\nRina Das\n")
    sent = keep_upload(by=oli, file=lines)
    answer = page(oli).post("/staff/import/", {"batch": batch.pk, "file": sent.pk})
    assert "Rina Das" in text(answer)
    assert not Upload.objects.exists()


def test_a_form_knows_what_its_reader_began_to_send_elsewhere(page, carla, farida):
    place = base64.b64encode(b"/jobs/new/:0:uploads").decode()
    begun = begin_upload(by=carla, size=9, name="brief.pdf", metadata=f"filename YQ==,place {place}")
    begin_upload(by=carla, size=9, name="of a message.pdf", metadata="filename YQ==")
    begin_upload(by=carla, size=9, name="broken.pdf", metadata="place *")
    PartialUpload.objects.update(offset=4)
    begin_upload(by=carla, size=9, name="nothing there.pdf", metadata=f"filename YQ==,place {place}")
    content = html.unescape(page(carla).get("/jobs/new/").content.decode())
    (shown,) = json.loads(re.search(r'data-begun="(\[.*?\])"', content)[1])
    assert shown == {
        "place": "/jobs/new/:0:uploads",
        "url": f"/api/v1/uploads/resumable/{begun.pk}/",
        "name": "brief.pdf",
        "size": 9,
        "offset": 4,
    }
    PartialUpload.objects.filter(owner=carla).update(owner=farida)
    assert "data-begun" not in page(carla).get("/jobs/new/").content.decode()
