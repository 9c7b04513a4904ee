"""Pages of reports, without JavaScript: the form and the own reports. For the queue see tests/moderation."""

import uuid

import pytest

from market.core.base.errors import DomainError, NotFound
from market.messaging.actions import post_message
from market.moderation.measures.actions import MeasureStep, impose_measure
from market.moderation.models import Case
from market.safety.actions import block_person, decide_report, report_thing
from market.safety.models import Report
from tests import make
from tests.payments import story

pytestmark = pytest.mark.django_db


def text(answer):
    return answer.content.decode()


@pytest.fixture
def job(carla):
    return make.make_job(carla)


@pytest.fixture
def report(job, farida):
    return report_thing(by=farida, kind="job", thing_id=job.pk, reason="money", text="Asks for a deposit.")


def test_report_form_permissions_errors_and_repeat(page, job, carla, farida):
    path = f"/report/job/{job.pk}/"
    assert path in text(page(farida).get(f"/jobs/{job.pk}/"))
    assert path not in text(page(carla).get(f"/jobs/{job.pk}/"))
    assert page().get(path).url.startswith("/accounts/login/")
    browser = page(farida)
    assert browser.get("/report/job/987654/").status_code == 404
    assert browser.get(f"/report/moon/{job.pk}/").status_code == 404
    refused = browser.post(path, {"reason": "other", "text": ""})
    assert refused.status_code == 400
    assert "Asks for money" in text(browser.post(path, {"text": "Asks for money"}))
    submitted = browser.post(path, {"reason": "money", "text": "Asks for a deposit."}, follow=True)
    assert "A moderator looks at it." in text(submitted)
    assert "Waits for a moderator" in text(submitted)
    again = browser.post(path, {"reason": "money", "text": "Asks again."})
    assert again.status_code == 409
    assert "Asks again." in text(again)
    assert page(carla).post(path, {"reason": "spam"}).status_code == 409


def test_conversations_and_profiles_have_report_links(page, carla, farida, omar):
    bid = make.make_bid(make.make_job(carla), farida)
    assert f"/report/conversation/{bid.conversation_id}/" in text(page(farida).get(f"/messages/{bid.conversation_id}/"))
    assert f"/report/profile/{farida.profile.pk}/" in text(page(omar).get(f"/talent/{farida.profile.pk}/"))
    assert f"/report/profile/{farida.profile.pk}/" not in text(page(farida).get(f"/talent/{farida.profile.pk}/"))


def test_list_cards_link_to_the_report_form(page, carla, farida, rina, job, run_jobs):
    service = make.make_service(farida)
    run_jobs()
    for who, path, report_path in (
        (rina, "/jobs/", f"/report/job/{job.pk}/"),
        (carla, "/talent/", f"/report/profile/{farida.profile.pk}/"),
        (carla, "/services/", f"/report/service/{service.pk}/"),
        (rina, "/search/?q=logo", f"/report/job/{job.pk}/"),
    ):
        assert report_path in text(page(who).get(path)), path


