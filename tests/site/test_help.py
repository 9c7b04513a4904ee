"""Help pages: both languages, links, numbers from the settings, search, and links from refusals to help."""

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
from market.core.text.qr_codes import qr_image
from market.jobs.postings.refusals import OwnJob
from market.site.help import pages
from market.site.help.index import search_help, sections_of
from market.site.help.questions import QUESTIONS
from market.translation import catalogues
from tests import make

TEXTS = Path(pages.__file__).parent.parent / "jinja2" / "site" / "help" / "texts"
WRITTEN = [page for page in pages.ALL_PAGES if page.template]
# Refusals that need no help page: they explain themselves, or no user reads them.
WITHOUT_HELP = {
    *("DomainError", "NotFound", "NotAllowed", "Invalid", "OurFault", "Fault", "TextMissing", "NoSuchPicture"),
    *("TooManyPictures", "TooManyCases", "AddressTaken", "NotAPicture", "LinkNotAllowed"),
    *("NotText", "NotReadyYet", "PicturesBusy", "RegisterKeyLost", "SecretKeyLost"),
    *("Unavailable", "DatabaseGone", "DatabaseBusy", "TooManyFields", "TooManyFiles", "BehindTheLastPage"),
    *("SkillExists", "WordingChangedMeanwhile", "WeightsChanged", "WeightsSame"),  # of staff
}


