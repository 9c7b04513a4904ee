"""No English leaks into Bangla pages, and Bangla on English pages says that it is Bangla."""

import re
import uuid
from collections.abc import Iterator
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver, reverse

from market.contracts.actions import submit_work
from market.contracts.models import Contract
from market.core import clock
from market.core.models import KeptMail
from market.messaging.actions import post_message
from market.training.models import Certificate
from tests import make
from tests.payments import story


def named(names: str) -> set[str]:
    return set(names.split())


# Each page by its name: who opens it, and what its address names in the world below.
PAGES: dict[str, list[tuple[str, dict[str, str]]]] = {
    **dict.fromkeys(
        named(
            "account_login account_signup account_email_verification_sent account_reset_password account_inactive"
            " account_reset_password_done account_reset_password_from_key_done check_certificate talent job_list search"
            " search_order how_holding_works about terms privacy desk mails"
        ),
        [("", {})],
    ),
    "home": [("", {}), ("carla", {}), ("farida", {})],
    "account_confirm_email": [("", {"key": "no-such-key"})],
    "account_reset_password_from_key": [("", {"uidb36": "1", "key": "no-such"})],
    "certificate": [("", {"serial": "serial"}), ("", {"serial": "revoked"})],
    "profile": [("", {"profile_id": "profile"}), ("carla", {"profile_id": "profile"})],
    "client": [("", {"user_id": "client"})],
    "job": [(who, {"job_id": at}) for who in ("", "carla", "farida") for at in ("job", "second_job")],
    "mail": [("", {"mail_id": "mail"})],
    "sandbox_checkout": [("", {"key": "checkout"})],
    **dict.fromkeys(
        named(
            "account_reauthenticate account_change_password account_logout settings client_settings mfa_index"
            " mfa_activate_totp new_job my_jobs"
        ),
        [("carla", {})],
    ),
    **dict.fromkeys(named("work notifications conversations contracts money"), [("carla", {}), ("farida", {})]),
    **dict.fromkeys(named("edit_profile claim"), [("carla", {}), ("farida", {})]),
    **dict.fromkeys(named("bids payouts profile_pictures"), [("farida", {})]),
    "edit_job": [("carla", {"job_id": "second_job"})],
    "new_bid": [("rina", {"job_id": "second_job"})],
    "bid": [(who, {"bid_id": at}) for who in ("carla", "farida") for at in ("bid", "second_bid")],
    "propose_terms": [(who, {"bid_id": "second_bid"}) for who in ("carla", "farida")],
    "contract": [(who, {"contract_id": "contract"}) for who in ("carla", "farida")],
    "conversation": [(who, {"conversation_id": "conversation"}) for who in ("carla", "farida")],
    "funded": [("carla", {"milestone_id": "unpaid"})],
    "certificate_paper": [("farida", {"serial": "serial"})],
    **dict.fromkeys(named("certificate_desk issue_certificate new_batch"), [("oli", {})]),
    "certificate_record": [("oli", {"certificate_id": "certificate"})],
    "certificate_letter": [("oli", {"certificate_id": "certificate"})],
}
# Forms that are sent empty, to see what they complain about.
FORMS = named(
    "account_login account_signup account_reset_password account_change_password settings client_settings claim new_job"
    " new_bid propose_terms edit_profile issue_certificate new_batch conversation"
)
# Addresses that show no page of their own: they act and lead on, or give a file or a word to a program.
NO_PAGES = named(
    "healthz readyz account_email account_set_password set_language file read_notifications open_notification"
    " profile_picture publish_profile hide_profile change_picture profile_face publish_job discard_draft prolong_job"
    " invite_freelancer open_talk close_job withdraw_bid shortlist_bid decline_bid end_contract submit_work"
    " request_changes request_refund refuse_refund accept_terms fund_milestone approve_milestone release_part"
    " agree_refund give_refund request_payout set_up_payouts payouts_set_up stripe_webhook move_clock mail_html"
    " sandbox_authenticate sandbox_onboarding sandbox_faults sandbox_forget_faults"
    # the sheet of parts for those who build pages, in English
    " style"
    # of people in the middle of signing in, or with a second factor of their own: see tests/accounts
    " mfa_authenticate mfa_reauthenticate mfa_deactivate_totp mfa_view_recovery_codes mfa_generate_recovery_codes"
    " mfa_download_recovery_codes"
)

ALLOWED = re.compile(
    r"https?://\S+|\S+@\S+|\bAIAA-[\w-]+|\b[A-Z]{3}-[A-Z]{2}-\d+\b|\bk7mwp-4xq9c\b"
    r"|ISO 8601|\bP30D|\bPT90M|\bMIT\b|Noto Sans Bengali|SIL Open Font License|bangladesh-geocode"
    r"|\b(AIAA|A4|Amar Kaj|Stripe|USD|BDT|PDF|QR|ISO|MB|KB|JPEG|PNG|WebP|GIF|CSV|bKash|v\d+)\b"
)
LATIN = re.compile(r"[A-Za-z]+")
BANGLA = re.compile(r"[\u0985-\u09b9\u09dc-\u09e1]+")
# What people of the world below have written themselves; in sentences of the site it can stand in any language.
OWN = re.compile("বিষয়|Farida|Carla|Rina|Moni|Oli|Logo for a tea shop|Part [12]|দোকানের নাম আঁকা")
VOID = named("area base br col embed hr img input link meta source track wbr")
SILENT = {"script", "style", "code", "kbd", "samp"}
SPOKEN = {"title", "alt", "placeholder", "aria-label"}


