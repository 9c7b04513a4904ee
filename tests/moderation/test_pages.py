"""What a person reads of the moderators' decisions, in her language, and her appeal."""

import pytest

from market.moderation.appeals.actions import decide_measure_appeal
from market.moderation.cases.actions import flag_item
from market.moderation.cases.subjects import find_item
from market.moderation.measures.actions import MeasureStep, impose_measure
from market.moderation.measures.reversal_actions import undo_measure
from market.safety.actions import report_thing
from market.safety.models import Report
from tests import make

pytestmark = pytest.mark.django_db


def text(answer):
    return answer.content.decode()


def test_the_statement_says_what_why_how_long_and_what_to_do(page, impose, carla):
    made = impose(carla, "limit", 7)
    browser = page(carla)
    listed = text(browser.get("/measures/"))
    assert f'href="/measures/{made.pk}/"' in listed
    assert "Your account is limited for now." in listed
    shown = text(browser.get(f"/measures/{made.pk}/"))
    for words in (
        "Moderators limited your account",
        "Deception",
        "The deposit was asked for on 3 November.",
        "A moderator came upon it.",
        "A person read it and decided; no program did.",
        "You can do this once.",
        "Send the appeal",
    ):
        assert words in shown, words
    assert "Mitu" not in shown  # who decided is not told, nor who reported


def test_the_statement_says_where_it_holds_and_who_else_can_be_asked(page, impose, carla):
    told = page(carla).get(impose(carla, "limit", 7).get_absolute_url()).content.decode()
    assert "on the whole site, in every country" in told
    assert "settles such cases out of court" in told


def test_how_moderators_came_to_it_is_told(page, case, carla, mitu, moni):
    found = find_item("job", case.thing)
    flag_item(kind="job", thing_id=case.thing, item=found, rule="phrase", facts={"found": "x"})
    made = impose_measure(by=mitu, case_id=case.pk, step=MeasureStep("warn", "fraud", "So."), seen=0)
    shown = text(page(carla).get(f"/measures/{made.pk}/"))
    assert "Somebody reported it, and a rule of the site pointed to it, too." in shown
    assert "Farida" not in shown


def test_nobody_else_reads_it(page, impose, carla, farida, mitu):
    made = impose(carla, "warn")
    for who in (farida, mitu):
        assert page(who).get(f"/measures/{made.pk}/").status_code == 404
        assert page(who).post(f"/measures/{made.pk}/appeal/", {"text": "No."}).status_code == 404
    assert page().get(f"/measures/{made.pk}/").url.startswith("/accounts/login/")


@pytest.mark.parametrize(("level", "days"), [("warn", None), ("limit", 7), ("suspend", 7), ("ban", None)])
def test_she_is_told_by_mail_in_her_language(impose, rahim, mailbox, run_jobs, level, days):
    impose(rahim, level, days)
    run_jobs()
    sent = [each for each in mailbox if each.to == [rahim.email]]
    assert len(sent) == 1
    assert "/measures/" in sent[0].body
    assert not any(word in sent[0].body for word in ("Moderators", "Read what", "appeal"))


def test_an_appeal_from_the_page(page, impose, carla, moni):
    made = impose(carla, "ban")
    browser, path = page(carla), f"/measures/{made.pk}/appeal/"  # she is out, and this stays open
    assert browser.post(path, {"text": " "}).status_code == 400
    too_long = browser.post(path, {"text": "x" * 3001})
    assert too_long.status_code == 400
    done = text(browser.post(path, {"text": "It was my brother."}, follow=True))
    assert "Your appeal is sent." in done
    assert "It was my brother." in done
    assert "Another moderator answers by" in done
    assert browser.post(path, {"text": "Again."}).status_code == 409
    decide_measure_appeal(by=moni, measure_id=made.pk, verdict="upheld", reasons="The record shows it.")
    shown = text(browser.get(f"/measures/{made.pk}/"))
    assert "It was refused on" in shown
    assert "The record shows it." in shown
    assert "Moni" not in shown


def test_what_was_taken_back_says_why(page, impose, carla, mitu):
    made = impose(carla, "suspend", 7)
    undo_measure(by=mitu, measure_id=made.pk, reason="It was another person.")
    shown = text(page(carla).get(f"/measures/{made.pk}/"))
    assert "Taken back" in shown
    assert "It was another person." in shown
    assert "Send the appeal" not in shown
    assert "Your account is suspended." not in text(page(carla).get("/my-work/"))


def test_the_list_is_one_tap_from_all_that_keeps_her_safe(page, carla, impose):
    assert "Moderators decided nothing about you" in text(page(carla).get("/measures/"))
    impose(carla, "warn")
    shown = text(page(carla).get("/safety/"))
    assert 'href="/measures/"' in shown


def test_the_grounds_are_public(page):
    shown = text(page().get("/measures/grounds/"))
    assert shown.count("<dt") == 10
    assert "Payment outside of the site" in shown


def test_a_person_is_reported_by_whom_she_met(page, carla, farida, omar):
    make.make_job(carla)
    assert report_thing(by=farida, kind="person", thing_id=carla.pk, reason="abuse").about == carla
    assert page(farida).get(f"/report/person/{omar.pk}/").status_code == 404
    assert f"/report/person/{carla.pk}/" in text(page(farida).get(f"/block/{carla.pk}/"))
    assert Report.objects.get().kind == "person"
