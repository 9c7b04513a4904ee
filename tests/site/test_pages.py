"""The site's own pages: who sees what, in both languages, and the budgets of the first one."""

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

OPEN = ["/", "/how-holding-works/", "/about/", "/terms/", "/privacy/", "/sandbox/", "/sandbox/mail/"]
ENGLISH = ("How holding works", "Sign in", "My work", "Post a job", "Find work")


@pytest.fixture
def village(carla, farida, rina):
    """A few graduates and jobs, found by the search."""
    for number in range(3):
        make.make_job(carla, title=f"Logo number {number}")
    call_command("reindex", verbosity=0)


def test_the_first_page_keeps_its_budgets(village, page):
    page().get("/")  # what every process reads once
    with CaptureQueriesContext(connection) as statements:
        answer = page().get("/")
    assert len(statements) <= 8
    html = answer.content.decode()
    assert len(gzip.compress(answer.content)) <= 14 * 1024
    assert "csrf" not in html
    assert "Farida" in html
    assert "Logo number 2" in html
    assert "Set-Cookie" not in answer.headers


def test_the_figures_of_the_first_page_are_true(village, page):
    html = " ".join(page().get("/").content.decode().split())
    assert '<dd class="num">2</dd><dt>verified graduates</dt>' in html
    assert '<dd class="num">1</dd><dt>districts they work from</dt>' in html
    assert '<dd class="num">3</dd><dt>open jobs</dt>' in html


@pytest.mark.parametrize("language", ["en", "bn"])
@pytest.mark.parametrize("who", ["", "carla", "farida", "oli"])
@pytest.mark.parametrize("path", OPEN)
def test_every_page_opens_for_everybody(request, db, page, who, language, path):
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
def test_her_work_opens_for_everybody_who_is_signed_in(request, page, who, language):
    person = request.getfixturevalue(who)
    person.language = language
    person.save()
    assert page(person).get("/my-work/").status_code == 200


def test_her_work_is_for_people_who_are_signed_in(db, page):
    assert page().get("/my-work/").status_code == 302


def test_her_work_says_what_waits(page, carla, farida, rina):
    job = make.make_job(carla)
    make.make_bid(job, farida)
    invite_freelancer(by=carla, job_id=make.make_job(carla, title="Banner").pk, profile_id=rina.profile.pk)
    assert "Look at the new bids" in page(carla).get("/my-work/").content.decode()
    html = page(rina).get("/my-work/").content.decode()
    assert "You are invited to bid" in html
    assert "Banner" in html
    assert "Your open bids" in page(farida).get("/my-work/").content.decode()


def test_her_work_shows_money_and_clocks(page, provider):
    milestone = story.funded(provider)
    client, freelancer = milestone.contract.client, milestone.contract.freelancer
    assert "Deliver the work" in page(freelancer).get("/my-work/").content.decode()
    submit_work(by=freelancer, milestone_id=milestone.pk, note="Here")
    html = page(client).get("/my-work/").content.decode()
    assert "Look at the work and approve it" in html
    assert "14 days left" in html
    assert "What you paid" in html


def test_the_clock_table_says_this_sites_own_numbers(db, page, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(review_silence_days=9)
    assert "9 days" in page().get("/how-holding-works/").content.decode()


def test_who_has_begun_is_not_told_how_to_begin(page, carla, farida):
    work = page(farida).get("/my-work/")
    assert "Small jobs first" in work.content.decode()
    bid = make.make_bid(make.make_job(carla), farida)
    decline_bid(by=carla, bid_id=bid.pk)
    work = page(farida).get("/my-work/").content.decode()
    assert "Small jobs first" not in work
    assert 'href="/contracts/"' in work


@pytest.mark.parametrize("path", ["/terms/", "/privacy/"])
def test_terms_and_privacy_name_who_answers_and_this_sites_own_days(db, page, settings, path):
    settings.DEFAULT_FROM_EMAIL = "Amar Kaj <desk@market.example>"
    settings.LIFECYCLE = replace(settings.LIFECYCLE, deletion_days=77, last_day_days=78)
    html = page().get(path).content.decode()
    assert "desk@market.example" in html
    assert ("78 days" if path == "/terms/" else "77 days") in html
    assert f"Version {settings.CONSENT_VERSION}" in html
