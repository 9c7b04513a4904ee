"""Chargeback pages: the operators' desk, and what client and freelancer see."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.accounts.models import User
from market.core.base import clock
from market.core.base.clock import local
from market.core.models import AuditEntry
from market.core.text.formats import format_day
from market.notifications.models import Notification
from market.payments.chargebacks.evidence import draft_evidence
from market.payments.chargebacks.queries import chargebacks_at
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.desk.queries import balances_per_currency
from market.payments.models import Chargeback, Funding, Release, StaffProposal
from market.payments.proposals.actions import approve_staff_proposal
from tests import make
from tests.payments import story


@pytest.fixture
def pavel(db):
    return make.make_person("Pavel", roles=["operator"])


@pytest.fixture
def chargeback(provider):
    """A chargeback of work that was delivered."""
    milestone = story.submitted(provider, "100.00")
    sync_dispute(dispute_id=provider.want_back(Funding.objects.get(milestone=milestone).charge_id).id)
    return Chargeback.objects.get()


def test_chargeback_desk_is_for_operators_only(page, chargeback, mitu, omar, pavel):
    for path in ("/chargebacks/", f"/chargebacks/{chargeback.pk}/"):
        assert page().get(path).status_code == 302
        for person in (omar, mitu, chargeback.funding.milestone.contract.client):
            assert page(person).get(path).status_code in (403, 404)
        assert page(pavel).get(path).status_code == 200
    for verb in ("accept", "forgive"):
        assert page(omar).post(f"/chargebacks/{chargeback.pk}/{verb}/").status_code in (403, 404)
        assert page(pavel).get(f"/chargebacks/{chargeback.pk}/{verb}/").status_code == 302
    assert page(pavel).get("/chargebacks/99999/").status_code == 404


def test_contested_money_stands_apart_so_that_the_balances_add_up(page, api, chargeback, pavel, monkeypatch):
    monkeypatch.setattr("market.accounts.mixins.require_second_factor", lambda user: None)
    dollars = next(each for each in balances_per_currency() if each.currency == "USD")
    assert dollars.contested == chargeback.charge
    assert dollars.owed + dollars.free == dollars.at_providers == dollars.held - dollars.contested
    html = page(pavel).get("/staff/money/").content.decode()
    assert "Contested by a bank, and not counted above" in html
    shown = next(
        each for each in api(pavel).get("/api/v1/desk/balances/").json()["currencies"] if each["currency"] == "USD"
    )
    sums = {name: Decimal(shown[name]["amount"]) for name in ("owed", "free", "at_providers", "contested", "held")}
    assert sums["owed"] + sums["free"] == sums["at_providers"] == sums["held"] - sums["contested"]


def test_operators_are_reminded_twice_to_answer(chargeback, pavel, travel):
    assert chargeback.answer_by - clock.now() > timedelta(days=3)
    travel(chargeback.answer_by - clock.now() - timedelta(hours=1))
    reminders = Notification.objects.filter(user=pavel, kind="chargeback.still_to_answer")
    assert reminders.count() == 2
    chargeback.refresh_from_db()
    assert chargeback.remind_at is None


def test_draft_of_an_answer_waits_for_another_operator(page, chargeback, pavel):
    address = f"/chargebacks/{chargeback.pk}/"
    assert page(pavel).post(address, {"text": "Two drawings were", "go": "save"}).status_code == 302
    chargeback.refresh_from_db()
    assert (chargeback.state, chargeback.answered_at) == ("open", None)
    html = page(make.make_person("Ola", roles=["operator"])).get(address).content.decode()
    assert "Two drawings were" in html
    page(pavel).post(address, {"text": "Two drawings were"})
    chargeback.refresh_from_db()
    assert chargeback.answered_at is None, "nobody has confirmed it"
    page(pavel).post(address, {"text": "Two drawings were delivered.", "go": "send"})
    chargeback.refresh_from_db()
    assert (chargeback.answer, chargeback.answered_by) == ("Two drawings were delivered.", pavel)
    late = page(pavel).post(address, {"text": "One more", "go": "save"})
    assert late.status_code == 409


@pytest.mark.parametrize(("language", "says"), [("en", "Answer the bank"), ("bn", "ব্যাংককে উত্তর দিন")])
def test_operator_answers_with_the_drafted_evidence_once(page, chargeback, pavel, language, says):
    User.objects.filter(pk=pavel.pk).update(language=language)
    browser, path = page(pavel, language), f"/chargebacks/{chargeback.pk}/"
    assert chargeback.funding.milestone.title in browser.get("/chargebacks/").content.decode()
    html = browser.get(path).content.decode()
    assert says in html
    assert "Work was delivered on" in html  # the bank reads English
    assert html.index('id="files"') < html.index('<details class="ask"') < html.index('name="go" value="send"')
    empty = browser.post(path, {"text": " ", "go": "send"})
    assert empty.status_code == 400
    response = browser.post(path, {"text": "It was delivered.", "go": "send"})
    assert response.status_code == 302
    chargeback.refresh_from_db()
    assert (chargeback.answer, chargeback.answered_by) == ("It was delivered.", pavel)
    assert path not in browser.get("/chargebacks/").content.decode()
    assert path in browser.get("/chargebacks/?tab=with_bank").content.decode()
    again = browser.post(path, {"text": "And more.", "go": "send"})
    assert again.status_code == 409
    assert AuditEntry.objects.filter(code="chargeback.answered", by=pavel).count() == 1


def paid_out_and_contested(provider, travel):
    """A release that was paid out, and the chargeback of its payment."""
    release = story.payable(provider, travel, "100.00")
    Release.objects.filter(pk=release.pk).update(state="paid_out", transfer_id="tr_gone")
    sync_dispute(dispute_id=provider.want_back(Funding.objects.get().charge_id).id)
    return release, Chargeback.objects.get()


def accept_together(browser, chargeback):
    """One operator proposes on the page not to answer, another one approves; returns the other."""
    path, ola = f"/chargebacks/{chargeback.pk}/", make.make_person("Ola", roles=["operator"])
    assert browser.post(f"{path}accept/", {"reason": ""}).status_code == 400
    proposed = browser.post(f"{path}accept/", {"reason": "The client is right, nothing was made."})
    proposal = StaffProposal.objects.get()
    assert proposed.url == proposal.get_absolute_url()
    html = browser.get(path).content.decode()
    assert ("has proposed not to answer it" in html, "Propose not to answer" in html) == (True, False)
    approve_staff_proposal(by=ola, proposal_id=proposal.pk)
    assert "the bank is being told" in browser.get(path).content.decode()
    make.run_jobs()
    return ola


def test_page_leads_to_the_proposal_to_write_it_off_which_keeps_its_title(page, provider, travel, pavel):
    _release, chargeback = paid_out_and_contested(provider, travel)
    browser, path = page(pavel), f"/chargebacks/{chargeback.pk}/"
    ola = accept_together(browser, chargeback)
    browser.post(f"{path}forgive/", {"reason": "The work was done."})
    proposal, html = StaffProposal.objects.get(kind="forgiveness"), browser.get(path).content.decode()
    assert ("Propose to write it off" in html, proposal.get_absolute_url() in html) == (False, True)
    milestone = chargeback.funding.milestone
    assert milestone.contract.title in html.partition("<h1")[2].partition("<section")[0]
    approve_staff_proposal(by=ola, proposal_id=proposal.pk)
    assert milestone.full_title in browser.get(proposal.get_absolute_url()).content.decode()


def test_accepted_chargeback_is_owed_until_the_operator_forgives_it(page, api, provider, travel, pavel):
    (release, chargeback), browser = paid_out_and_contested(provider, travel), page(pavel)
    ola = accept_together(browser, chargeback)
    chargeback.refresh_from_db()
    assert (chargeback.state, chargeback.owed_value) == ("lost", 100)
    html = browser.get(f"/chargebacks/{chargeback.pk}/").content.decode()
    assert "Propose to write it off" in html
    assert ("$100.00" in html, "$ 100.00" in html) == (True, False)
    notifications = release.freelancer.notifications
    assert notifications.get(kind="chargeback.owed").url == "/money/"
    assert "owed: " in browser.get("/chargebacks/?tab=owed").content.decode()
    assert "You owe $100.00" in page(release.freelancer).get("/money/").content.decode()
    type(release.freelancer).objects.filter(pk=release.freelancer_id).update(language="bn")
    html = page(release.freelancer, "bn").get("/money/").content.decode()
    assert ("আপনার দেনা: $১০০.০০" in html, "পাওনা: $" in html) == (True, False)
    type(release.freelancer).objects.filter(pk=release.freelancer_id).update(language="en")
    balance = api(release.freelancer).get("/api/v1/me/balance/").json()[0]
    assert balance["owed"] == {"amount": "100.00", "currency": "USD"}
    assert browser.post(f"/chargebacks/{chargeback.pk}/forgive/", {"reason": ""}).status_code == 400
    why = {"reason": "She had done the work."}
    assert browser.post(f"/chargebacks/{chargeback.pk}/forgive/", why).status_code == 302
    assert not notifications.filter(kind="chargeback.forgiven").exists()
    approve_staff_proposal(by=ola, proposal_id=StaffProposal.objects.get(kind="forgiveness").pk)
    assert notifications.get(kind="chargeback.forgiven").url == "/money/"
    html = browser.get(f"/chargebacks/{chargeback.pk}/").content.decode()
    assert ("was written off" in html, "She had done the work." in html) == (True, True)
    assert "You owe" not in page(release.freelancer).get("/money/").content.decode()
    assert browser.get("/chargebacks/?tab=decided").content.decode().count(f"/chargebacks/{chargeback.pk}/") == 1


def test_workroom_shows_the_chargeback_and_hides_unavailable_buttons(page, chargeback, provider):
    milestone = chargeback.funding.milestone
    contract = milestone.contract
    for person in (contract.client, contract.freelancer):
        html = page(person).get(f"/contracts/{contract.pk}/").content.decode()
        assert "bank looks at this payment" in html
        assert f"/milestones/{milestone.pk}/approve/" not in html
        assert f"/milestones/{milestone.pk}/refund/" not in html
    refused = page(contract.client).post(f"/milestones/{milestone.pk}/approve/", follow=True)
    assert "is frozen" in refused.content.decode()
    provider.decide(provider.want_back(chargeback.funding.charge_id), "lost")
    sync_dispute(dispute_id=chargeback.dispute_id)
    html = page(contract.client).get(f"/contracts/{contract.pk}/").content.decode()
    assert "Taken back by your bank" in html
    for person, says in ((contract.client, "Your bank paid"), (contract.freelancer, "took the payment of")):
        assert says in page(person).get("/money/").content.decode()


def test_chargeback_desk_query_count_does_not_grow(page, chargeback, pavel, provider, django_assert_max_num_queries):
    browser = page(pavel)
    browser.get("/chargebacks/")
    for _ in range(3):
        milestone = story.submitted(provider, "100.00")
        sync_dispute(dispute_id=provider.want_back(Funding.objects.get(milestone=milestone).charge_id).id)
    with django_assert_max_num_queries(20):
        browser.get("/chargebacks/")


def test_draft_evidence_has_no_email_address(chargeback):
    text = draft_evidence(chargebacks_at("all").get(pk=chargeback.pk))
    contract = chargeback.funding.milestone.contract
    assert contract.title in text
    assert "100.00" in text
    assert contract.client.email not in text


TABS = ("open", "with_bank", "owed", "decided")


def test_empty_tabs_explain_what_they_will_list(page, pavel):
    empty = [page(pavel).get(f"/chargebacks/?tab={tab}").content.decode() for tab in TABS]
    says = (
        "until it is answered",
        "until the bank has decided",
        "could not be called back",
        "What the banks have decided",
    )
    assert [[each in text for each in says] for text in empty] == [
        [tab == each for each in range(4)] for tab in range(4)
    ]


def test_draft_evidence_mentions_an_open_dispute(page, chargeback, pavel):
    assert "A dispute of this milestone is open" not in draft_evidence(chargeback)
    chargeback.funding.milestone.state = "disputed"
    text = draft_evidence(chargeback)
    assert "A dispute of this milestone is open with us" in text
    assert f"The client paid on {format_day(local(chargeback.funding.ended_at), 'en')}." in text
