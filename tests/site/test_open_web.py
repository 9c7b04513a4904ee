"""What search engines see: robots.txt, sitemaps, canonical addresses, descriptions, data; and what they do not see."""

import json
import re
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.cache import caches

from market.bids.bids.ending_actions import close_job
from market.core.base.money import Money
from market.jobs.models import Job
from market.jobs.postings.actions import change_job
from market.profiles.clients.actions import change_client_profile
from market.profiles.freelancers.actions import change_profile, hide_profile
from market.profiles.models import Profile, Skill
from market.profiles.portfolio.actions import add_case
from market.site.open_web import sections
from tests import make

SITE = settings.SITE_URL
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
ATTACK = "</script><script>alert(1)</script><!-- <b>&\u2028"


def text(answer) -> str:
    return answer.content.decode()


def xml(browser, path: str) -> ElementTree.Element:
    return ElementTree.fromstring(browser.get(path).content)  # noqa: S314  # our own


def addresses(browser, path: str) -> list[str]:
    """The <loc> of each entry of a sitemap, or of its index."""
    return [each.text.removeprefix(SITE) for each in xml(browser, path).iter(f"{LOC}loc")]


def part_of(section: str, row) -> str:
    """The part of the sitemap in which a row stands."""
    return f"/sitemaps/{section}/{-(-row.pk // sections.SIZE)}.xml"


def head(html: str, pattern: str) -> list[str]:
    return [unescape(each) for each in re.findall(pattern, html.partition("</head>")[0])]


def canonical(html: str) -> list[str]:
    return [each.removeprefix(SITE) for each in head(html, '<link rel="canonical" href="([^"]*)"')]


def is_indexed(html: str) -> bool:
    return '<meta name="robots" content="noindex">' not in html


def nodes(html: str) -> dict[str, Any]:
    """The nodes of a page's JSON-LD by their type."""
    [document] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    data = json.loads(document)
    assert data["@context"] == "https://schema.org"
    return {each["@type"]: each for each in data["@graph"]}


def trail(node: dict[str, Any]) -> list[str]:
    return [each["item"].removeprefix(SITE) for each in node["itemListElement"]]


@pytest.fixture
def draws_logos(farida):
    """Farida with a skill, a rate, a headline with contact data, and reviews."""
    skills = list(Skill.objects.filter(slug="logo-design"))
    headline = "Logos. Call 01712345678 or logos@farida.example"
    change_profile(by=farida, skills=skills, headline_en=headline, rate_from=Money("25.00", "USD"))
    Profile.objects.filter(user=farida).update(review_count=2, review_sum="9.00")
    return farida


def test_robots_txt_closes_private_places_and_names_the_sitemap(db, page):
    answer = page().get("/robots.txt")
    lines = text(answer).splitlines()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /accounts/", "Disallow: /api/", "Disallow: /search/?", "Disallow: /staff/"} <= set(lines)
    assert lines[-1] == f"Sitemap: {SITE}/sitemap.xml"


def test_sitemap_lists_exactly_what_is_public_in_both_languages(page, carla, farida, rina, monkeypatch):
    monkeypatch.setattr(sections, "SIZE", 1)  # each row is a part of its own
    change_profile(by=rina, is_indexable=False)
    hidden = make.make_freelancer("Hidden")
    hide_profile(by=hidden)
    service, unlisted = make.make_service(farida), make.make_service(rina)
    job, closed, invited = (make.make_job(carla, title=f"Logo {number}") for number in range(3))
    close_job(by=carla, job_id=closed.pk)
    Job.objects.filter(pk=invited.pk).update(visibility="invited")
    browser = page()
    parts = addresses(browser, "/sitemap.xml")
    listed = {each for part in parts for each in addresses(browser, part)}
    rows = {each for each in listed if re.match(r"/(talent|services|jobs)/\d", each)}
    public = [f"/talent/{farida.profile.pk}/", f"/services/{service.pk}/", f"/jobs/{job.pk}/"]
    assert rows == {*public, *(f"{each}?lang=bn" for each in public)}
    assert part_of("profiles", farida.profile) in parts
    assert part_of("profiles", rina.profile) not in parts
    assert browser.get(part_of("services", unlisted)).status_code == 404
    assert {"/", "/topics/graphics-design/", "/districts/rangpur/?lang=bn", "/help/fees/"} <= listed
    assert not listed & {"/topics/data-entry/", "/skills/typing/", "/districts/dhaka/"}  # nobody is there