class Reader(HTMLParser):
    """Collects what a page says as (language, text), attributes that are read out included."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.said: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        language = given.get("lang") or (self.open[-1][1] if self.open else "")
        button = tag in ("input",) and given.get("type") in ("submit", "button", "reset")
        for name, value in given.items():
            words = tag == "template" and name.startswith("data-")
            if name in SPOKEN or words or (button and name == "value"):
                self.said.append((language, OWN.sub("", value) if words else value))
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and not any(tag in SILENT for tag, _ in self.open) and data.strip():
            tag, language = self.open[-1]
            text = " ".join(data.split())
            rest = OWN.sub("", text)
            is_sentence = (BANGLA if language == "bn" else LATIN).search(rest)
            self.said.append((language, rest if tag == "title" or is_sentence else text))


def leaks(html: str, language: str) -> set[str]:
    """What is said in the other language's letters under this one."""
    reader = Reader()
    reader.feed(html)
    said = [ALLOWED.sub("", re.sub(r"\{\w+\}", "", text)) for spoken, text in reader.said if spoken == language]
    wrong = LATIN if language == "bn" else BANGLA
    return {text for text in said if wrong.search(text)}


@pytest.fixture
def world(provider, carla, farida, rina, oli) -> SimpleNamespace:
    """A job under way whose money is held and whose work is delivered, and a job that is open with two bids."""
    milestone = story.funded(provider, "40.00", "60.00")
    contract = Contract.objects.get(pk=milestone.contract_id)
    submit_work(by=farida, milestone_id=milestone.pk, note="Here it is.", file_ids=())
    post_message(by=carla, conversation_id=contract.conversation_id, text="ঠিক আছে", client_id=uuid.uuid4())
    second = make.make_job(carla, title="দোকানের নাম আঁকা", description="দুই রঙে।")
    second_bid = make.make_bid(second, farida)
    revoked = make.make_freelancer("Moni").certificate
    end = {"state": "revoked", "revoked_at": clock.now(), "revoked_by": oli, "revoked_reason": "ভুল"}
    Certificate.objects.filter(pk=revoked.pk).update(**end)
    unpaid = story.checkout(story.first(story.contract("30.00", freelancer=rina)))
    return SimpleNamespace(
        certificate=farida.certificate.pk,
        serial=farida.certificate.serial,
        revoked=revoked.serial,
        profile=farida.profile.pk,
        client=carla.pk,
        job=contract.job_id,
        second_job=second.pk,
        bid=contract.bid_id,
        second_bid=second_bid.pk,
        contract=contract.pk,
        conversation=contract.conversation_id,
        unpaid=unpaid.milestone_id,
        checkout=unpaid.session_id,
        mail=KeptMail.objects.create(to="a@b.test", subject="বিষয়", text="কথা", html="", at=clock.now()).pk,
        people={"": None, "carla": carla, "farida": farida, "rina": rina, "oli": oli},
    )


def places(world: SimpleNamespace) -> Iterator[tuple[str, str, str]]:
    for name, visits in PAGES.items():
        for who, names in visits:
            yield name, who, reverse(name, kwargs={key: getattr(world, at, at) for key, at in names.items()})


@pytest.mark.parametrize("language", ["bn", "en"])
def test_each_page_speaks_one_language(world, page, run_jobs, language):
    run_jobs()
    for person in filter(None, world.people.values()):
        person.language = language
        person.save()
    browsers = {who: page(person, language) for who, person in world.people.items()}
    # who gave her password again may change her second factor
    browsers["carla"].post(reverse("account_reauthenticate"), {"password": "amar-kaj-demo"})
    found: dict[str, set[str]] = {}
    for name, who, address in places(world):
        answer: Any = browsers[who].get(address)
        assert answer.status_code == 200, (name, who, answer.status_code, answer.headers.get("Location"))
        found[f"{name} of {who or 'anybody'}"] = leaks(answer.content.decode(), language)
        if name in FORMS:
            found[f"{name} sent empty"] = leaks(browsers[who].post(address, {}).content.decode(), language)
    leaking = {where: texts for where, texts in found.items() if texts}
    assert not leaking, "\n".join(f"{where}: {texts}" for where, texts in leaking.items())


def names(patterns: list[Any], above: str = "") -> Iterator[str]:
    for each in patterns:
        path = above + str(each.pattern)
        if isinstance(each, URLPattern):
            if not re.match(r"api/|sandbox/stripe/(\^)?v1/", path):
                yield each.name or path
        else:
            yield from names(each.url_patterns, path)


def test_every_page_is_in_the_list():
    assert set(names(get_resolver().url_patterns)) == PAGES.keys() | NO_PAGES


def test_a_leak_is_found():
    page = '<html lang="bn"><p title="Close">ঠিক <b lang="en">fine</b> leak</p><p>৳৫ USD</p><code>x</code>'
    assert leaks(page, "bn") == {"Close", "leak"}
    assert leaks('<html lang="en"><p>ঠিক<b lang="bn">আছে</b></p>', "en") == {"ঠিক"}
