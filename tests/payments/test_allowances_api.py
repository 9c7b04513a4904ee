"""The life of an allowance by page, without script, and over the API."""

import html
from datetime import timedelta
from io import BytesIO

import pytest
from allauth.mfa.models import Authenticator
from openpyxl import load_workbook

from market.documents.actions import ensure_drawn
from market.documents.models import Document
from market.payments.allowances.outcome_actions import fail_allowance
from market.payments.models import LedgerAccount, Payout
from market.payments.payout_batches.return_actions import apply_returns
from market.training.models import AllowanceList, AllowanceRule, GuideCopy
from tests import make
from tests.payments import allowance_story as story
from tests.payments.bank_story import return_lines, sent_batch

pytestmark = pytest.mark.django_db
REASON = {"reason": "The trainer noted the wrong seat."}


@pytest.fixture
def batch(oli):
    return story.batch_of_last_month(oli)


def text_of(answer):
    return html.unescape(answer.content.decode())


def desk(api, officer):
    """An API client of an officer who has a second factor."""
    Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={})
    return api(officer)


def paid(travel, pavel, status="paid") -> Payout:
    """The payout of the only allowance, after the bank's file."""
    travel(timedelta(minutes=1))
    payout = Payout.objects.latest("pk")
    other = make.make_person(f"Operator {payout.pk}", roles=["operator"])
    apply_returns(
        by=pavel, batch_id=sent_batch(pavel, other).pk, lines=return_lines((payout, status, "The account is closed"))
    )
    return payout


def test_an_allowance_by_page(page, batch, oli, onu, pavel, travel):
    nasrin, shirin = (
        story.trainee_of(batch, make.make_person(name), count, seat=seat).trainee
        for name, count, seat in (("Nasrin", 8, 1), ("Shirin", 5, 2))
    )
    one, other, month = page(oli), page(onu), story.month_before()
    assert "No rule yet" in text_of(one.get("/staff/allowances/rules/"))
    fields = {"programme": batch.phase.programme_id, "monthly": "500", "least_percent": "70", "valid_from": str(month)}
    one.post("/staff/allowances/rules/", fields)
    rule = AllowanceRule.objects.get()
    assert "Confirm or refuse a rule of allowances" in text_of(other.get("/my-work/"))
    other.post(f"/staff/allowances/rules/{rule.pk}/confirm/")
    story.fund()
    assert "Months without a list" in text_of(one.get("/staff/allowances/"))
    assert "Make the list of allowances of a month" in text_of(one.get("/my-work/"))
    assert "No month yet" in text_of(page(nasrin).get("/me/allowances/"))
    address = one.post(f"/staff/allowances/make/{batch.phase_id}/{month:%Y-%m}/").url
    assert "another officer approves it" in text_of(one.get(address))
    line = AllowanceList.objects.get().lines.get(trainee=shirin)
    assert "Write" not in text_of(one.post(f"/staff/allowances/lines/{line.pk}/", {"is_paid": "yes", **REASON}))
    assert "৳1,000" in text_of(other.get(address))
    late = text_of(other.post(f"{address}approve/", {"version": "1"}, follow=True))
    assert "A line was corrected since you looked" in late
    assert "Approved: the money is reserved" in text_of(other.post(f"{address}approve/", {"version": "2"}, follow=True))
    sheet = one.get(f"{address}file/?kind=xlsx")
    assert len(list(load_workbook(BytesIO(b"".join(sheet.streaming_content))).active.values)) == 3
    _as_trainee(page(nasrin), page(oli), nasrin, travel, pavel)
    text = text_of(page(shirin).get("/me/allowances/"))
    assert "5 of 10 classes that count were attended; the rule is 7." in text
    assert "The office pays it all the same:" in text
    assert "The trainer noted the wrong seat." in text


def _as_trainee(client, officer, nasrin, travel, pavel):
    travel(timedelta(minutes=1))
    text = text_of(client.get("/me/allowances/"))
    assert text.index("Give your account") < text.index("Reserved. It waits for an account of yours.")
    assert "Say to which account your allowance goes" in text_of(client.get("/my-work/"))
    assert "৳500" in text_of(client.get("/course/"))
    story.account_of(nasrin)
    paid(travel, pavel, "failed")
    allowance = story.allowance_of(nasrin)
    assert "Try again" in text_of(client.get("/me/allowances/"))
    client.post(f"/me/allowances/{allowance.pk}/retry/")
    payout = paid(travel, pavel)
    assert "Paid. Please say whether it has arrived." in text_of(client.get("/me/allowances/"))
    assert "allowances" in text_of(client.get(f"/money/payouts/{payout.pk}/"))
    asking = f"/me/allowances/lines/{allowance.line_id}/ask/"
    client.post(asking, {"kind": "not_arrived", "text": "Nothing in my account."})
    waiting = text_of(officer.get("/staff/allowances/questions/"))
    assert "The money has not arrived" in waiting
    assert "I have received it" in text_of(client.get("/me/allowances/"))
    done = client.post(f"/me/allowances/{allowance.pk}/received/", follow=True)
    assert "You have said that it has arrived." in text_of(done)
    assert "AK00000" in text_of(client.get(f"/me/allowances/{allowance.pk}/receipt/"))
    issued = client.post(f"/me/allowances/{allowance.pk}/receipt/issue/", follow=True)
    assert "Allowance receipt" in text_of(issued)
    assert client.post(f"/me/allowances/{allowance.pk}/receipt/issue/").url == issued.redirect_chain[-1][0]
    receipt = Document.objects.get(owner=nasrin, kind="allowance_receipt")
    with ensure_drawn(receipt).file.open() as pdf:
        assert pdf.read().startswith(b"%PDF")
    fail_allowance(Payout.objects.get(pk=payout.pk), "account_closed")
    note = Document.objects.get(corrects=receipt)
    assert (note.kind, note.amount_value) == ("credit_note", -allowance.amount_value)


