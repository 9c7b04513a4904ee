"""Cards of the lists: matching works, highlights, spelling; what the viewer alone sees, saving and inviting."""

import random
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.core.base.money import Money
from market.jobs.models import Invitation, Mark
from market.profiles.freelancers.actions import change_profile
from market.profiles.models import Profile, Skill
from market.profiles.portfolio.picture_actions import add_picture
from market.search.finding.queries import ServiceQuery, TalentQuery
from market.search.lists.highlights import Highlighter
from market.search.lists.listing import search_page
from market.search.models import SavedProfile, SavedService
from market.search.understanding.query_parsing import parse_query
from market.search.understanding.vocabulary import vocabulary
from market.site.demo.pictures import draw_picture
from market.standing.models import Score
from tests import make


def html(answer):
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("words", "text", "shown"),
    [
        ("logo", "Logos & <b>more</b>", "<mark>Logos</mark> &amp; &lt;b&gt;more&lt;/b&gt;"),
        ("logo", "ছোট দোকানের লোগো", "ছোট দোকানের <mark>লোগো</mark>"),
        ("লোগো", "Logo design, fast", "<mark>Logo design</mark>, fast"),
        ("photos", "Pictures for shops", "<mark>Pictures</mark> for shops"),
        ("I need a logo", "I need work", "I need work"),
        ("", "Logo", "Logo"),
    ],
)
def test_matching_words_are_marked_and_all_is_escaped(db, words, text, shown):
    assert f">{shown}</span>" in Highlighter.of(TalentQuery(q=words)).highlight(text)


def test_person_card_has_matching_works_answers_and_the_price(farida, page):
    for title in ("Menu card", "Poster", "Logo for a bakery"):
        file = SimpleUploadedFile("a.png", draw_picture("graphics-design", random.Random(title)), "image/png")
        picture = add_picture(by=farida, file=file, title=title)
    Profile.objects.update(rate_amount=None)
    Score.objects.create(user=farida, side="freelancer", counts={"answers": ["3", 4]}, counted_at=picture.created_at)
    make.make_service(farida)
    (row,) = search_page(TalentQuery(q="logo")).rows
    assert [work.title for work in row.works] == ["Logo for a bakery", "Menu card"]
    assert (row.answers, row.price_from) == (75, search_page(ServiceQuery()).rows[0].price_from)
    shown = html(page().get("/talent/?q=logo"))
    assert 'alt="Logo for a bakery"' in shown
    assert "answers 75% within 3 days" in shown


def test_skill_that_was_asked_for_is_the_first_chip(farida):
    last = Skill.objects.filter(topic__slug="graphics-design").last()
    change_profile(by=farida, skills=list(Skill.objects.filter(topic__slug="graphics-design")))
    (row,) = search_page(TalentQuery(q=last.name_en)).rows
    assert row.card_skills[0].slug == last.slug
    (plain,) = search_page(TalentQuery()).rows
    assert plain.card_skills[0].slug != last.slug


def hearts(text):
    return re.findall(r'formaction="(/saved/[^"]+)" name="wish" value="(\w+)"', text)


def test_heart_saves_with_and_without_script(carla, farida, page):
    service, browser, profile = make.make_service(farida), page(carla), farida.profile.pk
    places = [("/talent/", f"/saved/people/{profile}/", SavedProfile), ("/services/", None, SavedService)]
    for place, path, model in places:
        path = path or f"/saved/services/{service.pk}/"
        assert hearts(html(browser.get(place))) == [(path, "keep")]
        answer = browser.post(
            path, {"wish": "keep", "back": "card"}, headers={"referer": f"http://testserver{place}?q="}
        )
        assert answer.url.startswith(f"{place}?q=#")
        assert hearts(html(browser.get(place))) == [(path, "drop")]
        part = html(browser.post(path, {"wish": "drop"}, headers={"hx-request": "true"}))
        assert hearts(part) == [(path, "keep")]
        assert not model.objects.exists()
    assert page(farida).get("/talent/").content.decode().count("aria-pressed") == 0  # her own card


def test_heart_of_a_job(farida, carla, page):
    job, browser = make.make_job(carla), page(farida)
    path = f"/saved/jobs/{job.pk}/"
    assert hearts(html(browser.get("/jobs/"))) == [(path, "keep")]
    assert browser.post(path).url == f"/jobs/{job.pk}/"
    assert Mark.objects.get().kind == Mark.Kind.SAVED
    assert hearts(html(browser.get("/jobs/"))) == [(path, "drop")]
    browser.post(path, {"wish": "drop"})
    assert browser.post(path, {"wish": "drop"}, headers={"hx-request": "true"}).status_code == 200, "in another tab"
    assert not Mark.objects.exists()
    make.make_bid(job, farida)
    assert "You bid" in html(browser.get("/jobs/"))


