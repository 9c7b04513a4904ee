"""The pages of chargebacks: the operators' desk, and what both sides read."""

import pytest

from market.accounts.models import User
from market.core.base.clock import local
from market.core.models import AuditEntry
from market.core.text.formats import format_day
from market.payments.chargebacks.evidence import draft_evidence
from market.payments.chargebacks.queries import chargebacks_at
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.models import Chargeback, Funding, Release
from tests import make
from tests.payments import story


@pytest.fixture
def pavel(db):
    return make.make_person("Pavel", roles=["operator"])


@pytest.fixture
def asked(provider):
    """A chargeback of work that was delivered."""
    milestone = story.submitted(provider, "100.00")
    sync_dispute(dispute_id=provider.want_back(Funding.objects.get(milestone=milestone).charge_id).id)
    return Chargeback.objects.get()


def test_the_desk_is_for_operators(page, asked, mitu, omar, pavel):
    for address in ("/chargebacks/", f"/chargebacks/{asked.pk}/"):
        assert page().get(address).status_code == 302
        for person in (omar, mitu, asked.funding.milestone.contract.client):
            assert page(person).get(address).status_code in (403, 404)
        assert page(pavel).get(address).status_code == 200
    for verb in ("accept", "forgive"):
        assert page(omar).post(f"/chargebacks/{asked.pk}/{verb}/").status_code in (403, 404)
        assert page(pavel).get(f"/chargebacks/{asked.pk}/{verb}/").status_code == 302
    assert page(pavel).get("/chargebacks/99999/").status_code == 404


@pytest.mark.parametrize(("language", "says"), [("en", "Answer the bank"), ("bn", "ব্যাংককে উত্তর দিন")])
def test_the_answer_is_drafted_and_sent_once(page, asked, pavel, language, says):
    User.objects.filter(pk=pavel.pk).update(language=language)
    browser, address = page(pavel, language), f"/chargebacks/{asked.pk}/"
    assert asked.funding.milestone.title in browser.get("/chargebacks/").content.decode()
    shown = browser.get(address).content.decode()
    assert says in shown
    assert "Work was delivered on" in shown  # the bank reads English
    kept = browser.post(address, {"text": " "})
    assert kept.status_code == 400
    sent = browser.post(address, {"text": "It was delivered."})
    assert sent.status_code == 302
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_by) == ("It was delivered.", pavel)
    again = browser.post(address, {"text": "And more."})
    assert again.status_code == 409
    assert AuditEntry.objects.filter(code="chargeback.answered", by=pavel).count() == 1


def test_letting_it_go_and_what_is_owed(page, api, provider, travel, pavel):
    release = story.payable(provider, travel, "100.00")
    Release.objects.filter(pk=release.pk).update(state="paid_out", transfer_id="tr_gone")
    sync_dispute(dispute_id=provider.want_back(Funding.objects.get().charge_id).id)
    row, browser = Chargeback.objects.get(), page(pavel)
    assert browser.post(f"/chargebacks/{row.pk}/accept/").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.owed_value) == ("lost", 100)
    shown = browser.get(f"/chargebacks/{row.pk}/").content.decode()
    assert "Let it be our loss" in shown
    assert ("$100.00" in shown, "$ 100.00" in shown) == (True, False)
    news = release.freelancer.notifications
    assert news.get(kind="chargeback.owed").url == "/money/"
    assert "owed: " in browser.get("/chargebacks/?tab=owed").content.decode()
    assert "You owe $100.00" in page(release.freelancer).get("/money/").content.decode()
    type(release.freelancer).objects.filter(pk=release.freelancer_id).update(language="bn")
    shown = page(release.freelancer, "bn").get("/money/").content.decode()
    assert ("আপনার দেনা: $১০০.০০" in shown, "পাওনা: $" in shown) == (True, False)
    type(release.freelancer).objects.filter(pk=release.freelancer_id).update(language="en")
    balance = api(release.freelancer).get("/api/v1/me/balance/").json()[0]
    assert balance["owed"] == {"amount": "100.00", "currency": "USD"}
    assert browser.post(f"/chargebacks/{row.pk}/forgive/", {"reason": ""}).status_code == 400
    assert browser.post(f"/chargebacks/{row.pk}/forgive/", {"reason": "She had worked."}).status_code == 302
    assert news.get(kind="chargeback.forgiven").url == "/money/"
    shown = browser.get(f"/chargebacks/{row.pk}/").content.decode()
    assert ("was let be our loss" in shown, "She had worked." in shown) == (True, True)
    assert "You owe" not in page(release.freelancer).get("/money/").content.decode()
    assert browser.get("/chargebacks/?tab=decided").content.decode().count(f"/chargebacks/{row.pk}/") == 1


def test_the_workroom_says_it_and_hides_what_cannot_be_pressed(page, asked, provider):
    milestone = asked.funding.milestone
    contract = milestone.contract
    for person in (contract.client, contract.freelancer):
        shown = page(person).get(f"/contracts/{contract.pk}/").content.decode()
        assert "bank looks at this payment" in shown
        assert f"/milestones/{milestone.pk}/approve/" not in shown
        assert f"/milestones/{milestone.pk}/refund/" not in shown
    refused = page(contract.client).post(f"/milestones/{milestone.pk}/approve/", follow=True)
    assert "stands still" in refused.content.decode()
    provider.decide(provider.want_back(asked.funding.charge_id), "lost")
    sync_dispute(dispute_id=asked.dispute_id)
    shown = page(contract.client).get(f"/contracts/{contract.pk}/").content.decode()
    assert "Taken back by your bank" in shown
    for person, says in ((contract.client, "Your bank paid"), (contract.freelancer, "took the payment of")):
        assert says in page(person).get("/money/").content.decode()


def test_the_desk_asks_a_bounded_number(page, asked, pavel, provider, django_assert_max_num_queries):
    browser = page(pavel)
    browser.get("/chargebacks/")
    for _ in range(3):
        milestone = story.submitted(provider, "100.00")
        sync_dispute(dispute_id=provider.want_back(Funding.objects.get(milestone=milestone).charge_id).id)
    with django_assert_max_num_queries(20):
        browser.get("/chargebacks/")


def test_the_draft_tells_facts_and_nothing_private(asked):
    text = draft_evidence(chargebacks_at("all").get(pk=asked.pk))
    contract = asked.funding.milestone.contract
    assert contract.title in text
    assert "100.00" in text
    assert contract.client.email not in text


def test_each_list_says_what_would_stand_there(page, pavel):
    empty = [page(pavel).get(f"/chargebacks/?tab={tab}").content.decode() for tab in ("open", "owed", "decided")]
    says = ("until the bank has decided", "could not be called back", "What the banks have decided")
    assert [[each in text for each in says] for text in empty] == [
        [tab == each for each in range(3)] for tab in range(3)
    ]


def test_the_draft_says_that_a_dispute_is_open(page, asked, pavel):
    assert "A dispute of this milestone is open" not in draft_evidence(asked)
    asked.funding.milestone.state = "disputed"
    text = draft_evidence(asked)
    assert "A dispute of this milestone is open with us" in text
    assert f"The client paid on {format_day(local(asked.funding.ended_at), 'en')}." in text
