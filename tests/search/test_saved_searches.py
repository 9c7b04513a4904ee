"""Saved searches: saving and changing them by page and API, and what is told at once, by day and by week."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import translation

from market.accounts.people.actions import change_settings
from market.bids.bids.ending_actions import close_job
from market.core.base import clock
from market.core.base.errors import Invalid
from market.core.base.money import Money
from market.jobs.models import Job
from market.notifications.inbox.actions import defer_waiting_mails
from market.notifications.models import Notification
from market.notifications.preferences.actions import change_news_settings
from market.profiles.freelancers.actions import change_profile, hide_profile, publish_profile
from market.profiles.models import Profile, Skill
from market.safety.actions import block_person
from market.search.alerts import actions, telling_actions
from market.search.alerts.actions import change_search, save_search
from market.search.alerts.descriptions import describe, query_of
from market.search.alerts.fitting import fitting_ids
from market.search.alerts.refusals import TooManySearches
from market.search.finding.queries import JobQuery
from market.search.landing.queries import entry_of
from market.search.models import SavedSearch, SavedSearchResult
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LOGO = {"title": "Logo for a tea shop", "description": "In two colours.", "skills": ("logo-design",)}


def save(user, kind="jobs", query="q=logo+design", frequency="at_once", **fields):
    return save_search(by=user, kind=kind, query=query, frequency=frequency, **fields)


def told(user):
    """The ids of what a user was told, in order."""
    rows = SavedSearchResult.objects.filter(search__user=user).order_by("pk")
    return list(rows.values_list("object_id", flat=True))


@pytest.fixture
def in_the_morning(travel):
    """Ten o'clock in Dhaka, on a Wednesday: the digests of 18 o'clock and of Sunday are ahead."""
    local = clock.local(clock.now())
    wednesday = datetime.combine(
        local.date() + DAY * (1 + (1 - local.weekday()) % 7), datetime.min.time(), local.tzinfo
    )
    travel(wednesday.astimezone(UTC) + timedelta(hours=10) - clock.now())


def test_number_of_saved_searches_is_limited(carla, page, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 2)
    save(carla)
    save(carla, query="q=banner")
    save(carla, query="q=banner", frequency="daily")
    with pytest.raises(TooManySearches, match="You have 2 saved searches"):
        save(carla, query="q=poster")
    answer = page(carla).post("/saved/searches/new/?list=jobs&q=poster", {"list": "jobs", "frequency": "daily"})
    assert answer.status_code == 409
    assert "You have 2 saved searches" in answer.content.decode()


def test_visitor_is_led_through_sign_in_to_the_form_of_the_search(page, carla):
    address = "/saved/searches/new/?list=talent&q=logo+design&currency=USD&rate_max=50.00"
    assert (
        f'href="{address.replace("&", "&amp;")}"'
        in page().get("/talent/?q=logo+design&rate_max=50.00").content.decode()
    )
    sign_in = page().get(address).url
    assert parse_qs(urlsplit(sign_in).query)["next"] == [address]
    shown = page(carla).get(address).content.decode()
    assert "Logo design · up to $50" in shown
    assert page(carla).post(address, {"list": "talent", "frequency": "daily"}).url == "/saved/searches/"
    assert SavedSearch.objects.get().query == "q=logo+design&currency=USD&rate_max=50.00"
    listed = page(carla).get("/saved/searches/").content.decode()
    assert "/talent/?q=logo+design&amp;currency=USD&amp;rate_max=50.00" in listed


def test_search_is_renamed_paused_and_removed_by_page(page, carla):
    search, browser = save(carla), page(carla)
    one = f"/saved/searches/{search.pk}/"
    browser.post(one, {"name": "My logos", "frequency": "weekly"})
    browser.post(f"{one}pause/")
    shown = browser.get("/saved/searches/").content.decode()
    assert "My logos" in shown
    assert "Paused" in shown
    browser.post(f"{one}pause/", {"wish": "resume"})
    search.refresh_from_db()
    assert (search.frequency, search.is_paused, bool(search.due_at)) == ("weekly", False, True)
    browser.post(f"{one}remove/")
    assert "No saved searches" in browser.get("/saved/searches/").content.decode()


def test_topic_is_followed_by_one_press_on_its_page(page, carla):
    browser, place = page(carla), "/topics/graphics-design/"
    assert 'action="/saved/follow/topic/graphics-design/"' in browser.get(place).content.decode()
    for _ in range(2):  # in two tabs
        assert browser.post("/saved/follow/topic/graphics-design/").url == place
    search = SavedSearch.objects.get()
    assert (search.kind, search.query, search.frequency) == ("talent", "topic=graphics-design", "daily")
    shown = browser.get(place).content.decode()
    assert "You follow this: Graduates · Once a day." in shown
    assert 'name="wish" value="drop"' in shown
    assert f'href="/saved/searches/{search.pk}/"' in shown
    assert "Following" not in page().get(place).content.decode()
    for _ in range(2):
        assert browser.post("/saved/follow/topic/graphics-design/", {"wish": "drop"}).url == place
    assert not SavedSearch.objects.exists()
    for gone in ("topic/nothing", "level/graphics-design"):
        assert browser.post(f"/saved/follow/{gone}/").status_code == 404


def test_search_that_was_set_otherwise_outlives_stopping_to_follow(page, carla):
    browser, address, place = page(carla), "/saved/follow/topic/graphics-design/", "/topics/graphics-design/"
    own = save(carla, "talent", "topic=graphics-design", "at_once")
    browser.post(address, {"wish": "drop"})
    shown = browser.get(place).content.decode()
    assert "paused, and kept" in shown
    assert "Follow this topic" in shown
    browser.post(address)
    assert "You follow this: Graduates · At once." in browser.get(place).content.decode()
    actions.stop_alerts(user=carla, search_ids=[own.pk])
    browser.post(address)
    assert "You follow this: Graduates · Once a day." in browser.get(place).content.decode()


def test_link_to_follow_from_before_signing_in_says_what_to_press(page, carla):
    browser, address, hint = (
        page(carla),
        "/saved/follow/topic/graphics-design/",
        "To follow this, press the button here.",
    )
    for shown in (True, False):
        place = browser.get(address).url
        assert (hint in browser.get(place).content.decode()) is shown
        assert SavedSearch.objects.exists() is not shown
        browser.post(address)
        browser.get(place)


def test_one_search_too_many_to_follow_leads_to_those_there_are(page, carla, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 0)
    browser = page(carla)
    shown = browser.get(browser.post("/saved/follow/topic/graphics-design/").url).content.decode()
    assert 'the most there can be. Remove one that you need no more. <a href="/saved/searches/">' in shown


def test_who_works_follows_the_jobs_of_a_skill_and_the_people_of_a_district(farida):
    farida.side = ""
    entries = [entry_of("skill", "logo-design"), entry_of("district", "bhola")]
    assert [actions.follow(by=farida, entry=entry).kind for entry in entries] == ["jobs", "talent"]


def test_search_that_is_saved_already_is_opened(page, carla):
    search, address = save(carla, query="q=logo&topic=graphics-design"), "/saved/searches/new/?list=jobs&topic="
    assert page(carla).get(f"{address}graphics-design&q=logo").url == f"/saved/searches/{search.pk}/"
    in_another_tab = page(carla).post(f"{address}graphics-design&q=Logo", {"frequency": "daily"})
    assert in_another_tab.url == f"/saved/searches/{search.pk}/"
    assert SavedSearch.objects.count() == 1


def test_searches_that_mean_the_same_are_told_apart(page, carla):
    for query in ("q=logo", "q=lgo+design", "q=logo&exact=true"):
        save(carla, query=query)
    shown = page(carla).get("/saved/searches/").content.decode()
    assert [each in shown for each in ("“logo”<", "“lgo design”<", "“logo” · Exactly these words<")] == [True] * 3


def test_currency_alone_is_no_search(carla):
    with pytest.raises(Invalid) as refusal:
        save(carla, query="currency=BDT")
    assert "everything new" in str(refusal.value.errors["query"])


def test_currency_alone_in_a_search_saved_before_changes_nothing(carla):
    search = save(carla, query="q=logo+design")
    SavedSearch.objects.filter(pk=search.pk).update(query="q=logo+design&currency=BDT")
    assert query_of(SavedSearch.objects.get(pk=search.pk)) == query_of(search)


def test_rows_that_fit_one_skill_best_do_not_crowd_out_those_that_fit_all(carla):
    both = make.make_job(carla, title="Logo design and a page in WordPress")
    make.make_job(carla, title="Logo design", budget_max=Money("900.00", "USD"))
    query = JobQuery(q="logo design and wordpress", ordering="budget")
    assert fitting_ids(query, Job.objects.all(), 1) == [both.pk]


@pytest.mark.parametrize(("code", "currency"), [("en", "USD"), ("bn", "BDT")])
def test_amount_keeps_the_currency_in_which_it_was_meant(farida, code, currency):
    with translation.override(code):
        search = save(farida, "talent", "rate_max=50")
    for other in ("en", "bn"):
        with translation.override(other):
            assert query_of(search).currency == currency


def test_new_job_person_and_service_are_told_at_once_and_once(carla, omar, farida, rina, mailbox, run_jobs):
    for kind in ("jobs", "services", "talent"):
        save(omar, kind)
    hide_profile(by=rina)
    Profile.objects.filter(user=rina).update(published_at=None)
    job = make.make_job(carla, **LOGO)
    run_jobs()
    service = make.make_service(farida)
    run_jobs()
    change_profile(by=rina, skills=list(Skill.objects.filter(slug="logo-design")))
    publish_profile(by=rina)
    run_jobs()
    assert told(omar) == [job.pk, service.pk, rina.profile.pk]
    mails = [each for each in mailbox if each.to == [omar.email]]
    assert [each.subject.removeprefix("New for “Logo design”: ") for each in mails] == [
        job.title,
        service.title,
        "Rina",
    ]
    change_profile(by=rina, headline_en="More logos")
    run_jobs()
    assert len([each for each in mailbox if each.to == [omar.email]]) == 3, "nothing twice"


@pytest.mark.parametrize(
    ("query", "details"),
    [
        ("q=logo+design", {"title": "Type a list", "topic": "data-entry"}),
        ("q=logo+design+and+wordpress", LOGO),  # of several skills each
        ("q=logo+design&budget_min=500", LOGO),
        ("q=teapot+painting", LOGO),
        ("topic=data-entry", LOGO),
    ],
)
def test_what_fits_only_in_part_is_not_told(carla, farida, run_jobs, query, details):
    save(farida, query=query)
    make.make_job(carla, **details)
    run_jobs()
    assert told(farida) == []


@pytest.mark.parametrize(
    "query",
    ["q=logo+design", "q=লোগো", "q=teas", "q=tea+shop", "topic=graphics-design", "skill=logo-design", "budget_min=100"],
)
def test_what_fits_is_found_by_its_keys(carla, farida, run_jobs, query):
    save(farida, query=query)
    job = make.make_job(carla, **LOGO)
    run_jobs()
    assert told(farida) == [job.pk]


def test_place_and_price_of_a_person_must_fit(carla, omar, run_jobs):
    district = make.make_freelancer("Sumi").profile.district
    save(omar, "talent", f"q=logo+design+{district.slug}")
    save(carla, "talent", f"q=logo+design&district={'bhola' if district.slug != 'bhola' else 'dhaka'}")
    new = make.make_freelancer("Runa")
    change_profile(by=new, skills=list(Skill.objects.filter(slug="logo-design")))
    run_jobs()
    assert new.profile.district == district
    assert told(omar) == [new.profile.pk]
    assert told(carla) == []


def test_lowest_price_is_no_limit_of_what_is_told(carla, omar, run_jobs):
    logo = {
        "skills": list(Skill.objects.filter(slug="logo-design")),
        "rate_amount": Decimal(80),
        "rate_currency": "USD",
    }
    save(carla, "talent", "q=logo+starting+at+$50")
    save(omar, "talent", "q=logo+not+over+$50")
    runa = make.make_freelancer("Runa")
    change_profile(by=runa, **logo)
    run_jobs()
    assert told(carla) == [runa.profile.pk]
    assert told(omar) == []
    assert describe("talent", "q=logo+starting+at+$50") == "Logo design"
    assert describe("jobs", "q=logo+not+over+$50") == "Logo design"


def test_own_blocked_and_closed_rows_are_not_told(carla, farida, omar, run_jobs):
    for user in (carla, farida, omar):
        save(user)
    block_person(by=carla, person_id=farida.pk)
    make.make_job(carla, **LOGO)
    closed = make.make_job(carla, **LOGO)
    close_job(by=carla, job_id=closed.pk)
    run_jobs()
    assert (told(carla), told(farida), len(told(omar))) == ([], [], 1)
    assert closed.pk not in told(omar)


def test_nothing_older_is_told_nor_what_came_while_it_was_paused(carla, farida, travel, run_jobs):
    make.make_job(carla, **LOGO)
    search = save(farida)
    run_jobs()
    change_search(by=farida, search_id=search.pk, is_paused=True)
    missed = make.make_job(carla, **LOGO)
    travel(timedelta(minutes=1))
    change_search(by=farida, search_id=search.pk, is_paused=False)
    telling_actions.tell_batch_of(kind="jobs", row_id=missed.pk, after=0)
    assert told(farida) == []


def test_daily_and_weekly_results_come_in_one_mail_at_the_hour(
    carla, farida, in_the_morning, mailbox, travel, run_jobs
):
    save(farida, frequency="daily")
    save(farida, query="topic=graphics-design", frequency="weekly", name="All graphics")
    mailbox.clear()
    jobs = [make.make_job(carla, **LOGO) for _ in range(2)]
    travel(timedelta(hours=7))
    run_jobs()
    assert told(farida) == []
    travel(timedelta(hours=2))
    run_jobs()
    assert sorted(told(farida)) == [each.pk for each in jobs], "on Wednesday the daily search alone"
    make.make_job(carla, title="A poster")
    travel(4 * DAY)
    run_jobs()
    assert len(told(farida)) == 5
    mails = [each for each in mailbox if each.to == [farida.email]]
    assert [each.subject.split(": ")[1] for each in mails] == ["2", "1"], "on Sunday the weekly one, and nothing twice"
    assert "Logo design" in mails[0].body
    assert "All graphics" in mails[1].body
    assert Notification.objects.filter(user=farida, kind="search.gathered").count() == 2


def test_all_searches_that_are_due_together_come_in_one_mail(carla, farida, in_the_morning, mailbox, travel, run_jobs):
    save(farida, frequency="daily", name="Logos")
    save(farida, query="topic=graphics-design", frequency="daily", name="All graphics")
    mailbox.clear()
    make.make_job(carla, **LOGO)
    travel(timedelta(hours=9))
    run_jobs()
    (mail,) = (each for each in mailbox if each.to == [farida.email])
    assert mail.subject == "New for your saved searches: 1"
    assert "Logos" in mail.body
    assert "All graphics" in mail.body


def test_row_that_several_searches_find_is_told_once(carla, farida, run_jobs, travel):
    change_profile(by=farida, skills=list(Skill.objects.filter(slug="logo-design")))
    for query in ("q=logo+design", "topic=graphics-design", "skill=logo-design"):
        save(farida, query=query)
    job = make.make_job(carla, **LOGO)
    run_jobs()
    travel(2 * DAY)
    run_jobs()
    assert told(farida) == [job.pk] * 3
    kinds = [each.kind for each in Notification.objects.filter(user=farida)]
    assert kinds == ["search.found"], "nor is it one of the jobs for her"


def test_digest_stops_one_search_and_leaves_out_what_is_gone(carla, farida, mailbox, page, run_jobs, travel):
    change_news_settings(by=farida, choices={"search.found": {"mail": "digest"}})
    search = save(farida)
    jobs = [make.make_job(carla, **{**LOGO, "title": title}) for title in ("Logo for tea", "Logo for rice")]
    run_jobs()
    close_job(by=carla, job_id=jobs[1].pk)
    mailbox.clear()
    travel(DAY)
    (digest,) = (each for each in mailbox if each.to == [farida.email])
    assert digest.subject == "1 notification for you"
    assert "Logo for tea" in digest.body
    assert "Logo for rice" not in digest.body
    link = digest.body.split("Stop these alerts: ")[1].split()[0]
    page().post(urlsplit(link).path)
    search.refresh_from_db()
    assert search.frequency == "never"


def test_alert_is_in_the_language_of_the_user(carla, farida, mailbox, run_jobs):
    change_settings(by=farida, language="bn")
    save(farida)
    make.make_job(carla, **LOGO)
    run_jobs()
    mail = next(each for each in mailbox if each.to == [farida.email])
    assert mail.subject == "“লোগো ডিজাইন” খোঁজে নতুন: Logo for a tea shop"
    assert mail.body.count("Logo for a tea shop") == 1, "in its heading"
    assert "$" in mail.body
    assert mail.body.count("/unsubscribe/") == 1


def test_preference_and_quiet_hours_of_the_user_hold(carla, farida, omar, mailbox, run_jobs):
    change_news_settings(by=farida, choices={"search.found": {"mail": "never"}})
    hour = clock.local(clock.now()).replace(minute=0, second=0, microsecond=0)
    quiet = {"quiet_from": hour.time(), "quiet_until": (hour + timedelta(hours=2)).time()}
    change_news_settings(by=omar, choices={}, **quiet)
    save(farida)
    save(omar)
    make.make_job(carla, **LOGO)
    run_jobs()
    assert not [each for each in mailbox if each.to != [carla.email] and "New for" in each.subject]
    assert Notification.objects.filter(kind="search.found").count() == 2
    assert Notification.objects.get(kind="search.found", user=omar).mail_due_at is not None


def test_mail_is_not_sent_once_nothing_of_it_may_be_seen(carla, omar, mailbox, run_jobs):
    hour = clock.local(clock.now())
    quiet = {"quiet_from": hour.time(), "quiet_until": (hour + timedelta(hours=1)).time()}
    change_news_settings(by=omar, choices={}, **quiet)
    save(omar)
    job = make.make_job(carla, **LOGO)
    run_jobs()
    close_job(by=carla, job_id=job.pk)
    Notification.objects.filter(user=omar).update(mail_due_at=clock.now())
    mailbox.clear()
    defer_waiting_mails()
    run_jobs()
    assert [each for each in mailbox if each.to == [omar.email]] == []


def test_alerts_are_stopped_by_one_click_without_signing_in(carla, farida, mailbox, page, run_jobs):
    search = save(farida)
    make.make_job(carla, **LOGO)
    run_jobs()
    mail = next(each for each in mailbox if each.to == [farida.email])
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = urlsplit(mail.extra_headers["List-Unsubscribe"].strip("<>")).path
    assert "Logo design" in page().get(link).content.decode()
    search.refresh_from_db()
    assert search.frequency == "at_once", "a program that only looks at the link stops nothing"
    for _ in range(2):
        assert page().post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    search.refresh_from_db()
    assert (search.frequency, search.due_at) == ("never", None)
    assert page().post(link[:-3] + "/").status_code == 404
    make.make_job(carla, **LOGO)
    run_jobs()
    assert len(told(farida)) == 1


def test_second_run_of_a_job_tells_nothing_twice_and_a_dead_one_is_made_up(carla, farida, monkeypatch, run_jobs):
    save(farida)
    job = make.make_job(carla, **LOGO)
    with monkeypatch.context() as patch:
        patch.setattr(telling_actions, "_record", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            telling_actions.tell_batch_of(kind="jobs", row_id=job.pk, after=0)
    assert not Notification.objects.filter(user=farida).exists(), "told and recorded, or neither"
    for _ in range(2):
        telling_actions.tell_batch_of(kind="jobs", row_id=job.pk, after=0)
    run_jobs()
    assert Notification.objects.filter(user=farida, kind="search.found").count() == 1


def test_batches_go_on_to_the_last_search(carla, farida, omar, monkeypatch, run_jobs):
    monkeypatch.setattr(telling_actions, "BATCH", 1)
    for user in (farida, omar):
        save(user)
    make.make_job(carla, **LOGO)
    run_jobs()
    assert len(told(farida)) == len(told(omar)) == 1


def test_search_of_a_topic_that_is_gone_tells_nothing(carla, farida, run_jobs):
    search = save(farida, query="q=logo+design&topic=graphics-design")
    SavedSearch.objects.filter(pk=search.pk).update(query="q=logo+design&topic=gone")
    make.make_job(carla, **LOGO)
    run_jobs()
    assert told(farida) == []


def test_keys_are_renewed_each_night(farida):
    search = save(farida)
    SavedSearch.objects.filter(pk=search.pk).update(keys=["jobs ~old"])
    assert telling_actions.renew_keys(after=0) == 0
    assert SavedSearch.objects.get().keys == search.keys


def test_long_name_is_refused(farida):
    with pytest.raises(Invalid):
        save(farida, name="x" * 81)
