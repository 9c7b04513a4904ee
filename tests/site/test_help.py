"""The help: every page in both languages, its links, its numbers, its search, and the way to it from a refusal."""

import importlib
import pkgutil
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import translation

import market
from market.core.api.problems import problem_response
from market.core.base.errors import DomainError
from market.core.base.help_links import help_address, help_link
from market.jobs.postings.refusals import OwnJob
from market.site.help import pages
from market.site.help.index import search_help, sections_of
from market.translation import catalogues
from tests import make

TEXTS = Path(pages.__file__).parent.parent / "jinja2" / "site" / "help" / "texts"
WRITTEN = [page for page in pages.ALL_PAGES if page.template]
# What says all itself, or is of no use to a person who reads.
NEED_NONE = {
    *("DomainError", "NotFound", "NotAllowed", "Invalid", "OurFault", "Fault", "TextMissing", "NoSuchPicture"),
    *("TooManyPictures", "TooManyCases", "AddressTaken", "NotAPicture", "LinkNotAllowed"),
    *("NotText", "NotReadyYet", "PicturesBusy", "RegisterKeyLost", "DatabaseGone", "SecretKeyLost"),
}


@pytest.mark.parametrize("language", ["en", "bn"])
@pytest.mark.parametrize("name", [page.name for page in WRITTEN])
def test_every_page_opens_in_both_languages(db, page, name, language):
    answer = page(None, language).get(f"/help/{name}/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in html
    with translation.override(language):
        assert f"<h1>{pages.PAGES[name].title}</h1>" in html
    assert "csrf" not in html
    assert re.search(r"%\(\w+\)s|&lt;", html) is None


def test_pages_are_the_same_for_all(db, page):
    for path in ("/help/", "/help/fees/"):
        answer = page().get(path)
        assert answer.wsgi_request.META.get("SAME_FOR_ALL")
    assert not page().get("/help/?q=refund").wsgi_request.META.get("SAME_FOR_ALL")


def test_there_is_no_page_of_another_name(db, page):
    assert page().get("/help/no-such/").status_code == 404
    assert page().get("/help/how-holding-works/").status_code == 404


def test_every_text_belongs_to_a_page():
    assert {path.stem for path in TEXTS.glob("*.html")} == {each.name for each in WRITTEN}


OWN_PAGES = {"/safety/", "/measures/", "/standing/"}  # of who is signed in


@pytest.mark.parametrize("language", ["en", "bn"])
def test_no_link_is_dead(db, page, language):
    browser = page(None, language)
    seen = {}
    for path in ["/help/", "/terms/", "/privacy/", *(each.url for each in WRITTEN)]:
        html = browser.get(path).content.decode()
        main = html[html.index("<main") : html.index("</main>")]
        for link in re.findall(r'href="([^"]+)"', main):
            target, _hash, anchor = link.partition("#")
            target = target or path
            if target not in seen:
                answer = browser.get(target)
                seen[target] = (answer.status_code, answer.content.decode())
            assert seen[target][0] == (302 if target in OWN_PAGES else 200), link
            assert not anchor or f'id="{anchor}"' in seen[target][1], link
    assert len(seen) > len(WRITTEN)


def test_every_page_is_in_the_list(db, page):
    html = page().get("/help/").content.decode()
    assert all(f'href="{each.url}"' in html for each in pages.ALL_PAGES)


def test_contents_lead_to_each_section(db, page):
    html = page().get("/help/delivering/").content.decode()
    assert sorted(re.findall(r'href="#([\w-]+)"', html)) == sorted(
        ["main", *(section.anchor for section in sections_of(html))]
    )


def test_the_numbers_follow_the_settings(settings, db):
    told = {
        "funding_days": ("clocks", 93),
        "review_silence_days": ("delivering", 94),
        "refund_answer_days": ("refunds", 95),
        "clearing_days": ("payouts", 96),
        "bids_per_month": ("bids", 97),
        "offer_days": ("offers", 98),
        "deletion_days": ("account", 91),
        "webhook_failing_days": ("programs", 92),
        "appeal_days": ("certificates", 89),
        "message_mail_minutes": ("news", 88),
    }
    changed = replace(settings.LIFECYCLE, **{name: number for name, (_page, number) in told.items()})
    with override_settings(LIFECYCLE=changed):
        for name, number in told.values():
            assert str(number) in pages.render_body(pages.PAGES[name]), name
    with translation.override("bn"), override_settings(LIFECYCLE=changed):
        assert "৯৪ দিন" in pages.render_body(pages.PAGES["delivering"])


def test_no_day_is_typed():
    for path in TEXTS.glob("*.html"):
        assert not re.search(r"\b\d+ (days?|hours?|minutes?|percent)\b", path.read_text(encoding="utf-8")), path.name


def test_buttons_are_called_as_they_are_on_the_pages():
    elsewhere = {
        message.id
        for app in catalogues.apps()
        if app != "site"
        for message in catalogues.read(catalogues.path_of(app))
        if isinstance(message.id, str)
    }
    said = {
        label
        for path in TEXTS.glob("*.html")
        for label in re.findall(r'\bb\(_\("([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert said
    assert said <= elsewhere


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("refund", "refunds"),
        ("refunds", "refunds"),
        ("webhook", "programs"),
        ("passkey", "account"),
        ("appeal", "certificates"),
        ("টাকা ফেরত", "refunds"),
        ("সার্টিফিকেট", "certificates"),
        ("পাসকি", "account"),
        ("বিড", "bids"),
        ("নোটিফিকেশন", "news"),
        ("taka ferot", "refunds"),
        ("sartifiket", "certificates"),
        ("calendar", "payouts"),
        ("how many bids do I have", "bids"),
    ],
)
@pytest.mark.parametrize("language", ["en", "bn"])
def test_the_search_finds_by_every_way_of_writing(language, query, name):
    with translation.override(language):
        assert name in [hit.page.name for hit in search_help(query)][:3]


def test_the_search_shows_what_it_found_and_else_the_list(db, page):
    html = page().get("/help/", {"q": "refund"}).content.decode()
    assert 'href="/help/refunds/' in html
    nothing = page().get("/help/", {"q": "zzqqxx \0<b>"})
    html = nothing.content.decode()
    assert nothing.status_code == 200
    assert "Nothing found" in html
    assert "<b>" not in html.partition('type="search"')[2][:200]
    assert 'href="/help/fees/"' in html


def refusals() -> list[type[DomainError]]:
    """Every class of refusal in the project."""
    for module in pkgutil.walk_packages(market.__path__, "market."):
        if (
            not re.search(r"migrations|management|\.sandbox|\.(asgi|wsgi)$", module.name)
            or "realtime.asgi" in module.name
        ):
            importlib.import_module(module.name)
    classes, waiting = [], [DomainError]
    while waiting:
        each = waiting.pop()
        classes.append(each)
        waiting += each.__subclasses__()
    return [each for each in dict.fromkeys(classes) if each.__module__.startswith("market.")]


def test_each_refusal_names_a_help_page_or_needs_none(db, page):
    without = {each.__name__ for each in refusals() if not each.help}
    assert without <= NEED_NONE, without - NEED_NONE
    browser = page()
    for place in sorted({each.help for each in refusals() if each.help}):
        answer = browser.get(help_address(place))
        assert answer.status_code == 200, place
        assert f'id="{place.partition("#")[2]}"' in answer.content.decode(), place


def test_problem_details_name_the_page(settings):
    body = problem_response(OwnJob(), {}).data
    assert body["help"] == f"{settings.SITE_URL}/help/bids/#who"
    assert "help" not in problem_response(DomainError(), {}).data
    assert help_link("") == ""
    assert help_address("bids#terms") == "/help/bids/#terms"


def test_the_refusal_on_a_page_leads_to_help(page, carla, farida):
    job = make.make_job(carla)
    answer = page(farida).post(f"/jobs/{job.pk}/close/")
    assert answer.status_code == 403
    assert 'href="/help/hiring/#yours"' in answer.content.decode()


def test_a_form_that_is_refused_leads_to_help(page, carla, farida):
    answer = page(carla).post("/claim/", {"serial": farida.certificate.serial, "claim_code": "k7mwp-4xq9c"})
    assert answer.status_code == 400
    assert 'href="/help/certificates/#claim"' in answer.content.decode()


def empty_lists() -> dict[str, str]:
    """The help that each empty list leads to, by its file and heading."""
    call = re.compile(r'\{\{ empty\((?:_\("([^"]+)"\)|(\w+)), .*?\) ?\}\}')
    found = {}
    for path in Path(market.__file__).parent.glob("*/jinja2/**/*.html"):
        if path.name == "style.html" or path.parent.name == "sandbox":
            continue
        for each in call.finditer(path.read_text(encoding="utf-8")):
            place = re.search(r'"([a-z-]+#[a-z-]+)"', each.group(0))
            found[f"{path.name}: {each.group(1) or each.group(2)}"] = place.group(1) if place else ""
    return found


def test_each_empty_list_leads_to_help(db, page):
    """But the help's own, and those of a desk whose work needs no explaining."""
    found = empty_lists()
    assert len(found) > 30
    without = {name for name, place in found.items() if not place}
    assert without == {
        "list.html: Nothing found",
        "mails.html: No mails",
        "desk.html: Nothing here",
        "desk.html: Nothing waits here",
        "looks.html: Nobody has looked at anything",
        "emergency.html: Nothing is on record",
    }
    browser = page()
    for place in sorted(set(filter(None, found.values()))):
        html = browser.get(help_address(place)).content.decode()
        assert f'id="{place.partition("#")[2]}"' in html, place


def test_empty_lists_offer_the_step_of_her_side(page, carla, farida):
    for path in ("/contracts/", "/messages/"):
        hers, theirs = (page(who).get(path).content.decode().partition("<main")[2] for who in (farida, carla))
        assert 'class="button quiet" href="/jobs/"' in hers
        assert 'href="/help/' in hers
        assert re.search(r'class="button quiet" href="/(jobs/new|talent)/"', theirs)


def test_a_search_without_results_leads_to_help(db, page):
    for path, help_page in (("/jobs/", "first-job"), ("/talent/", "hiring"), ("/services/", "services")):
        html = page().get(path, {"q": "zzqqxx"}).content.decode()
        assert f'href="/help/{help_page}/' in html, path