@pytest.mark.parametrize("language", ["en", "bn"])
@pytest.mark.parametrize("name", [page.name for page in WRITTEN])
def test_every_help_page_opens_in_both_languages(db, page, name, language):
    answer = page(None, language).get(f"/help/{name}/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in html
    with translation.override(language):
        assert f"<h1>{pages.PAGES[name].title}</h1>" in html
    assert "csrf" not in html
    assert re.search(r"%\(\w+\)s|&lt;", html) is None


def test_help_pages_but_not_its_search_are_in_the_anonymous_cache(db, page):
    for path in ("/help/", "/help/fees/"):
        answer = page().get(path)
        assert answer.wsgi_request.META.get("SAME_FOR_ALL")
    assert not page().get("/help/?q=refund").wsgi_request.META.get("SAME_FOR_ALL")


def test_unknown_help_page_is_404(db, page):
    assert page().get("/help/no-such/").status_code == 404
    assert page().get("/help/how-holding-works/").status_code == 404


def test_every_help_text_belongs_to_a_page():
    assert {path.stem for path in TEXTS.glob("*.html")} == {each.name for each in WRITTEN}


OWN_PAGES = {"/exams/", "/safety/", "/measures/", "/standing/"}  # of signed-in users: anonymous is redirected


@pytest.mark.parametrize("language", ["en", "bn"])
def test_help_has_no_broken_links(db, page, language):
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


def test_every_help_page_is_in_the_index(db, page):
    html = page().get("/help/").content.decode()
    assert all(f'href="{each.url}"' in html for each in pages.ALL_PAGES)


def test_table_of_contents_links_to_each_section(db, page):
    html = page().get("/help/delivering/").content.decode()
    assert sorted(re.findall(r'href="#([\w-]+)"', html)) == sorted(
        ["main", *(section.anchor for section in sections_of(html))]
    )


def test_numbers_in_help_follow_the_settings(settings, db):
    expected = {
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
    changed = replace(settings.LIFECYCLE, **{name: number for name, (_page, number) in expected.items()})
    with override_settings(LIFECYCLE=changed):
        for name, number in expected.values():
            assert str(number) in pages.render_body(pages.PAGES[name]), name
    with translation.override("bn"), override_settings(LIFECYCLE=changed):
        assert "৯৪ দিন" in pages.render_body(pages.PAGES["delivering"])


def test_help_texts_have_no_hard_coded_durations():
    for path in TEXTS.glob("*.html"):
        assert not re.search(r"\b\d+ (days?|hours?|minutes?|percent)\b", path.read_text(encoding="utf-8")), path.name


def test_help_names_buttons_as_on_the_pages():
    messages_of_pages = {
        message.id
        for app in catalogues.apps()
        if app != "site"
        for message in catalogues.read(catalogues.path_of(app))
        if isinstance(message.id, str)
    }
    labels = {
        label
        for path in TEXTS.glob("*.html")
        for label in re.findall(r'\bb\(_\("([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert labels
    assert labels <= messages_of_pages


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
def test_search_finds_help_in_bangla_english_and_transliteration(language, query, name):
    with translation.override(language):
        assert name in [hit.page.name for hit in search_help(query)][:3]


@pytest.mark.parametrize(
    ("query", "section"),
    [
        ("taka kobe pabo", "payouts#when"),
        ("kokhon taka pabo", "payouts#when"),
        ("when do I get my money", "payouts#when"),
        ("how do I get paid", "payouts#when"),
        ("টাকা কবে পাব", "payouts#when"),
        ("টাকা তুলব কীভাবে", "payouts#when"),
        ("get my money back", "refunds#ask"),
        ("ক্লায়েন্ট টাকা দেয় না", "disputes#open"),
        ("password bhule gechi", "account#begin"),
    ],
)
@pytest.mark.parametrize("language", ["en", "bn"])
def test_what_people_ask_leads_to_the_section_that_answers_it(language, query, section):
    with translation.override(language):
        first = search_help(query)[0]
        assert f"{first.page.name}#{first.section.anchor}" == section


def test_questions_are_of_sections_that_there_are():
    anchors = {f"{page.name}#{each.anchor}" for page in WRITTEN for each in sections_of(str(pages.render_body(page)))}
    assert QUESTIONS.keys() <= anchors


def test_search_shows_matches_or_the_index(db, page):
    html = page().get("/help/", {"q": "refund"}).content.decode()
    assert 'href="/help/refunds/' in html
    no_match = page().get("/help/", {"q": "zzqqxx \0<b>"})
    html = no_match.content.decode()
    assert no_match.status_code == 200
    assert "Nothing found" in html
    assert "<b>" not in html.partition('type="search"')[2][:200]
    assert 'href="/help/fees/"' in html


def refusals() -> list[type[DomainError]]:
    """Every exception class of a refusal in the project."""
    for module in pkgutil.walk_packages(market.__path__, "market."):
        if (
            not re.search(r"migrations|management|\.sandbox|\.(asgi|wsgi)$", module.name)
            or "realtime.asgi" in module.name
        ):
            importlib.import_module(module.name)
    classes, remaining = [], [DomainError]
    while remaining:
        refusal = remaining.pop()
        classes.append(refusal)
        remaining += refusal.__subclasses__()
    return [refusal for refusal in dict.fromkeys(classes) if refusal.__module__.startswith("market.")]


def test_each_refusal_links_to_an_existing_help_section_or_needs_none(db, page):
    without = {each.__name__ for each in refusals() if not each.help}
    assert without <= WITHOUT_HELP, without - WITHOUT_HELP
    browser = page()
    for place in sorted({each.help for each in refusals() if each.help}):
        answer = browser.get(help_address(place))
        assert answer.status_code == 200, place
        assert f'id="{place.partition("#")[2]}"' in answer.content.decode(), place


def test_problem_details_link_to_help(settings):
    body = problem_response(OwnJob(), {}).data
    assert body["help"] == f"{settings.SITE_URL}/help/bids/#who"
    assert "help" not in problem_response(DomainError(), {}).data
    assert help_link("") == ""
    assert help_address("bids#terms") == "/help/bids/#terms"


def test_403_page_links_to_help(page, carla, farida):
    job = make.make_job(carla)
    answer = page(farida).post(f"/jobs/{job.pk}/close/")
    assert answer.status_code == 403
    assert 'href="/help/hiring/#yours"' in answer.content.decode()


def test_form_error_links_to_help(page, carla, farida):
    answer = page(carla).post("/claim/", {"serial": farida.certificate.serial, "claim_code": "k7mwp-4xq9c"})
    assert answer.status_code == 400
    assert 'href="/help/certificates/#claim"' in answer.content.decode()


def empty_lists() -> dict[str, str]:
    """The help section that each empty list links to, by its file and heading."""
    pattern = re.compile(r'\{\{ empty\((?:_\("([^"]+)"\)|(\w+)), .*?\) ?\}\}')
    sections = {}
    for path in Path(market.__file__).parent.glob("*/jinja2/**/*.html"):
        if path.name == "style.html" or path.parent.name == "sandbox":
            continue
        for empty_list in pattern.finditer(path.read_text(encoding="utf-8")):
            section = re.search(r'"([a-z-]+#[a-z-]+)"', empty_list.group(0))
            sections[f"{path.name}: {empty_list.group(1) or empty_list.group(2)}"] = section.group(1) if section else ""
    return sections


def test_each_empty_list_links_to_help(db, page):
    """Except the help's own, and those of staff pages whose work needs no explaining."""
    sections = empty_lists()
    assert len(sections) > 30
    without = {name for name, place in sections.items() if not place}
    assert without == {
        "list.html: Nothing found",
        "words.html: Nothing found",
        "mails.html: No mails",
        "desk.html: Nothing here",
        "desk.html: Nothing waits here",
        "looks.html: No access is on record yet",
        "emergency.html: Nothing is on record",
    }
    browser = page()
    for place in sorted(set(filter(None, sections.values()))):
        html = browser.get(help_address(place)).content.decode()
        assert f'id="{place.partition("#")[2]}"' in html, place


def test_empty_lists_offer_the_next_step_of_freelancers_and_clients(page, carla, farida):
    for path in ("/contracts/", "/messages/"):
        freelancer_html, client_html = (
            page(who).get(path).content.decode().partition("<main")[2] for who in (farida, carla)
        )
        assert 'class="button quiet" href="/jobs/"' in freelancer_html
        assert 'href="/help/' in freelancer_html
        assert re.search(r'class="button quiet" href="/(jobs/new|talent)/"', client_html)


def test_search_without_results_links_to_help(db, page):
    for path, help_page in (("/jobs/", "first-job"), ("/talent/", "hiring"), ("/services/", "services")):
        html = page().get(path, {"q": "zzqqxx"}).content.decode()
        assert f'href="/help/{help_page}/' in html, path


@pytest.mark.parametrize("language", ["en", "bn"])
def test_pages_name_the_ways_to_pay_that_the_site_has(db, page, settings, language):
    settings.PAY_IN = {"stripe": ["USD"], "bkash": ["BDT"]}
    names = "Stripe and bKash" if language == "en" else "Stripe ও বিকাশ"
    for path in ("/terms/", "/privacy/", "/how-holding-works/"):
        html = page(None, language).get(path).content.decode()
        assert names in html, path
        assert "SSLCOMMERZ" not in html, path
    help_page = page(None, language).get("/help/payouts/").content.decode()
    assert "SSLCOMMERZ" not in help_page


def test_code_of_a_page_is_read_on_a_dark_ground_too():
    assert "fill%3D%27%23fff%27" in qr_image("https://example.org/")