def test_sitemap_entries_have_their_languages_and_last_change(page, carla):
    job = make.make_job(carla)
    change_job(by=carla, job_id=job.pk, changes={"duration_days": 20})
    changed = job.changes.get().at
    [entry, bangla] = xml(page(), part_of("jobs", job))
    languages = {each.get("hreflang"): each.get("href") for each in entry.iter(LINK)}
    address = f"{SITE}/jobs/{job.pk}/"
    assert languages == {"en": address, "bn": f"{address}?lang=bn", "x-default": address}
    assert {each.get("hreflang") for each in bangla.iter(LINK)} == set(languages)
    assert entry.findtext(f"{LOC}lastmod") == f"{changed:%Y-%m-%dT%H:%M:%SZ}"


def test_sitemap_parts_are_read_anew_and_hold_5000_addresses_at_most(page, farida):
    path, browser = part_of("profiles", farida.profile), page()
    assert len(addresses(browser, path)) == 2
    hide_profile(by=farida)
    assert browser.get(path).status_code == 404
    assert sections.SIZE * len(settings.LANGUAGES) <= 5000


@pytest.mark.parametrize("language", ["en", "bn"])
def test_every_page_of_the_site_is_indexable_with_a_description(farida, page, language):
    browser = page(language=language)
    for path in addresses(browser, "/sitemaps/pages/1.xml")[::2]:
        html = text(browser.get(path))
        own = path if language == "en" else f"{path}?lang=bn"
        assert (is_indexed(html), canonical(html)) == (True, [own]), path
        [description] = head(html, '<meta name="description" content="([^"]*)"')
        assert 20 <= len(description) <= 160, f"{path}: {description}"
        assert bool(re.search("[\u0985-\u09b9]", description)) is (language == "bn"), path


def test_profile_data_is_what_the_page_shows_with_contact_data_masked(page, draws_logos):
    html = text(page().get(draws_logos.profile.get_absolute_url()))
    data = nodes(html)
    person = data["ProfilePage"]["mainEntity"]
    assert (person["@type"], person["name"], person["jobTitle"]) == ("Person", "Farida", "Graphics design")
    assert (person["knowsAbout"], person["knowsLanguage"]) == (["Logo design"], ["bn", "en"])
    assert person["description"] == "Logos. Call ••• or •••"
    assert data["Service"]["aggregateRating"]["ratingValue"] == "4.5"
    assert data["Service"]["aggregateRating"]["reviewCount"] == 2
    assert data["Service"]["offers"]["priceSpecification"]["minPrice"] == "25.00"
    assert trail(data["BreadcrumbList"]) == ["/", "/talent/", f"/talent/{draws_logos.profile.pk}/"]
    for private in ("Farida Private", "farida@demo.test", "01712345678"):
        assert private not in html


def test_profile_without_reviews_has_no_rating(page, farida):
    assert "aggregateRating" not in text(page().get(farida.profile.get_absolute_url()))


def test_service_data_has_an_offer_for_each_package(page, farida):
    service = make.make_service(farida)
    data = nodes(text(page().get(service.get_absolute_url())))
    offers = [(each["name"], each["price"], each["priceCurrency"]) for each in data["Service"]["offers"]]
    assert offers == [("Simple", "40.00", "USD"), ("Complete", "90.00", "USD")]
    assert data["Service"]["provider"]["name"] == "Farida"
    assert trail(data["BreadcrumbList"])[1:3] == ["/services/", "/topics/graphics-design/"]


