"""Batches of payouts for the bank: two operators, the file, the return file with all that can be wrong in it."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.transaction import atomic
from openpyxl import Workbook, load_workbook

from market.accounts.models import User
from market.accounts.people.two_person_actions import OnePerson, SamePerson
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.core.models import AuditEntry
from market.notifications.models import Notification
from market.payments.models import Payout, PayoutBatch, PayoutMethod
from market.payments.payout_batches.actions import (
    BatchPartlyEnded,
    NothingToBatch,
    OwnPayout,
    StoppedMethod,
    WrongBatchState,
    approve_payout_batch,
    cancel_payout_batch,
    make_payout_batch,
    refuse_payout_batch,
    send_payout_batch,
)
from market.payments.payout_batches.bank_file import bank_file
from market.payments.payout_batches.queries import reference_of, waiting_payouts
from market.payments.payout_batches.return_actions import WrongReturnLines, apply_returns, check_returns
from market.payments.payout_batches.return_file import parse_returns, to_text
from market.payments.payout_methods.actions import link_key, stop_payout_method
from market.payments.queries import balances_of
from tests import make
from tests.payments.bank_story import ROUTING, in_bangla, payout_in_taka, return_lines, sent_batch, taka
from tests.payments.story import assert_books_whole

WHY = "The bank's template has changed."


@pytest.fixture(autouse=True)
def _taka(settings):
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}


@pytest.fixture
def ola(db):
    """The second operator."""
    return make.make_person("Ola", roles=["operator"])


@pytest.fixture
def payouts(provider, travel, farida, rina):
    """A payout to Farida and one to Rina that wait for a batch."""
    return [payout_in_taka(provider, travel, farida), payout_in_taka(provider, travel, rina, "7000.00")]


def states(payouts):
    return [Payout.objects.get(pk=each.pk).state for each in payouts]


def test_batch_is_made_by_one_operator_and_approved_by_another(payouts, pavel, ola, farida):
    with pytest.raises(NotAllowed):
        make_payout_batch(by=farida)
    batch = make_payout_batch(by=pavel)
    assert (batch.count, batch.amount, batch.payouts.count()) == (2, taka(12000), 2)
    with pytest.raises(NothingToBatch):
        make_payout_batch(by=ola)
    with pytest.raises(SamePerson):
        approve_payout_batch(by=pavel, batch_id=batch.pk)
    with pytest.raises(OnePerson):
        approve_payout_batch(by=make.make_person("Pavel+two", roles=["operator"]), batch_id=batch.pk)
    with pytest.raises(NotFound):
        approve_payout_batch(by=farida, batch_id=batch.pk)
    with pytest.raises(WrongBatchState):
        send_payout_batch(by=pavel, batch_id=batch.pk, reference="EFT-1")
    approve_payout_batch(by=ola, batch_id=batch.pk)
    with pytest.raises(Invalid):
        send_payout_batch(by=pavel, batch_id=batch.pk, reference=" ")
    send_payout_batch(by=pavel, batch_id=batch.pk, reference="EFT-1")
    assert states(payouts) == ["in_transit", "in_transit"]
    codes = AuditEntry.objects.filter(code__startswith="payout_batch.").order_by("pk").values_list("code", "by")
    assert list(codes) == [
        ("payout_batch.made", pavel.pk),
        ("payout_batch.approved", ola.pk),
        ("payout_batch.sent", pavel.pk),
    ]


def test_database_refuses_one_person_in_both_parts(payouts, pavel):
    batch = make_payout_batch(by=pavel)
    with pytest.raises(IntegrityError), atomic():
        PayoutBatch.objects.filter(pk=batch.pk).update(approved_by=pavel, state="approved")
    with pytest.raises(IntegrityError), atomic():
        PayoutBatch.objects.filter(pk=batch.pk).update(state="sent")


def test_operator_approves_no_payout_to_themselves(payouts, pavel, farida):
    farida.roles = ["operator"]
    farida.save()
    batch = make_payout_batch(by=pavel)
    with pytest.raises(OwnPayout):
        approve_payout_batch(by=farida, batch_id=batch.pk)


def test_cancelled_batch_gives_its_payouts_back(payouts, pavel, ola):
    batch = make_payout_batch(by=pavel)
    with pytest.raises(Invalid):
        cancel_payout_batch(by=pavel, batch_id=batch.pk, reason="no")
    cancel_payout_batch(by=pavel, batch_id=batch.pk, reason=WHY)
    assert waiting_payouts().count() == 2
    with pytest.raises(WrongBatchState):
        approve_payout_batch(by=ola, batch_id=batch.pk)
    assert make_payout_batch(by=ola).payouts.count() == 2
    approved = PayoutBatch.objects.first()
    approve_payout_batch(by=pavel, batch_id=approved.pk)
    with pytest.raises(WrongBatchState):
        cancel_payout_batch(by=pavel, batch_id=approved.pk, reason=WHY)


def test_batch_that_the_bank_refuses_gives_its_payouts_back(payouts, pavel, ola):
    batch = sent_batch(pavel, ola)
    with pytest.raises(SamePerson):
        refuse_payout_batch(by=ola, batch_id=batch.pk, reason=WHY)
    refuse_payout_batch(by=pavel, batch_id=batch.pk, reason=WHY)
    assert (states(payouts), waiting_payouts().count()) == (["pending", "pending"], 2)
    again = sent_batch(pavel, ola)
    apply_returns(by=pavel, batch_id=again.pk, lines=return_lines((payouts[0], "paid")))
    with pytest.raises(BatchPartlyEnded):
        refuse_payout_batch(by=pavel, batch_id=again.pk, reason=WHY)
    assert_books_whole()


def test_file_for_the_bank_has_what_transfers_need(payouts, pavel, ola, settings):
    batch = make_payout_batch(by=pavel)
    Payout.objects.filter(pk=payouts[0].pk).update(payee_name="=HYPERLINK(1)", account_number="0012345678")
    head, first, second = csv.reader(io.StringIO(bank_file(batch, "csv").decode("utf-8-sig")))
    assert ",".join(head) == "Serial,Payee name,Account number,Routing number,Bank,Branch,Amount,Reference"
    assert first[:4] == ["1", "'=HYPERLINK(1)", "0012345678", ROUTING]
    assert second[4:] == ["CITY BANK PLC", "Agrabad Branch", "7000.00", reference_of(payouts[1])]
    sheet = load_workbook(io.BytesIO(bank_file(batch, "xlsx"))).active
    assert [cell.data_type for cell in sheet[2]] == ["s"] * 6 + ["n", "s"]
    assert [sheet["B2"].value, sheet["C2"].value, float(sheet["G2"].value)] == ["=HYPERLINK(1)", "0012345678", 5000]
    settings.BANK_FILE_COLUMNS = ["account", "amount"]
    assert bank_file(batch, "csv").decode("utf-8-sig").splitlines()[:2] == [
        "Account number,Amount",
        "0012345678,5000.00",
    ]


def test_return_file_ends_each_payout_once(payouts, pavel, ola, farida, rina):
    batch = sent_batch(pavel, ola)
    lines = return_lines((payouts[0], "Paid"), (payouts[1], "failed", "R04"))
    done = apply_returns(by=pavel, batch_id=batch.pk, lines=lines)
    assert (done.new, done.recorded, done.left_out) == (2, 0, 0)
    assert states(payouts) == ["paid", "failed"]
    again = apply_returns(by=ola, batch_id=batch.pk, lines=lines)
    assert (again.new, again.recorded) == (0, 2)
    batch.refresh_from_db()
    assert batch.state == "ended"
    (paid,) = [each for each in balances_of(farida) if each.currency == "BDT"]
    (failed,) = [each for each in balances_of(rina) if each.currency == "BDT"]
    assert (paid.paid_out, failed.payable) == (taka(5000), taka(7000))
    assert Payout.objects.get(pk=payouts[1].pk).reason == "The account number is wrong."
    kinds = Notification.objects.filter(kind__in=("payout.paid", "payout.failed")).values_list("user", "kind")
    assert sorted(kinds) == sorted([(farida.pk, "payout.paid"), (rina.pk, "payout.failed")])
    assert_books_whole()


def test_partly_returned_batch_stays_open(payouts, pavel, ola):
    batch = sent_batch(pavel, ola)
    apply_returns(by=pavel, batch_id=batch.pk, lines=return_lines((payouts[0], "paid")))
    batch.refresh_from_db()
    assert (batch.state, states(payouts)) == ("sent", ["paid", "in_transit"])


def test_paid_payout_may_come_back_later(payouts, pavel, ola, farida):
    batch = sent_batch(pavel, ola)
    apply_returns(by=pavel, batch_id=batch.pk, lines=return_lines(*[(each, "paid") for each in payouts]))
    back = return_lines((payouts[0], "returned", "The account is closed"))
    assert apply_returns(by=pavel, batch_id=batch.pk, lines=back).new == 1
    assert apply_returns(by=pavel, batch_id=batch.pk, lines=back).recorded == 1
    assert states(payouts) == ["failed", "paid"]
    (balance,) = [each for each in balances_of(farida) if each.currency == "BDT"]
    assert balance.payable == taka(5000)
    assert_books_whole()


def test_each_wrong_line_is_named_and_nothing_is_applied(provider, travel, payouts, pavel, ola, farida):
    batch = sent_batch(pavel, ola)
    foreign = payout_in_taka(provider, travel, farida, "8000.00")
    lines = return_lines(
        (payouts[0], "paid", "", "5000.00"),
        (payouts[1], "paid", "", "6999.00"),
        ("AK00999999", "paid"),
        ("TT-1", "paid"),
        ("", "paid"),
        (foreign, "paid"),
    )
    problems = [str(each.problem) for each in check_returns(batch, lines, by=pavel)]
    assert problems == [
        "",
        "The amount is not that of the payout.",
        "No payout has this reference.",
        "No payout has this reference.",
        "The reference is missing.",
        "This payout is not in this batch.",
    ]
    with pytest.raises(WrongReturnLines):
        apply_returns(by=pavel, batch_id=batch.pk, lines=lines)
    assert states(payouts) == ["in_transit", "in_transit"]
    done = apply_returns(by=pavel, batch_id=batch.pk, lines=lines, without_wrong=True)
    assert (done.new, done.left_out, states(payouts)) == (1, 5, ["paid", "in_transit"])


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([("paid",), ("paid",)], "This reference stands in several lines."),
        ([("gone",)], "The status has to be paid, failed or returned."),
        ([("failed",)], "The reason is missing: the freelancer reads it."),
        ([("paid", "", "much")], "The amount is not that of the payout."),
    ],
)
def test_wrong_line_says_what_is_wrong(payouts, pavel, ola, rows, problem):
    batch = sent_batch(pavel, ola)
    lines = return_lines(*[(payouts[0], *row) for row in rows])
    assert {str(each.problem) for each in check_returns(batch, lines, by=pavel)} == {problem}


def test_line_that_contradicts_the_books_is_wrong(payouts, pavel, ola):
    batch = sent_batch(pavel, ola)
    first = return_lines((payouts[0], "paid"), (payouts[1], "failed", "The account is closed"))
    apply_returns(by=pavel, batch_id=batch.pk, lines=first)
    other = return_lines((payouts[0], "failed", "The account is closed"), (payouts[1], "paid"))
    problems = [str(each.problem) for each in check_returns(batch, other, by=pavel)]
    assert problems[0].startswith("This payout is paid already.")
    assert problems[1] == "This payout has ended already, in another way."


def test_return_file_is_read_from_csv_and_workbooks(payouts):
    book = Workbook()
    book.active.append(["Our reference", "Result", "Remarks", "Amount"])
    book.active.append([reference_of(payouts[0]), "Success", None, 5000])
    content = io.BytesIO()
    book.save(content)
    (line,) = parse_returns(to_text(content.getvalue()))
    assert (line.reference, line.status, line.amount) == (reference_of(payouts[0]), "paid", taka(5000).amount)
    text = "\ufeffreference;status\r\nAK1;returned\r\n"
    assert parse_returns(to_text(text.encode("utf-16")))[0].status == "returned"
    for bad in (b"PK\x03\x04 no book", b"\xff\xfe\xfa", b"a\x00b", b"x" * 2_000_001, b"x" * 8_000_001):
        with pytest.raises(Invalid):
            to_text(bad)
    for bad_text in ("", "name,amount\nA,1", "reference,status\n" + "AK1,paid\n" * 5001):
        with pytest.raises(Invalid):
            parse_returns(bad_text)


def test_head_that_names_a_column_twice_is_refused():
    with pytest.raises(Invalid):
        parse_returns("Reference,Status,Result\nAK00000001,rejected,success\n")
    (line, last) = parse_returns("Reference,Status,,\nAK00000001,paid,,\nTotal\n")
    assert (line.status, last.reference, last.status) == ("paid", "Total", "")


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/workbook.xml", b"<broken"),
        ("xl/workbook.xml", b"<workbook><sheets><sheet/></sheets></workbook>"),
        ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row><c r='A1'><v>1</v></row>"),
    ],
)
def test_broken_workbook_is_refused(part, content):
    whole, broken = io.BytesIO(), io.BytesIO()
    Workbook().save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            target.writestr(name, content if name == part else source.read(name))
    with pytest.raises(Invalid):
        to_text(broken.getvalue())


def test_reason_of_the_bank_is_short_and_has_no_account_number(payouts, pavel, ola):
    batch = sent_batch(pavel, ola)
    lines = return_lines((payouts[0], "failed", f"A/C 123456789012 of 2026 is closed {'x' * 300}"))
    apply_returns(by=pavel, batch_id=batch.pk, lines=lines)
    reason = Payout.objects.get(pk=payouts[0].pk).failure
    assert reason.startswith("A/C … of 2026 is closed xx")
    assert len(reason) == 200
    assert AuditEntry.objects.get(code="payout.outcome").facts["reason"] == reason


def test_operator_says_nothing_about_a_payout_to_themselves(payouts, pavel, ola, farida):
    batch = sent_batch(pavel, ola)
    farida.roles = ["operator"]
    farida.save()
    lines = return_lines((payouts[0], "failed", "The account is closed"), (payouts[1], "paid"))
    own, other = check_returns(batch, lines, by=farida)
    assert (own.problem, other.problem) == (OwnPayout.sentence, "")
    assert apply_returns(by=farida, batch_id=batch.pk, lines=lines, without_wrong=True).left_out == 1
    assert states(payouts) == ["in_transit", "paid"]
    with pytest.raises(OwnPayout):
        refuse_payout_batch(by=farida, batch_id=batch.pk, reason=WHY)


def test_who_has_the_file_does_not_refuse_the_batch(payouts, pavel, ola, page):
    batch = make_payout_batch(by=pavel)
    approve_payout_batch(by=ola, batch_id=batch.pk)
    page(pavel).get(f"{batch.get_absolute_url()}file/")
    with pytest.raises(SamePerson):
        refuse_payout_batch(by=pavel, batch_id=batch.pk, reason=WHY)
    assert refuse_payout_batch(by=ola, batch_id=batch.pk, reason=WHY).state == "refused"


def test_stopped_account_leaves_a_batch_that_is_not_approved(payouts, pavel, ola):
    batch = make_payout_batch(by=pavel)
    stop_payout_method(key=link_key(payouts[0].method))
    batch.refresh_from_db()
    assert (batch.count, batch.amount, states(payouts)) == (1, taka(7000), ["failed", "pending"])
    stop_payout_method(key=link_key(payouts[1].method))
    batch.refresh_from_db()
    assert (batch.count, batch.state, states(payouts)) == (0, "cancelled", ["failed", "failed"])
    assert_books_whole()


def test_nothing_goes_to_a_stopped_account(payouts, pavel, ola, page):
    batch = make_payout_batch(by=pavel)
    PayoutMethod.objects.filter(pk=payouts[0].method_id).update(state="stopped")
    with pytest.raises(StoppedMethod):
        approve_payout_batch(by=ola, batch_id=batch.pk)
    PayoutMethod.objects.update(state="active")
    approve_payout_batch(by=ola, batch_id=batch.pk)
    stop_payout_method(key=link_key(payouts[0].method))
    browser = page(pavel)
    assert browser.get(f"{batch.get_absolute_url()}file/").status_code == 409
    assert "goes to an account that was stopped" in browser.get(batch.get_absolute_url()).content.decode()
    assert "Ask the bank to hold a payout back" in browser.get("/my-work/").content.decode()
    refuse_payout_batch(by=pavel, batch_id=batch.pk, reason=WHY)
    assert (states(payouts), waiting_payouts().count()) == (["failed", "pending"], 1)
    assert_books_whole()


def test_file_is_not_for_a_role_taken_in_an_emergency(payouts, pavel, ola, page, monkeypatch):
    batch = make_payout_batch(by=pavel)
    approve_payout_batch(by=ola, batch_id=batch.pk)
    monkeypatch.setattr(User, "has_role", lambda self, *roles: "operator" in roles)
    monkeypatch.setattr(User, "has_own_role", lambda self, *roles: False)
    assert page(pavel).get(f"{batch.get_absolute_url()}file/").status_code == 403


def test_operators_go_through_the_pages(payouts, pavel, ola, page):
    maker, approver = page(pavel), page(ola)
    assert "2 payouts wait: ৳12,000" in maker.get("/staff/payout-batches/").content.decode()
    response = maker.post("/staff/payout-batches/make/")
    path = response["Location"]
    assert "another operator approves it" in maker.get(path).content.decode()
    assert maker.get(f"{path}file/").status_code == 404
    assert "another one than you must" in maker.post(f"{path}approve/", follow=True).content.decode()
    assert approver.post(f"{path}approve/").status_code == 302
    assert reference_of(payouts[0]) in maker.get(f"{path}file/?format=csv").content.decode()
    assert maker.get(f"{path}file/?format=xlsx").content[:2] == b"PK"
    assert maker.get(f"{path}file/?format=exe").status_code == 404
    assert maker.post(f"{path}sent/", {"reference": ""}).status_code == 400
    assert maker.post(f"{path}sent/", {"reference": "EFT-5"}).status_code == 302
    text = f"reference,status\n{reference_of(payouts[0])},paid\nAK999999,paid\n"
    looked = maker.post(f"{path}returns/", {"text": text, "go": "check"}).content.decode()
    assert "No payout has this reference." in looked
    assert states(payouts) == ["in_transit", "in_transit"]
    assert maker.post(f"{path}returns/", {"text": text, "go": "apply"}).status_code == 409
    applied = maker.post(f"{path}returns/", {"text": text, "go": "apply", "without_wrong": "on"}, follow=True)
    assert "Applied: 1. Known before: 0. Left out: 1." in applied.content.decode()
    assert states(payouts) == ["paid", "in_transit"]
    assert maker.post(f"{path}refused/", {"reason": WHY}).status_code == 403
    assert approver.post(f"{path}refused/", {"reason": WHY}).status_code == 409
    assert AuditEntry.objects.filter(code="payout_batch.file").count() == 2
    assert "তালিকা" in page(in_bangla(pavel)).get(path).content.decode()


def test_home_page_of_operators_says_what_waits(payouts, pavel, ola, page, travel, provider, farida):
    def tasks(user):
        return page(user).get("/my-work/").content.decode()

    assert "Make a batch of the payouts that wait" in tasks(pavel)
    batch = make_payout_batch(by=pavel)
    assert "Make a batch of the payouts" not in tasks(pavel)
    assert "Approve a batch of payouts" in tasks(ola)
    assert "Approve a batch of payouts" not in tasks(pavel)
    approve_payout_batch(by=ola, batch_id=batch.pk)
    send_payout_batch(by=ola, batch_id=batch.pk, reference="EFT-9")
    travel(timedelta(days=6))
    assert "Import the bank&#39;s return file" in tasks(ola)


def test_who_marked_a_batch_as_sent_gives_no_money_back_alone(payouts, pavel, ola):
    batch = sent_batch(pavel, ola)
    lines = return_lines((payouts[0], "paid"), (payouts[1], "failed", "R04"))
    checked = check_returns(batch, lines, by=ola)
    assert [bool(each.problem) for each in checked] == [False, True]
    twin = make.make_person("Ola+two", roles=["operator"])
    assert [bool(each.problem) for each in check_returns(batch, lines, by=twin)] == [False, True]
    with pytest.raises(SamePerson):
        refuse_payout_batch(by=twin, batch_id=batch.pk, reason=WHY)
    with pytest.raises(WrongReturnLines):
        apply_returns(by=ola, batch_id=batch.pk, lines=lines)
    assert apply_returns(by=ola, batch_id=batch.pk, lines=lines, without_wrong=True).new == 1
    assert states(payouts) == ["paid", "in_transit"]
    assert apply_returns(by=pavel, batch_id=batch.pk, lines=lines).new == 1
    assert apply_returns(by=ola, batch_id=batch.pk, lines=lines).recorded == 2
    assert_books_whole()
