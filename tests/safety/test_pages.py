"""The pages of reports, with script or without: writing one, and one's own. The queue: tests/moderation."""

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
def sent(job, farida):
    return report_thing(by=farida, kind="job", thing_id=job.pk, reason="money", text="Asks for a deposit.")


def test_reporting_from_the_page(page, job, carla, farida):
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
    done = browser.post(path, {"reason": "money", "text": "Asks for a deposit."}, follow=True)
    assert "A moderator looks at it." in text(done)
    assert "Waits for a moderator" in text(done)
    again = browser.post(path, {"reason": "money", "text": "Asks again."})
    assert again.status_code == 409
    assert "Asks again." in text(again)
    assert page(carla).post(path, {"reason": "spam"}).status_code == 409


def test_ways_to_report_stand_where_they_belong(page, carla, farida, omar):
    bid = make.make_bid(make.make_job(carla), farida)
    assert f"/report/conversation/{bid.conversation_id}/" in text(page(farida).get(f"/messages/{bid.conversation_id}/"))
    assert f"/report/profile/{farida.profile.pk}/" in text(page(omar).get(f"/talent/{farida.profile.pk}/"))
    assert f"/report/profile/{farida.profile.pk}/" not in text(page(farida).get(f"/talent/{farida.profile.pk}/"))


def test_a_card_of_a_list_leads_to_reporting_it_in_one_tap(page, carla, farida, rina, job, run_jobs):
    service = make.make_service(farida)
    run_jobs()
    for who, path, way in (
        (rina, "/jobs/", f"/report/job/{job.pk}/"),
        (carla, "/talent/", f"/report/profile/{farida.profile.pk}/"),
        (carla, "/services/", f"/report/service/{service.pk}/"),
        (rina, "/search/?q=logo", f"/report/job/{job.pk}/"),
    ):
        assert way in text(page(who).get(path)), path


def test_reporting_says_within_how_long_and_whom_to_call(page, job, carla, farida, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(harassment_answer_hours=12, case_answer_hours=96)
    shown = text(page(farida).get(f"/report/job/{job.pk}/"))
    assert "within 12 hours, at all else within 4 days" in shown
    for number in ("999", "109"):
        assert f'href="tel:{number}"' in shown
    assert shown.index(f"/block/{carla.pk}/") < shown.index("What is wrong?")


def test_the_other_side_of_a_contract_is_reported_and_kept_away_from_it(page, provider, carla, farida):
    contract = story.funded(provider, "50.00", client=carla, freelancer=farida).contract
    address = contract.get_absolute_url()
    for who, other in ((carla, farida), (farida, carla)):
        shown = text(page(who).get(address))
        assert f"/report/person/{other.pk}/" in shown
        assert f"/block/{other.pk}/" in shown
        assert f"/report/person/{who.pk}/" not in shown
    block_person(by=farida, person_id=carla.pk)
    shown = text(page(farida).get(address))
    assert "You have blocked this person" in shown
    assert f"/block/{carla.pk}/" not in shown
    assert "You have blocked this person" not in text(page(carla).get(address))
    assert f"/report/person/{carla.pk}/" in text(page(farida).get("/settings/blocked/"))
    assert report_thing(by=farida, kind="person", thing_id=carla.pk, reason="abuse").about == carla


def test_deciding_is_the_moderators_alone(sent, mitu, oli, farida, carla):
    for who in (farida, carla, oli):
        with pytest.raises(NotFound):
            decide_report(by=who, report_id=sent.pk, state="closed")
    decide_report(by=mitu, report_id=sent.pk, state="kept", note="Ask her first.")
    with pytest.raises(DomainError):
        decide_report(by=mitu, report_id=sent.pk, state="kept")
    decide_report(by=mitu, report_id=sent.pk, state="closed")
    sent.refresh_from_db()
    assert (sent.state, sent.decided_by, sent.note) == ("closed", mitu, "Ask her first.")
    with pytest.raises(DomainError):
        decide_report(by=mitu, report_id=sent.pk, state="kept")


def test_who_reported_hears_that_it_was_looked_at(sent, mitu, farida, page):
    decide_report(by=mitu, report_id=sent.pk, state="kept")
    assert not farida.notifications.filter(kind="report.closed").exists()
    decide_report(by=mitu, report_id=sent.pk, state="closed")
    told = farida.notifications.get(kind="report.closed")
    assert (told.url, told.facts["title"]) == ("/reports/", sent.title)
    assert "found nothing that breaks the rules" in text(page(farida).get("/reports/"))


def test_who_reported_reads_that_it_led_to_a_step_but_not_to_which(sent, mitu, farida, page, api):
    case = Case.objects.get()
    step = MeasureStep("limit", "outside_payment", "The job asks for a deposit.", 7)
    impose_measure(by=mitu, case_id=case.pk, step=step, seen=0)
    assert farida.notifications.filter(kind__startswith="report").get().kind == "report.acted"
    shown = text(page(farida).get("/reports/"))
    assert "took a step" in shown
    assert "Limit" not in shown
    assert api(farida).get("/api/v1/reports/").json()["results"][0]["led_to_step"] is True


def test_every_message_of_the_other_side_can_be_reported_without_script(page, carla, farida, mitu):
    bid = make.make_bid(make.make_job(carla), farida)
    hers = post_message(by=farida, conversation_id=bid.conversation_id, client_id=uuid.uuid4(), text="Thank you!")
    rude = post_message(by=carla, conversation_id=bid.conversation_id, client_id=uuid.uuid4(), text="Send a photo.")
    shown = text(page(farida).get(f"/messages/{bid.conversation_id}/"))
    assert f'href="/report/message/{rude.pk}/"' in shown
    assert f"/report/message/{hers.pk}/" not in shown
    browser, path = page(farida), f"/report/message/{rude.pk}/"
    form = text(browser.get(path))
    assert "Send a photo." in form
    back = f"/messages/{bid.conversation_id}/?before={rude.seq + 1}#m{rude.seq}"
    assert f'href="{back}"' in form
    assert f'id="m{rude.seq}"' in text(browser.get(back))
    browser.post(path, {"reason": "private"})
    queued = Report.objects.get(kind="message")
    assert (queued.title, queued.about) == ("Send a photo.", carla)
    seen = text(page(mitu).get(Case.objects.get(kind="message").get_absolute_url()))
    assert "Send a photo." in seen
    assert "Open its page" not in seen  # a moderator is not in the talk


def test_a_long_message_is_shown_whole_to_moderators(page, carla, farida, mitu):
    bid = make.make_bid(make.make_job(carla), farida)
    words = "Send me a photo of yours. " * 30
    rude = post_message(by=carla, conversation_id=bid.conversation_id, client_id=uuid.uuid4(), text=words + "Last.")
    report_thing(by=farida, kind="message", thing_id=rude.pk, reason="private")
    seen = text(page(mitu).get(Case.objects.get(kind="message").get_absolute_url()))
    assert "Last." in seen
    assert f"{words}Last." not in seen.partition("</h1>")[0].partition("<h1>")[2]
