"""Reports of harassment: priority and deadline, the offer to block, and the safety page."""

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


def test_harassment_reports_come_first_with_a_deadline(jobs, farida, mitu, page, api, settings):
    spam = report_thing(by=farida, kind="job", thing_id=jobs[0].pk, reason="spam")
    private = report_thing(by=farida, kind="job", thing_id=jobs[1].pk, reason="private")
    abuse = report_thing(by=farida, kind="job", thing_id=jobs[2].pk, reason="abuse")
    assert list(Report.objects.queue("open")) == [private, abuse, spam]
    assert (spam.answer_by, abuse.answer_by) == (None, abuse.created_at + timedelta(hours=24))
    settings.LIFECYCLE = type(settings.LIFECYCLE)(harassment_answer_hours=2)
    assert abuse.answer_by == abuse.created_at + timedelta(hours=2)
    content = text(page(mitu).get("/staff/cases/"))
    assert content.count("Harassment") == 2
    assert content.index("Job 1") < content.index("Job 2") < content.index("Job 0")
    assert text(page(farida).get("/reports/")).count("A moderator looks at it by") == 2
    deadlines = {each["reason"]: each["answer_by"] for each in api(farida).get("/api/v1/reports/").json()["results"]}
    assert (deadlines["spam"], bool(deadlines["abuse"]), bool(deadlines["private"])) == (None, True, True)
    decide_report(by=mitu, report_id=abuse.pk, state="kept")
    abuse.refresh_from_db()
    assert abuse.answer_by is None


def test_harassment_is_the_first_home_task_of_a_moderator(jobs, farida, mitu, page):
    report_thing(by=farida, kind="job", thing_id=jobs[0].pk, reason="spam")
    clock._offset = timedelta(hours=60)
    report_thing(by=farida, kind="job", thing_id=jobs[1].pk, reason="abuse")
    home = text(page(mitu).get("/my-work/"))
    assert home.index("Look at the harassment that was reported") < home.index("Look at what was reported or found")
    assert home.index("Job 1") < home.index("Job 0")


def test_reporting_offers_to_block_the_user(jobs, farida, carla, page):
    content = text(page(farida).post(f"/report/job/{jobs[0].pk}/", {"reason": "abuse"}, follow=True))
    assert "Do you want to block Carla too?" in content
    assert f'action="/block/{carla.pk}/"' in content
    assert "Do you want to block" not in text(page(farida).get("/reports/"))


def test_safety_page_links_help_lines_blocks_and_hide_button(page, farida, carla):
    assert page().get("/safety/").url.startswith("/accounts/login/")
    browser = page(farida)
    assert 'href="/safety/"' in text(browser.get("/help/"))  # from the menu of every page
    content = text(browser.get("/safety/"))
    for number in ("999", "109", "1098", "16699", "16430", "333"):
        assert f'href="tel:{number}"' in content
    for link in ("/settings/blocked/", "/reports/", "/help/talking-safely/"):
        assert f'href="{link}' in content, link
    assert "Hide my profile now" in content
    hidden = browser.post("/profile/hide/", {"next": "safety"}, follow=True)
    assert hidden.redirect_chain[-1][0] == "/safety/"
    assert "It is hidden" in text(hidden)
    assert Profile.objects.get(user=farida).state == Profile.State.DRAFT
    assert "Hide my profile now" not in text(page(carla).get("/safety/"))  # a client has no profile


def test_client_pages_and_bids_can_be_reported(page, carla, farida, omar):
    bid = make.make_bid(make.make_job(carla), farida)
    assert report_thing(by=farida, kind="client", thing_id=carla.pk, reason="abuse").about == carla
    assert report_thing(by=carla, kind="bid", thing_id=bid.pk, reason="abuse").about == farida
    assert report_thing(by=farida, kind="bid", thing_id=bid.pk, reason="abuse").about == carla
    assert page(omar).get(f"/report/bid/{bid.pk}/").status_code == 404
    assert page(farida).get(f"/report/client/{omar.pk}/").status_code == 404


def test_a_bid_is_called_so_to_its_client_alone(page, carla, farida):
    bid = make.make_bid(make.make_job(carla), farida)
    own, theirs = (text(page(user).get(f"/bids/{bid.pk}/")) for user in (farida, carla))
    assert "Report this bid" in theirs
    assert "Report this bid" not in own
    assert f"/report/bid/{bid.pk}/" in own


def test_help_lines_are_translated():
    with override("bn"):
        bangla = help_lines()
        assert bangla.lines[0].shown == "৯৯৯"
    with override("en"):
        english = help_lines()
    assert [each.number for each in english.lines] == ["999", "109", "1098", "16699", "16430", "333"]
    assert all(one.what != other.what for one, other in zip(bangla.lines, english.lines, strict=True))
    assert english.source != bangla.source


def test_own_reports_do_not_link_to_pages_of_blocked_users(jobs, farida, carla, page):
    report_thing(by=farida, kind="job", thing_id=jobs[0].pk, reason="abuse")
    assert f'href="/jobs/{jobs[0].pk}/"' in text(page(farida).get("/reports/"))
    block_person(by=farida, person_id=carla.pk)
    content = text(page(User.objects.get(pk=farida.pk)).get("/reports/"))
    assert jobs[0].title in content
    assert f'href="/jobs/{jobs[0].pk}/"' not in content
