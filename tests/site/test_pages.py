"""Pages of the site: public pages and my-work for each role, in both languages, and the budgets of the front page."""

import gzip
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.bids.bids.decision_actions import decline_bid
from market.contracts.workroom.actions import submit_work
from market.jobs.invitations.actions import invite_freelancer
from tests import make
from tests.payments import story

OPEN = ["/", "/how-holding-works/", "/about/", "/contact/", "/terms/", "/privacy/", "/sandbox/", "/sandbox/mail/"]
ENGLISH = ("How holding works", "Sign in", "My work", "Post a job", "Find work")


@pytest.fixture
def search_index(carla, farida, rina):
    """A few graduates and jobs in the search index."""
    for number in range(3):
        make.make_job(carla, title=f"Logo number {number}")
    call_command("reindex", verbosity=0)


def test_front_page_keeps_its_query_count_and_size(search_index, page):
    page().get("/")  # fills the caches of the process
    with CaptureQueriesContext(connection) as statements:
        answer = page().get("/")
    assert len(statements) <= 9
    html = answer.content.decode()
    assert len(gzip.compress(answer.content)) <= 14 * 1024
    assert "csrf" not in html
    assert "Farida" in html
    assert "Logo number 2" in html
    assert "Set-Cookie" not in answer.headers


def test_front_page_counts_are_correct(search_index, page):
    html = " ".join(page().get("/").content.decode().split())
    assert '<dd class="num">2</dd><dt>verified graduates</dt>' in html
    assert '<dd class="num">1</dd><dt>districts they work from</dt>' in html
    assert '<dd class="num">3</dd><dt>open jobs</dt>' in html


@pytest.mark.parametrize("language", ["en", "bn"])
@pytest.mark.parametrize("who", ["", "carla", "farida", "oli"])
@pytest.mark.parametrize("path", OPEN)
def test_every_public_page_opens_for_each_role(request, db, page, who, language, path):
    person = request.getfixturevalue(who) if who else None
    if person:
        person.language = language
        person.save()
    answer = page(person, language).get(path)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in html
    if language == "bn":
        assert not [words for words in ENGLISH if f">{words}<" in html]


@pytest.mark.parametrize("language", ["en", "bn"])
@pytest.mark.parametrize("who", ["carla", "farida", "omar", "oli"])
def test_my_work_opens_for_each_role(request, page, who, language):
    person = request.getfixturevalue(who)
    person.language = language
    person.save()
    assert page(person).get("/my-work/").status_code == 200


def test_anonymous_is_redirected_from_my_work(db, page):
    assert page().get("/my-work/").status_code == 302


def test_my_work_lists_the_tasks(page, carla, farida, rina):
    job = make.make_job(carla)
    make.make_bid(job, farida)
    invite_freelancer(by=carla, job_id=make.make_job(carla, title="Banner").pk, profile_id=rina.profile.pk)
    assert "Look at the new bids" in page(carla).get("/my-work/").content.decode()
    html = page(rina).get("/my-work/").content.decode()
    assert "You are invited to bid" in html
    assert "Banner" in html
    assert "Your open bids" in page(farida).get("/my-work/").content.decode()


def test_my_work_shows_money_and_deadlines(page, provider):
    milestone = story.funded(provider)
    client, freelancer = milestone.contract.client, milestone.contract.freelancer
    assert "Deliver the work" in page(freelancer).get("/my-work/").content.decode()
    submit_work(by=freelancer, milestone_id=milestone.pk, note="Here")
    html = page(client).get("/my-work/").content.decode()
    assert "Review the work and approve it" in html
    assert "14 days left" in html
    assert "What you paid" in html


def test_table_of_deadlines_follows_the_settings(db, page, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(review_silence_days=9)
    assert "9 days" in page().get("/how-holding-works/").content.decode()


def test_first_steps_are_hidden_after_the_first_bid(page, carla, farida):
    work = page(farida).get("/my-work/")
    assert "Small jobs first" in work.content.decode()
    bid = make.make_bid(make.make_job(carla), farida)
    decline_bid(by=carla, bid_id=bid.pk)
    work = page(farida).get("/my-work/").content.decode()
    assert "Small jobs first" not in work
    assert 'href="/contracts/"' in work


@pytest.mark.parametrize("path", ["/terms/", "/privacy/"])
def test_terms_and_privacy_show_the_contact_and_the_configured_days(db, page, settings, path):
    settings.DEFAULT_FROM_EMAIL = "Amar Kaj <desk@market.example>"
    settings.LIFECYCLE = replace(settings.LIFECYCLE, deletion_days=77, last_day_days=78)
    html = page().get(path).content.decode()
    assert "desk@market.example" in html
    assert ("78 days" if path == "/terms/" else "77 days") in html
    assert f"Version {settings.CONSENT_VERSION}" in html
