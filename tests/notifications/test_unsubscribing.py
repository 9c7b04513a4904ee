"""One click ends a kind of mail (RFC 8058): the headers, the link, the page, and what it cannot do."""

import re

import pytest
from django.test import Client

from market.notifications.models import NewsSettings
from market.notifications.preferences import unsubscribing


def path(address: str, settings) -> str:
    assert address.startswith(settings.SITE_URL)
    return address.removeprefix(settings.SITE_URL)


@pytest.fixture
def mail(carla, tell, run_jobs, mailbox):
    tell(carla)
    run_jobs()
    return mailbox[-1]


def test_the_headers_are_those_of_the_rfc(mail, settings):
    sent = mail.message()
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    named = re.fullmatch(r"<(https?://[^>\s]+)>", sent["List-Unsubscribe"])
    assert path(named[1], settings).startswith("/unsubscribe/")
    assert named[1] in mail.body
    assert f'href="{named[1]}"' in mail.alternatives[0][0]
    assert sent["Auto-Submitted"] == "auto-generated"


def test_a_mail_program_posts_without_cookies_or_token(mail, carla, settings, tell, run_jobs, mailbox):
    address = path(mail.extra_headers["List-Unsubscribe"].strip("<>"), settings)
    program = Client(enforce_csrf_checks=True)
    for _again in range(2):
        answer = program.post(address, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert NewsSettings.objects.get(user=carla).choices == {"test.plain": {"mail": "never"}}
    tell(carla)
    tell(carla, "test.money")
    run_jobs()
    assert [each.subject for each in mailbox] == ["Farida did it", "Farida paid"]


def test_looking_at_the_page_changes_nothing(mail, carla, page, settings):
    address = path(mail.extra_headers["List-Unsubscribe"].strip("<>"), settings)
    html = page().get(address).content.decode()
    assert "Something is done" in html
    assert "csrf" not in html
    assert page().head(address).status_code == 200
    assert not NewsSettings.objects.filter(user=carla).exists()


def test_the_second_button_ends_all_but_money_and_account(mail, carla, page, settings):
    address = path(mail.extra_headers["List-Unsubscribe"].strip("<>"), settings)
    answer = page(language="bn").post(address, {"all": "yes"})
    assert "আর কোনো নোটিফিকেশন ইমেইলে যাবে না" in answer.content.decode()
    choices = NewsSettings.objects.get(user=carla).choices
    assert choices["bid.submitted"]["mail"] == choices["test.plain"]["mail"] == "never"
    assert "test.money" not in choices
    assert "payout.paid" not in choices


def test_the_link_of_a_digest_ends_all(carla, page, settings):
    address = path(unsubscribing.link(carla, ""), settings)
    page().post(address)
    assert NewsSettings.objects.get(user=carla).choices["test.plain"]["mail"] == "never"


def test_links_that_we_did_not_make_lead_nowhere(carla, page, settings):
    good = path(unsubscribing.link(carla, "test.plain"), settings)
    of_money = path(unsubscribing.link(carla, "test.money"), settings)
    of_nothing = path(unsubscribing.link(carla, "no.such"), settings)
    for address in ("/unsubscribe/x/", good[:-3] + "AA/", of_money, of_nothing):
        assert "Open the whole link from the mail again" in page().get(address).content.decode()
        assert page().get(address).status_code == 404
        assert page().post(address).status_code == 404
    type(carla).objects.filter(pk=carla.pk).update(is_active=False)
    assert page().get(good).status_code == 404
    assert not NewsSettings.objects.exists()
