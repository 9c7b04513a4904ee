"""Harassment comes first: by when it is looked at, the offer to block, and the page of all that keeps her safe."""

from datetime import timedelta

import pytest

from market.accounts.models import User
from market.core.base import clock
from market.core.text.locale import override
from market.profiles.models import Profile
from market.safety.actions import block_person, decide_report, report_thing
from market.safety.lines import help_lines
from market.safety.models import Report
from tests import make

pytestmark = pytest.mark.django_db


def text(answer):
    return answer.content.decode()


@pytest.fixture
def jobs(carla):
    return [make.make_job(carla, title=f"Job {number}") for number in range(3)]


def test_harassment_stands_first_with_a_clock(jobs, farida, mitu, page, api, settings):
    spam = report_thing(by=farida, kind="job", thing_id=jobs[0].pk, reason="spam")
    private = report_thing(by=farida, kind="job", thing_id=jobs[1].pk, reason="private")
    abuse = report_thing(by=farida, kind="job", thing_id=jobs[2].pk, reason="abuse")
    assert list(Report.objects.queue("open")) == [private, abuse, spam]
    assert (spam.answer_by, abuse.answer_by) == (None, abuse.created_at + timedelta(hours=24))
    settings.LIFECYCLE = type(settings.LIFECYCLE)(harassment_answer_hours=2)
    assert abuse.answer_by == abuse.created_at + timedelta(hours=2)
    desk = text(page(mitu).get("/staff/cases/"))
    assert desk.count("Harassment") == 2
    assert desk.index("Job 1") < desk.index("Job 2") < desk.index("Job 0")
    assert text(page(farida).get("/reports/")).count("A moderator looks at it by") == 2
    told = {each["reason"]: each["answer_by"] for each in api(farida).get("/api/v1/reports/").json()["results"]}
    assert (told["spam"], bool(told["abuse"]), bool(told["private"])) == (None, True, True)
    decide_report(by=mitu, report_id=abuse.pk, state="kept")
    abuse.refresh_from_db()
    assert abuse.answer_by is None


def test_it_is_the_moderators_first_task_also_where_something_else_is_due_before(jobs, farida, mitu, page):
    report_thing(by=farida, kind="job", thing_id=jobs[0].pk, reason="spam")
    clock._offset = timedelta(hours=60)
    report_thing(by=farida, kind="job", thing_id=jobs[1].pk, reason="abuse")
    home = text(page(mitu).get("/my-work/"))
    assert home.index("Look at the harassment that was reported") < home.index("Look at what was reported or found")
    assert home.index("Job 1") < home.index("Job 0")


def test_who_reports_is_offered_to_block_at_once(jobs, farida, carla, page):
    done = text(page(farida).post(f"/report/job/{jobs[0].pk}/", {"reason": "abuse"}, follow=True))
    assert "Do you want to block Carla too?" in done
    assert f'action="/block/{carla.pk}/"' in done
    assert "Do you want to block" not in text(page(farida).get("/reports/"))


def test_all_that_keeps_her_safe_is_one_page(page, farida, carla):
    assert page().get("/safety/").url.startswith("/accounts/login/")
    browser = page(farida)
    assert 'href="/safety/"' in text(browser.get("/help/"))  # from the menu of every page
    shown = text(browser.get("/safety/"))
    for number in ("999", "109", "1098", "16699", "16430", "333"):
        assert f'href="tel:{number}"' in shown
    for way in ("/settings/blocked/", "/reports/", "/help/talking-safely/"):
        assert f'href="{way}' in shown, way
    assert "Hide my profile now" in shown
    hidden = browser.post("/profile/hide/", {"next": "safety"}, follow=True)
    assert hidden.redirect_chain[-1][0] == "/safety/"
    assert "It is hidden" in text(hidden)
    assert Profile.objects.get(user=farida).state == Profile.State.DRAFT
    assert "Hide my profile now" not in text(page(carla).get("/safety/"))  # she has none


def test_a_clients_page_and_a_bid_can_be_reported(page, carla, farida, omar):
    bid = make.make_bid(make.make_job(carla), farida)
    assert report_thing(by=farida, kind="client", thing_id=carla.pk, reason="abuse").about == carla
    assert report_thing(by=carla, kind="bid", thing_id=bid.pk, reason="abuse").about == farida
    assert report_thing(by=farida, kind="bid", thing_id=bid.pk, reason="abuse").about == carla
    assert page(omar).get(f"/report/bid/{bid.pk}/").status_code == 404
    assert page(farida).get(f"/report/client/{omar.pk}/").status_code == 404


def test_the_lines_are_said_in_both_languages():
    with override("bn"):
        bangla = help_lines()
        assert bangla.lines[0].shown == "৯৯৯"
    with override("en"):
        english = help_lines()
    assert [each.number for each in english.lines] == ["999", "109", "1098", "16699", "16430", "333"]
    assert all(one.what != other.what for one, other in zip(bangla.lines, english.lines, strict=True))
    assert english.source != bangla.source


def test_my_reports_lead_nowhere_that_a_block_closed(jobs, farida, carla, page):
    report_thing(by=farida, kind="job", thing_id=jobs[0].pk, reason="abuse")
    assert f'href="/jobs/{jobs[0].pk}/"' in text(page(farida).get("/reports/"))
    block_person(by=farida, person_id=carla.pk)
    shown = text(page(User.objects.get(pk=farida.pk)).get("/reports/"))
    assert jobs[0].title in shown
    assert f'href="/jobs/{jobs[0].pk}/"' not in shown
