"""One-click unsubscribe from a notification type (RFC 8058): headers, link, page, and its limits."""

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


def test_the_unsubscribe_headers_follow_rfc_8058(mail, settings):
    message = mail.message()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.fullmatch(r"<(https?://[^>\s]+)>", message["List-Unsubscribe"])
    assert path(link[1], settings).startswith("/unsubscribe/")
    assert link[1] in mail.body
    assert f'href="{link[1]}"' in mail.alternatives[0][0]
    assert message["Auto-Submitted"] == "auto-generated"


def test_one_click_unsubscribe_works_without_cookies_or_csrf_token(mail, carla, settings, tell, run_jobs, mailbox):
    address = path(mail.extra_headers["List-Unsubscribe"].strip("<>"), settings)
    client = Client(enforce_csrf_checks=True)
    for _again in range(2):
        response = client.post(address, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert "Set-Cookie" not in response.headers
    assert NewsSettings.objects.get(user=carla).choices == {"test.plain": {"mail": "never"}}
    tell(carla)
    tell(carla, "test.money")
    run_jobs()
    assert [each.subject for each in mailbox] == ["Farida did it", "Farida paid"]


def test_get_of_the_unsubscribe_page_changes_nothing(mail, carla, page, settings):
    address = path(mail.extra_headers["List-Unsubscribe"].strip("<>"), settings)
    html = page().get(address).content.decode()
    assert "Something is done" in html
    assert "csrf" not in html
    assert page().head(address).status_code == 200
    assert not NewsSettings.objects.filter(user=carla).exists()


def test_unsubscribing_from_all_keeps_mail_about_money_and_account(mail, carla, page, settings):
    address = path(mail.extra_headers["List-Unsubscribe"].strip("<>"), settings)
    response = page(language="bn").post(address, {"all": "yes"})
    assert "আর কোনো নোটিফিকেশন ইমেইলে যাবে না" in response.content.decode()
    choices = NewsSettings.objects.get(user=carla).choices
    assert choices["bid.submitted"]["mail"] == choices["test.plain"]["mail"] == "never"
    assert "test.money" not in choices
    assert "payout.paid" not in choices


def test_the_unsubscribe_link_of_a_digest_ends_all_mail(carla, page, settings):
    address = path(unsubscribing.link(carla, ""), settings)
    page().post(address)
    assert NewsSettings.objects.get(user=carla).choices["test.plain"]["mail"] == "never"


def test_invalid_unsubscribe_links_are_404(carla, page, settings):
    good = path(unsubscribing.link(carla, "test.plain"), settings)
    link_of_money = path(unsubscribing.link(carla, "test.money"), settings)
    link_of_unknown_type = path(unsubscribing.link(carla, "no.such"), settings)
    for address in ("/unsubscribe/x/", good[:-3] + "AA/", link_of_money, link_of_unknown_type):
        assert "Open the whole link from the mail again" in page().get(address).content.decode()
        assert page().get(address).status_code == 404
        assert page().post(address).status_code == 404
    type(carla).objects.filter(pk=carla.pk).update(is_active=False)
    assert page().get(good).status_code == 404
    assert not NewsSettings.objects.exists()
