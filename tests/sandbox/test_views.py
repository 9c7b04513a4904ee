"""Pages of the local provider, and its controls on the sandbox desk."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from market.core.web import slots
from market.sandbox import actions, connect_actions
from market.sandbox.models import Charge, Delivery, Fault, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return actions.open_session(
        amount=12600,
        currency="usd",
        success_url="http://localhost:8000/back/",
        cancel_url="http://localhost:8000/contracts/3/",
        customer_email="carla@demo.test",
        line_items=[{"name": "Logo and packaging", "description": "", "unit_amount": 12600, "quantity": 1}],
    )


@pytest.fixture
def link():
    account = connect_actions.create_account(
        country="BD",
        email="farida@demo.test",
        default_currency="usd",
        service_agreement="recipient",
        is_transfers_requested=True,
    )
    return connect_actions.create_link(
        account, refresh_url="http://localhost/again/", return_url="http://localhost/done/"
    )


def text(page, url, language="en"):
    answer = page(language=language).get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_checkout_page_shows_that_it_is_not_real_and_the_amount(page, session):
    html = text(page, f"/sandbox/stripe/checkout/{session.id}/")
    assert "No card, no real money" in html
    assert "Pay $126.00" in html
    assert 'value="abandon"' in html
    assert "csrf" not in html


def test_checkout_page_in_bangla(page, session):
    html = text(page, f"/sandbox/stripe/checkout/{session.id}/", "bn")
    assert '<html lang="bn"' in html
    assert "পরিশোধ করুন" in html


def test_checkout_page_shows_a_declined_and_a_paid_session(page, session):
    url = f"/sandbox/stripe/checkout/{session.id}/"
    page().post(url, {"outcome": "decline"})
    assert "The card was declined" in text(page, url)
    page().post(url, {"outcome": "succeed"})
    assert "This payment is done" in text(page, url)
    assert "outcome" not in text(page, url)


def test_checkout_page_shows_an_expired_session(page, session):
    actions.expire_session(session.id)
    assert "This page has expired" in text(page, f"/sandbox/stripe/checkout/{session.id}/")


def test_invalid_outcome_is_400_and_unknown_page_is_404(page, session):
    assert page().post(f"/sandbox/stripe/checkout/{session.id}/", {"outcome": "rob"}).status_code == 400
    assert page().get("/sandbox/stripe/checkout/cs_test_none/").status_code == 404
    assert page().get("/sandbox/stripe/onboarding/none/").status_code == 404


def test_bank_page_redirects_unless_authentication_is_pending(page, session):
    bank = f"/sandbox/stripe/checkout/{session.id}/bank/"
    assert page().get(bank)["Location"] == f"/sandbox/stripe/checkout/{session.id}/"
    page().post(f"/sandbox/stripe/checkout/{session.id}/", {"outcome": "authenticate"})
    assert "Confirm the payment" in text(page, bank)
    assert page().post(bank, {"outcome": "rob"}).status_code == 400
    assert page().post(bank, {"outcome": "succeed"})["Location"] == "http://localhost:8000/back/"
    assert Charge.objects.filter(is_paid=True).count() == 1


def test_onboarding_page_redirects_once_completed(page, link):
    url = f"/sandbox/stripe/onboarding/{link.token}/"
    assert "Set up your payouts" in text(page, url)
    assert "Set up your payouts" not in text(page, url, "bn")
    assert page().post(url, {"outcome": "x"}).status_code == 400
    assert page().post(url, {"outcome": "complete"})["Location"] == "http://localhost/done/"


def test_magic_email_requires_more_information_once(page, link):
    account = link.account
    account.email = "farida+more@demo.test"
    account.save()
    page().post(f"/sandbox/stripe/onboarding/{link.token}/", {"outcome": "complete"})
    account.refresh_from_db()
    assert account.transfers == "inactive"
    again = connect_actions.create_link(
        account, refresh_url="http://localhost/again/", return_url="http://localhost/done/"
    )
    url = f"/sandbox/stripe/onboarding/{again.token}/"
    assert "Something is missing" in text(page, url)
    page().post(url, {"outcome": "complete"})
    account.refresh_from_db()
    assert account.transfers == "active"


def test_desk_plans_and_clears_faults(page, session):
    answer = page().post("/sandbox/stripe/faults/", {"kind": "delay", "times": "৩", "seconds": "60"})
    assert answer["Location"] == "/sandbox/#provider"
    fault = Fault.objects.get()
    assert (fault.kind, fault.left, fault.seconds) == ("delay", 3, 60)
    actions.decline_payment(session.id)
    assert page().post("/sandbox/stripe/faults/", {"kind": "flood", "times": "1"}).status_code == 400
    assert page().get("/sandbox/stripe/faults/").status_code == 302
    page().post("/sandbox/stripe/faults/forget/")
    assert not Fault.objects.filter(left__gt=0).exists()
    assert all(each.due_at <= fault.at.__class__.now(fault.at.tzinfo) for each in Delivery.objects.all())


def desk():
    request = RequestFactory().get("/sandbox/")
    section = next(entry[2] for entry in slots._renderers["sandbox.desk"] if entry[1] == "sandbox/desk.html")
    return render_to_string("sandbox/desk.html", section(request=request), request)


def test_desk_shows_payments_balance_and_magic_amounts(session, link, django_assert_max_num_queries):
    actions.decline_payment(session.id)
    Fault.objects.create(kind="drop", left=2, at=session.created)
    assert Session.objects.count() == 1
    with django_assert_max_num_queries(8):
        html = desk()
    for words in ("declined, can be tried again", "Logo and packaging", session.url, "66.61", "farida@demo.test"):
        assert words in html
    assert "2 times more" in html
    actions.complete_payment(session.id)
    assert session.url not in desk()
    assert "$122.05" in desk()


def test_desk_without_payments(db):
    assert "No payments yet" in desk()