def test_report_form_shows_deadlines_and_help_lines(page, job, carla, farida, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(harassment_answer_hours=12, case_answer_hours=96)
    content = text(page(farida).get(f"/report/job/{job.pk}/"))
    assert "within 12 hours, at all else within 4 days" in content
    for number in ("999", "109"):
        assert f'href="tel:{number}"' in content
    assert content.index(f"/block/{carla.pk}/") < content.index("What is wrong?")


def test_contract_page_links_to_report_and_block(page, provider, carla, farida):
    contract = story.funded(provider, "50.00", client=carla, freelancer=farida).contract
    address = contract.get_absolute_url()
    for who, other in ((carla, farida), (farida, carla)):
        content = text(page(who).get(address))
        assert f"/report/person/{other.pk}/" in content
        assert f"/block/{other.pk}/" in content
        assert f"/report/person/{who.pk}/" not in content
    block_person(by=farida, person_id=carla.pk)
    content = text(page(farida).get(address))
    assert "You have blocked this person" in content
    assert f"/block/{carla.pk}/" not in content
    assert "You have blocked this person" not in text(page(carla).get(address))
    assert f"/report/person/{carla.pk}/" in text(page(farida).get("/settings/blocked/"))
    assert report_thing(by=farida, kind="person", thing_id=carla.pk, reason="abuse").about == carla


def test_only_moderators_can_decide_reports(report, mitu, oli, farida, carla):
    for who in (farida, carla, oli):
        with pytest.raises(NotFound):
            decide_report(by=who, report_id=report.pk, state="closed")
    decide_report(by=mitu, report_id=report.pk, state="kept", note="Ask her first.")
    with pytest.raises(DomainError):
        decide_report(by=mitu, report_id=report.pk, state="kept")
    decide_report(by=mitu, report_id=report.pk, state="closed")
    report.refresh_from_db()
    assert (report.state, report.decided_by, report.note) == ("closed", mitu, "Ask her first.")
    with pytest.raises(DomainError):
        decide_report(by=mitu, report_id=report.pk, state="kept")


def test_closing_a_report_notifies_the_reporter(report, mitu, farida, page):
    decide_report(by=mitu, report_id=report.pk, state="kept")
    assert not farida.notifications.filter(kind="report.closed").exists()
    decide_report(by=mitu, report_id=report.pk, state="closed")
    notification = farida.notifications.get(kind="report.closed")
    assert (notification.url, notification.facts["title"]) == ("/reports/", report.title)
    assert "found nothing that breaks the rules" in text(page(farida).get("/reports/"))


def test_reporter_is_notified_of_a_measure_without_details(report, mitu, farida, page, api):
    case = Case.objects.get()
    step = MeasureStep("limit", "outside_payment", "The job asks for a deposit.", 7)
    impose_measure(by=mitu, case_id=case.pk, step=step, seen=0)
    assert farida.notifications.filter(kind__startswith="report").get().kind == "report.acted"
    content = text(page(farida).get("/reports/"))
    assert "took a step" in content
    assert "Limit" not in content
    assert api(farida).get("/api/v1/reports/").json()["results"][0]["led_to_step"] is True


def test_each_message_of_the_other_side_has_a_report_link(page, carla, farida, mitu):
    bid = make.make_bid(make.make_job(carla), farida)
    own_message = post_message(
        by=farida, conversation_id=bid.conversation_id, client_id=uuid.uuid4(), text="Thank you!"
    )
    reported_message = post_message(
        by=carla, conversation_id=bid.conversation_id, client_id=uuid.uuid4(), text="Send a photo."
    )
    menus = {each: f"/messages/{bid.conversation_id}/{each.seq}/" for each in (own_message, reported_message)}
    content = text(page(farida).get(f"/messages/{bid.conversation_id}/"))
    assert all(f'href="{menu}"' in content for menu in menus.values())
    assert f'href="/report/message/{reported_message.pk}/"' in text(page(farida).get(menus[reported_message]))
    assert "/report/message/" not in text(page(farida).get(menus[own_message]))
    browser, path = page(farida), f"/report/message/{reported_message.pk}/"
    form = text(browser.get(path))
    assert "Send a photo." in form
    back = f"/messages/{bid.conversation_id}/?before={reported_message.seq + 1}#m{reported_message.seq}"
    assert f'href="{back}"' in form
    assert f'id="m{reported_message.seq}"' in text(browser.get(back))
    browser.post(path, {"reason": "private"})
    queued = Report.objects.get(kind="message")
    assert (queued.title, queued.about) == ("Send a photo.", carla)
    case_page = text(page(mitu).get(Case.objects.get(kind="message").get_absolute_url()))
    assert "Send a photo." in case_page
    assert "Open its page" not in case_page  # a moderator is not in the conversation


def test_long_message_is_shown_in_full_to_moderators(page, carla, farida, mitu):
    bid = make.make_bid(make.make_job(carla), farida)
    words = "Send me a photo of yours. " * 30
    message = post_message(by=carla, conversation_id=bid.conversation_id, client_id=uuid.uuid4(), text=words + "Last.")
    report_thing(by=farida, kind="message", thing_id=message.pk, reason="private")
    case_page = text(page(mitu).get(Case.objects.get(kind="message").get_absolute_url()))
    assert "Last." in case_page
    assert f"{words}Last." not in case_page.partition("</h1>")[0].partition("<h1>")[2]