def test_job_data_is_a_job_posting_while_it_is_open(page, carla):
    job = make.make_job(carla, skills=["logo-design"], description="A logo. Write to carla@shop.example.")
    posting = nodes(text(page().get(job.get_absolute_url())))["JobPosting"]
    assert (posting["title"], posting["description"]) == ("Logo for a tea shop", "A logo. Write to •••.")
    assert posting["datePosted"] == job.published_at.isoformat()
    assert posting["validThrough"] == job.expires_at.isoformat()
    assert (posting["jobLocationType"], posting["hiringOrganization"]) == ("TELECOMMUTE", "confidential")
    assert posting["applicantLocationRequirements"]["name"] == "Bangladesh"
    value = {"@type": "QuantitativeValue", "minValue": 50.0, "maxValue": 150.0}
    assert posting["baseSalary"] == {"@type": "MonetaryAmount", "currency": "USD", "value": value}
    change_client_profile(by=carla, company="Tea & Cups")
    posting = nodes(text(page().get(job.get_absolute_url())))["JobPosting"]
    assert posting["hiringOrganization"] == {"@type": "Organization", "name": "Tea & Cups"}
    close_job(by=carla, job_id=job.pk)
    html = text(page().get(job.get_absolute_url()))
    assert (is_indexed(html), canonical(html), "JobPosting" in html) == (False, [], False)


def test_front_page_data_names_the_site_and_its_search(farida, page):
    site = nodes(text(page().get("/")))["WebSite"]
    assert site["potentialAction"]["target"]["urlTemplate"] == f"{SITE}/search/?q={{search_term_string}}"
    assert site["potentialAction"]["query-input"] == "required name=search_term_string"


def test_user_texts_cannot_end_the_script_of_the_data(page, carla):
    job = make.make_job(carla, title=f"Logo {ATTACK}", description=f"In two colours. {ATTACK}")
    html = text(page().get(job.get_absolute_url()))
    assert nodes(html)["JobPosting"]["description"] == job.description
    assert "<script>alert(1)" not in html


def test_profile_kept_from_search_engines_is_in_none_of_their_pages(page, draws_logos):
    farida = draws_logos
    case = add_case(by=farida, title="A sign for a bakery")
    pages = [each.get_absolute_url() for each in (farida.profile, case, make.make_service(farida))]
    assert [is_indexed(text(page().get(path))) for path in pages] == [True] * 3
    answer = page(farida).post("/profile/search-engines/", {}, follow=True)
    assert 'name="is_indexable" id="id_is_indexable">' in text(answer)  # not ticked
    for path in pages:
        html = text(page().get(path))
        assert (is_indexed(html), canonical(html), "ld+json" in html) == (False, [], False), path
    assert page().get(f"/talent/{farida.profile.pk}/card.png")["X-Robots-Tag"] == "noindex"
    for path in ("/", "/skills/logo-design/", "/districts/rangpur/"):
        caches["fragments"].clear()
        assert "Farida" not in text(page().get(path)), path
    assert "Farida" in text(page().get("/talent/"))  # who is on the site finds her as before
    page(farida).post("/profile/search-engines/", {"is_indexable": "on"})
    assert is_indexed(text(page().get(pages[0])))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/talent/", "/talent/"),
        ("/talent/?utm_source=a", "/talent/"),
        ("/talent/?skill=logo-design", "/skills/logo-design/"),
        ("/services/?topic=graphics-design", "/topics/graphics-design/"),
        ("/talent/?district=rangpur", "/districts/rangpur/"),
        ("/jobs/?skill=logo-design", "/skills/logo-design/"),
        ("/talent/?q=logo", None),
        ("/talent/?skill=logo-design&district=rangpur", None),
        ("/talent/?ordering=newest", None),
        ("/talent/?page=2", None),
        ("/talent/?topic=data-entry", None),
        ("/search/?q=logo", None),
        ("/accounts/login/", None),
        ("/no-such-page/", None),
    ],
)
def test_filtered_lists_lead_to_the_landing_page_or_are_not_indexed(page, carla, draws_logos, address, expected):
    make.make_service(draws_logos)
    make.make_job(carla, skills=["logo-design"])
    html = text(page().get(address))
    assert (canonical(html), is_indexed(html)) == ([expected] if expected else [], bool(expected))


def test_address_with_a_language_answers_in_it_and_is_kept_for_the_next_pages(page, farida):
    browser = page()
    html = text(browser.get("/talent/?lang=bn"))
    assert '<html lang="bn"' in html
    assert canonical(html) == ["/talent/?lang=bn"]
    assert '<html lang="bn"' in text(browser.get("/about/"))
    assert browser.get("/language/en/?next=/talent/%3Flang=bn%26page=1")["Location"] == "/talent/?page=1"
    assert '<html lang="en"' in text(page(farida).get("/talent/?lang=bn"))  # the setting of the account is stronger
    assert not page().get("/talent/?lang=xx").cookies