def test_client_with_an_open_job_invites_from_the_list(carla, farida, page):
    browser, path = page(carla), f"/talent/{farida.profile.pk}/invite/"
    new_job = f"/jobs/new/?invite={farida.profile.pk}"
    assert new_job in html(browser.get("/talent/"))
    assert browser.get(path).url == new_job
    job = make.make_job(carla)
    assert path in html(browser.get("/talent/?q=logo"))
    shown = html(browser.get(path, headers={"referer": "http://testserver/talent/?q=logo"}))
    assert job.title in shown
    assert f'name="came_from" value="/talent/?q=logo#talent-{farida.profile.pk}"' in shown
    answer = browser.post(path, {"job": job.pk, "came_from": f"/talent/?q=logo#talent-{farida.profile.pk}"})
    assert answer.url == f"/talent/?q=logo#talent-{farida.profile.pk}"
    assert Invitation.objects.get().freelancer == farida
    listed = html(browser.get("/talent/"))
    assert "Farida is invited." in listed
    assert path not in listed
    assert "Invited" in listed


def test_corrected_words_are_said_and_can_be_taken_back(farida, page):
    shown = html(page().get("/talent/?q=photosop&district=rangpur"))
    assert 'Showing results for <b lang="en">photoshop</b>' in shown
    assert 'href="?q=photosop&amp;district=rangpur&amp;exact=true"' in shown
    assert ">photoshop in Sylhet</b>" in html(page().get("/talent/?q=photosop+in+sylhet"))
    exact = html(page().get("/talent/?q=photosop&exact=true"))
    assert "Showing results for" not in exact
    assert 'name="exact" value="true"' in exact


def test_lists_without_words_name_no_words(farida, page):
    assert "See the 1 graduate" in html(page().get("/jobs/"))
    assert "1 graduate fits your words" in html(page().get("/jobs/?q=logo"))


def test_list_names_the_preferences_by_which_it_is_ranked(carla, farida, page):
    make.make_service(farida)
    make.make_job(carla, skills=["logo-design"])
    shown = {
        "/talent/?q=logo+under+$50+within+2+weeks": "Logo design · up to $50.00.",
        "/services/?q=logo+under+$50+within+2+weeks": "Logo design · up to $50.00 · within 14 days.",
        "/jobs/?q=logo+under+$50+within+2+weeks": "Logo design.",
        "/talent/?q=logo+under+$50&ordering=newest": "Logo design.",
        "/talent/?q=no+more+than+20+dollars": "up to $20.00.",
        "/search/?q=logo": "Logo design.",
    }
    for address, meaning in shown.items():
        assert re.findall("Understood as: ([^<]*)", html(page().get(address))) == [meaning], address
    everything = re.findall("Understood as: ([^<]*)", html(page().get("/search/?q=logo+under+$50")))
    assert everything == ["Logo design · up to $50.00.", "Logo design · up to $50.00.", "Logo design."]
    assert "Understood as" not in html(page().get("/jobs/?q=no+more+than+20+dollars"))


@pytest.mark.parametrize("place", ["/search/?q=logo", "/topics/graphics-design/", "/talent/"])
def test_hearts_and_invitations_stand_on_every_page_of_cards(carla, farida, page, place):
    service, job = make.make_service(farida), make.make_job(make.make_person("Client"), skills=["logo-design"])
    make.make_job(carla)
    shown = html(page(carla).get(place))
    people = ("people", farida.profile.pk)
    expected = {f"/saved/{kind}/{pk}/" for kind, pk in (people, ("services", service.pk), ("jobs", job.pk))}
    assert {path for path, wish in hearts(shown)} == (
        {f"/saved/people/{people[1]}/"} if place == "/talent/" else expected
    )
    assert f"/talent/{people[1]}/invite/" in shown


def test_amounts_without_a_currency_are_taka_on_bangla_pages(farida, page):
    assert "৳২,০০০" in html(page(language="bn").get("/talent/?rate_max=2000"))
    assert "$2,000.00" in html(page().get("/talent/?rate_max=2000"))
    assert parse_query("লোগো বাজেট ৫০০", vocabulary()).wanted.price == Money(500, "BDT")
    assert parse_query("লোগো $৫০ এর মধ্যে", vocabulary()).wanted.price == Money(50, "USD")
