"""The pages of measures for the user concerned: statement of reasons, mail, appeal."""

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


def text(response):
    return response.content.decode()


def test_the_measure_page_states_level_ground_facts_and_appeal(page, impose, carla):
    measure = impose(carla, "limit", 7)
    browser = page(carla)
    list_html = text(browser.get("/measures/"))
    assert f'href="/measures/{measure.pk}/"' in list_html
    assert "Your account is limited for now." in list_html
    html = text(browser.get(f"/measures/{measure.pk}/"))
    for expected in (
        "Moderators limited your account",
        "Deception",
        "The deposit was asked for on 3 November.",
        "A moderator came upon it.",
        "A person read it and decided; no program did.",
        "You can do this once.",
        "Send the appeal",
    ):
        assert expected in html, expected
    assert "Mitu" not in html  # neither the moderator nor the reporter is named


def test_the_measure_page_states_its_territory_and_out_of_court_bodies(page, impose, carla):
    html = page(carla).get(impose(carla, "limit", 7).get_absolute_url()).content.decode()
    assert "on the whole site, in every country" in html
    assert "settles such cases out of court" in html


def test_the_measure_page_says_whether_it_was_reported_or_flagged(page, case, carla, mitu, moni):
    item = find_item("job", case.thing)
    flag_item(kind="job", thing_id=case.thing, item=item, rule="phrase", facts={"found": "x"})
    measure = impose_measure(by=mitu, case_id=case.pk, step=MeasureStep("warn", "fraud", "So."), seen=0)
    html = text(page(carla).get(f"/measures/{measure.pk}/"))
    assert "Somebody reported it, and a rule of the site pointed to it, too." in html
    assert "Farida" not in html


def test_measures_are_404_for_other_users_and_redirect_anonymous(page, impose, carla, farida, mitu):
    measure = impose(carla, "warn")
    for user in (farida, mitu):
        assert page(user).get(f"/measures/{measure.pk}/").status_code == 404
        assert page(user).post(f"/measures/{measure.pk}/appeal/", {"text": "No."}).status_code == 404
    assert page().get(f"/measures/{measure.pk}/").url.startswith("/accounts/login/")


@pytest.mark.parametrize(("level", "days"), [("warn", None), ("limit", 7), ("suspend", 7), ("ban", None)])
def test_a_measure_is_mailed_in_the_language_of_the_user(impose, rahim, mailbox, run_jobs, level, days):
    impose(rahim, level, days)
    run_jobs()
    mails = [each for each in mailbox if each.to == [rahim.email]]
    assert len(mails) == 1
    assert "/measures/" in mails[0].body
    assert not any(word in mails[0].body for word in ("Moderators", "Read what", "appeal"))


def test_an_appeal_is_made_once_from_the_page(page, impose, carla, moni):
    measure = impose(carla, "ban")
    browser, path = page(carla), f"/measures/{measure.pk}/appeal/"  # a banned user can still appeal
    assert browser.post(path, {"text": " "}).status_code == 400
    too_long = browser.post(path, {"text": "x" * 3001})
    assert too_long.status_code == 400
    confirmation = text(browser.post(path, {"text": "It was my brother."}, follow=True))
    assert "Your appeal is sent." in confirmation
    assert "It was my brother." in confirmation
    assert "Another moderator answers by" in confirmation
    assert browser.post(path, {"text": "Again."}).status_code == 409
    decide_measure_appeal(by=moni, measure_id=measure.pk, verdict="upheld", reasons="The record shows it.")
    html = text(browser.get(f"/measures/{measure.pk}/"))
    assert "It was refused on" in html
    assert "The record shows it." in html
    assert "Moni" not in html


def test_an_undone_measure_shows_the_reason(page, impose, carla, mitu):
    measure = impose(carla, "suspend", 7)
    undo_measure(by=mitu, measure_id=measure.pk, reason="It was another person.")
    html = text(page(carla).get(f"/measures/{measure.pk}/"))
    assert "Taken back" in html
    assert "It was another person." in html
    assert "Send the appeal" not in html
    assert "Your account is suspended." not in text(page(carla).get("/my-work/"))


def test_the_safety_page_links_to_the_list_of_measures(page, carla, impose):
    assert "Moderators decided nothing about you" in text(page(carla).get("/measures/"))
    impose(carla, "warn")
    html = text(page(carla).get("/safety/"))
    assert 'href="/measures/"' in html


def test_grounds_are_public(page):
    html = text(page().get("/measures/grounds/"))
    assert html.count("<dt") == 10
    assert "Payment outside of the site" in html


def test_a_user_is_reported_only_by_users_who_met_them(page, carla, farida, omar):
    make.make_job(carla)
    assert report_thing(by=farida, kind="person", thing_id=carla.pk, reason="abuse").about == carla
    assert page(farida).get(f"/report/person/{omar.pk}/").status_code == 404
    assert f"/report/person/{carla.pk}/" in text(page(farida).get(f"/block/{carla.pk}/"))
    assert Report.objects.get().kind == "person"