def test_an_allowance_over_the_api(api, batch, oli, onu, travel, pavel):
    place = story.trainee_of(batch, make.make_person("Nasrin"), 8)
    nasrin, one, other, own = place.trainee, desk(api, oli), desk(api, onu), api(place.trainee)
    fields = {"programme": batch.phase.programme_id, "monthly": {"amount": "500.00", "currency": "BDT"}}
    fields |= {"least_percent": 70, "valid_from": str(story.month_before())}
    wrong = one.post("/api/v1/register/allowances/rules/", fields).json()["id"]
    assert one.post(f"/api/v1/register/allowances/rules/{wrong}/refuse/", REASON).json()["state"] == "refused"
    rule = one.post("/api/v1/register/allowances/rules/", fields).json()["id"]
    assert other.post(f"/api/v1/register/allowances/rules/{rule}/confirm/").json()["state"] == "confirmed"
    month = {"phase": batch.phase_id, "month": str(story.month_before())}
    first = one.post("/api/v1/register/allowances/lists/", month).json()["id"]
    assert other.post(f"/api/v1/register/allowances/lists/{first}/refuse/", REASON).json()["state"] == "refused"
    row = one.post("/api/v1/register/allowances/lists/", month).json()["id"]
    line = one.get(f"/api/v1/register/allowances/lists/{row}/lines/").json()["results"][0]
    assert (line["amount"]["amount"], line["allowance"]) == ("500.00", None)
    fixed = one.post(
        f"/api/v1/register/allowances/lines/{line['id']}/correct/", {"is_paid": True, **REASON}, format="json"
    )
    assert fixed.status_code == 200
    refused = other.post(f"/api/v1/register/allowances/lists/{row}/approve/", {"version": 1})
    assert (refused.status_code, refused.json()["code"]) == (409, "fund_too_small")
    story.fund()
    assert other.post(f"/api/v1/register/allowances/lists/{row}/approve/", {"version": 1}).json()["state"] == "approved"
    _over_the_api(own, other, nasrin, travel, pavel)
    assert one.post(f"/api/v1/register/batches/{batch.pk}/guide-copies/").json() == {"sent": 1}
    answer = own.post(f"/api/v1/places/{place.pk}/guide-copy/", {"has_it": True})
    assert (answer.json()["state"], GuideCopy.objects.get().state) == ("received", "received")


def _over_the_api(own, officer, nasrin, travel, pavel):
    (mine,) = own.get("/api/v1/me/allowances/").json()["results"]
    assert (mine["why"][:8], mine["allowance"]["state"]) == ("8 of 10 ", "due")
    pk = mine["allowance"]["id"]
    assert own.post(f"/api/v1/me/allowances/{pk}/received/").json()["code"] == "allowance_elsewhere"
    assert own.post(f"/api/v1/me/allowances/{pk}/retry/").json()["code"] == "payout_method_not_ready"
    story.account_of(nasrin)
    asked = own.post(
        f"/api/v1/me/allowances/lines/{mine['id']}/ask/", {"kind": "line", "text": "One more."}, format="json"
    )
    assert asked.status_code == 201
    (waiting,) = officer.get("/api/v1/register/allowances/questions/").json()["results"]
    number = waiting["id"]
    answer = officer.post(
        f"/api/v1/register/allowances/questions/{number}/", {"answer": "We have counted again."}, format="json"
    )
    assert answer.json()["answer"] == "We have counted again."
    payout = paid(travel, pavel)
    assert own.get("/api/v1/me/payouts/").json()["results"][0]["allowance"] == payout.allowance_id
    assert own.post(f"/api/v1/me/allowances/{pk}/received/").json()["confirmed_at"]
    assert own.post(f"/api/v1/me/allowances/{pk}/return/").json()["code"] == "allowance_elsewhere"


def test_operators_find_the_fund_and_the_transactions_of_an_allowance(page, batch, oli, onu, pavel):
    story.trainee_of(batch, make.make_person("Nasrin"), 8)
    story.rule(batch, oli, onu)
    story.fund()
    story.approved(batch, oli, onu)
    allowance = story.Allowance.objects.get()
    client = page(pavel)
    assert "Fund for allowances" in text_of(client.get("/staff/money/accounts/"))
    fund = LedgerAccount.objects.get(kind="fund")
    assert "Allowance approved" in text_of(client.get(f"/staff/money/accounts/{fund.pk}/"))
    shown = text_of(client.get("/staff/money/transactions/", {"of": "allowance", "number": allowance.pk}))
    assert f"allowance:{allowance.pk}" in shown
    assert "Money for allowances" in text_of(client.get("/staff/proposals/"))
