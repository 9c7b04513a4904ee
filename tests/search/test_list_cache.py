"""The fragment cache of lists: a list is rendered once while nothing changes, and again as soon as anything does."""

import random
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.accounts.people.actions import change_settings
from market.core.base import clock
from market.jobs.models import Job
from market.jobs.postings.actions import change_job
from market.profiles.freelancers.actions import change_profile
from market.profiles.models import Profile
from market.services.offering.actions import change_service
from market.services.offering.picture_actions import add_service_picture, remove_service_picture
from market.site.demo.pictures import draw_picture
from market.training.models import Certificate
from tests import make


def queries(client, path):
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    assert answer.status_code == 200
    return [each["sql"] for each in captured.captured_queries]


@pytest.mark.parametrize("path", ["/jobs/", "/talent/", "/jobs/?q=logo", "/talent/?page=1"])
def test_rows_of_a_cached_list_are_queried_once(carla, farida, client, path):
    make.make_job(carla)
    row = '"bid_count"' if "jobs" in path else '"headline_en"'
    assert any(f"{row}, " in each for each in queries(client, path))
    # The entry expires each minute: of two requests at most one meets the expiry.
    assert not all(any(f"{row}, " in each for each in queries(client, path)) for _ in range(2))


def test_cache_varies_by_language_and_digits(carla, rahim, page):
    make.make_job(carla)
    bangla, latin = page(rahim), make.make_person("Rokeya", language="bn")
    change_settings(by=latin, digits="latin")
    assert "১টি" in bangla.get("/jobs/").content.decode()
    assert "1টি" in page(latin).get("/jobs/").content.decode()
    assert "1 open job" in page(carla).get("/jobs/").content.decode()


def rename_job(job, **people):
    change_job(by=people["carla"], job_id=job.pk, changes={"title": "Labels for honey"})


def count_a_bid(job, **people):
    Job.objects.filter(pk=job.pk).update(bid_count=7)


def advance_clock(job, **people):
    clock._offset = timedelta(days=3)


@pytest.mark.parametrize(
    ("change", "shown"), [(rename_job, "Labels for honey"), (count_a_bid, "7 bids"), (advance_clock, "3 days ago")]
)
def test_changed_job_invalidates_the_cache(carla, client, change, shown):
    job = make.make_job(carla)
    assert shown not in client.get("/jobs/").content.decode()
    change(job, carla=carla)
    assert shown in client.get("/jobs/").content.decode()


def rename_person(farida):
    change_settings(by=farida, display_name="Golap")


def change_headline(farida):
    change_profile(by=farida, headline_en="Golap")


def finish_jobs(farida):
    Profile.objects.filter(user=farida).update(jobs_done=3)


def reissue(farida):
    Certificate.objects.filter(holder=farida).update(serial="AIAA-9999-0001")


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (rename_person, "Golap"),
        (change_headline, "Golap"),
        (finish_jobs, "3 jobs done"),
        (reissue, "AIAA-9999-0001"),
    ],
)
def test_changed_profile_invalidates_the_cache(farida, client, change, shown):
    assert shown not in client.get("/talent/").content.decode()
    change(farida)
    assert shown in client.get("/talent/").content.decode()


def test_changed_service_invalidates_the_cache(farida, client):
    service = make.make_service(farida)

    def shows(text):
        return text in client.get("/services/").content.decode()

    assert not shows("Teapot")
    change_service(by=farida, service_id=service.pk, changes={"title_en": "Teapot"})
    assert shows("Teapot")
    file = SimpleUploadedFile("work.png", draw_picture("graphics-design", random.Random(7)), "image/png")
    new_picture = add_service_picture(by=farida, service_id=service.pk, file=file, title="A red label")
    assert shows("A red label")
    remove_service_picture(by=farida, service_id=service.pk, picture_id=new_picture.pk)
    assert not shows("A red label")
    change_settings(by=farida, display_name="Golap")
    assert shows("Golap")


def test_unchanged_page_of_a_signed_in_user_is_304(carla, farida, page):
    browser = page(carla)
    make.make_job(carla)
    for path in ("/jobs/", "/my-work/"):
        first = browser.get(path)
        conditional = {"if-none-match": first["ETag"]}
        again = browser.get(path, headers=conditional)
        assert (again.status_code, again.content) == (304, b"")
    browser.logout()
    browser.force_login(farida)
    assert browser.get("/my-work/", headers=conditional).status_code == 200
