"""Documents of what happens to money: invoices, receipts and credit notes, from the release to the bank's word."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from market.accounts.privacy.erasure_actions import erase
from market.core.base.errors import Invalid
from market.core.base.money import Money
from market.documents.actions import ensure_drawn, set_billing_details
from market.documents.drawing import draw_document
from market.documents.models import Document, Series
from market.notifications.models import Notification
from market.payments.documents.credit_notes import issue_credit_notes
from market.payments.documents.income_actions import issue_income_certificate
from market.payments.give_backs.actions import give_back
from market.payments.give_backs.collecting_actions import collect_give_back
from market.payments.payouts.sending_actions import fail_payout, mark_payout_paid
from market.payments.releases.actions import release_part
from tests.payments import story
from tests.payments.bank_story import payout_in_taka
from tests.payments.story import usd
from tests.payments.test_chargebacks import decide_dispute, open_chargeback

pytestmark = pytest.mark.django_db


def documents(kind=None):
    rows = Document.objects.order_by("pk")
    return list(rows.filter(kind=kind) if kind else rows)


def test_numbers_are_taken_by_the_last_statements_of_a_release(provider, carla):
    """All releases wait for them: so both are taken by one statement, and stored by the one after it, the last."""
    milestone = story.submitted(provider, "100.00")
    with CaptureQueriesContext(connection) as captured:
        release_part(by=carla, milestone_id=milestone.pk, amount=usd("30.01"))
    *before, counted, stored, _end = [each["sql"].strip() for each in captured.captured_queries]
    assert counted.startswith("INSERT INTO documents_series")
    assert stored.startswith('INSERT INTO "documents_document"')
    assert not any("documents_series" in each or "documents_document" in each for each in before)
    assert len(documents()) == 2


def words_in(document, kind="table"):
    """The texts of a kind of block."""
    return str([block for block in document.content["blocks"] if block["block"] == kind])


def test_release_in_two_parts_has_two_invoices_and_receipts_of_the_fee(provider, carla, farida):
    set_billing_details(by=carla, name="Tea Ltd", address="Road 4\nDhaka", tax_number="০০১২৩৪৫৬৭-০১০১")
    milestone = story.submitted(provider, "100.00")
    release_part(by=carla, milestone_id=milestone.pk, amount=usd("30.01"))
    set_billing_details(by=carla, name="Coffee Ltd", address="Road 5")
    release_part(by=carla, milestone_id=milestone.pk, amount=usd("69.99"))
    invoices, fees = documents("invoice"), documents("fee_receipt")
    assert [each.full_number[3:] for each in (*invoices, *fees)] == [
        f"-{invoices[0].year}-00000{number}" for number in (1, 2, 1, 2)
    ]
    assert [each.amount for each in invoices] == [usd("30.01"), usd("69.99")]
    assert sum(each.amount_value for each in fees) == Decimal("5.00")
    assert all(each.owner == carla for each in (*invoices, *fees))
    assert [each.supplier for each in (*invoices, *fees)] == [farida, farida, None, None]
    parties = [words_in(each, "parties") for each in invoices]
    assert "Farida Private" in parties[0]
    assert "Tea Ltd" in parties[0] and "001234567-0101" in parties[0]  # noqa: PT018
    assert "Coffee Ltd" in parties[1] and "Tea" not in parties[1]  # noqa: PT018
    assert "vat" not in words_in(fees[0])
    assert not Notification.objects.filter(kind="document.ready").exists()


def test_fee_receipt_says_the_vat_that_it_includes(provider, settings):
    settings.VAT_PERCENT = Decimal(15)
    story.released(provider, "100.00")
    totals = documents("fee_receipt")[0].content["blocks"][2]["totals"]
    assert [(each["label"], each["value"]["money"]) for each in totals] == [
        ("net", "4.35"),
        ("vat", "0.65"),
        ("total", "5.00"),
    ]


def test_billing_details_are_refused_with_the_field(carla):
    for wrong in ({"name": " "}, {"address": "x" * 501}, {"tax_number": "<b>12345"}, {"tax_number": "১২"}):
        with pytest.raises(Invalid) as refusal:
            set_billing_details(by=carla, **{"name": "Tea", "address": "Dhaka", **wrong})
        assert list(refusal.value.errors) == list(wrong)


def test_money_given_back_comes_off_the_invoice_and_the_receipt_for_the_fee(provider):
    release = story.released(provider, "100.00")
    give_back(by=release.freelancer, milestone_id=release.milestone_id, amount=usd("40.00"), reason="Too much.")
    notes = {(each.corrects.kind, each.amount_value) for each in documents("credit_note")}
    assert notes == {("invoice", Decimal("-40.00")), ("fee_receipt", Decimal("-2.00"))}


def test_lost_chargeback_takes_released_money_off_the_newest_invoices(provider, carla):
    milestone = story.submitted(provider, "100.00")
    for amount in ("30.00", "50.00"):
        release_part(by=carla, milestone_id=milestone.pk, amount=usd(amount))
    decide_dispute(provider, open_chargeback(provider, milestone), "lost")
    first, second = documents("invoice")
    notes = documents("credit_note")
    assert [(each.corrects, each.amount) for each in notes if each.corrects in (first, second)] == [
        (second, usd("-50.00")),
        (first, usd("-30.00")),
    ]
    assert sum(each.amount_value for each in notes if each.corrects.kind == "fee_receipt") == Decimal("-4.00")
    assert (first.state, notes[0].state) == ("corrected", "valid")
    again = issue_credit_notes(milestone, amount=Decimal(10), cause="more", why="given_back")
    assert again == []  # nothing is left on them


def test_payout_has_a_receipt_and_a_credit_note_once_it_comes_back(provider, travel, farida, settings):
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}
    payout = payout_in_taka(provider, travel, farida)
    mark_payout_paid(payout_id=payout.pk)
    mark_payout_paid(payout_id=payout.pk)
    (receipt,) = documents("payout_receipt")
    assert (receipt.owner, receipt.payout, receipt.amount) == (farida, payout.pk, payout.amount)
    facts = words_in(receipt, "facts")
    assert "9012" in facts and "123456789012" not in facts  # noqa: PT018
    fail_payout(payout_id=payout.pk, failure="The account is closed")
    (note,) = documents("credit_note")
    assert (note.corrects, note.amount) == (receipt, -payout.amount)


def test_credit_note_of_a_payout_that_comes_back_is_of_all_of_it_also_where_it_pays_a_debt(
    provider, travel, farida, settings
):
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}
    payout = payout_in_taka(provider, travel, farida)
    mark_payout_paid(payout_id=payout.pk)
    release = payout.releases.get()
    amount = Money(Decimal(2000), "BDT")
    row = give_back(by=farida, milestone_id=release.milestone_id, amount=amount, reason="Too much.", accept_debt=True)
    collect_give_back(give_back_id=row.pk)
    fail_payout(payout_id=payout.pk, failure="The account is closed")
    (note,) = [each for each in documents("credit_note") if each.corrects.kind == "payout_receipt"]
    assert note.amount == -payout.amount
    (table,) = [block for block in note.content["blocks"] if block["block"] == "table"]
    assert table["rows"][0][1]["money"] == "-5000.00"
    failed = Notification.objects.get(kind="payout.failed", user=farida)
    assert failed.facts["amount"]["money"] == "5000.00", "all of it came back"


def test_documents_never_change_and_numbers_have_no_gaps(provider):
    story.released(provider, "100.00")
    row = documents()[0]
    attempts = (
        lambda: Document.objects.filter(pk=row.pk).update(content={}),
        lambda: Document.objects.filter(pk=row.pk).update(number=7),
        lambda: Document.objects.filter(pk=row.pk).delete(),
        lambda: Series.objects.filter(kind=row.kind).update(last=9),
        lambda: Series.objects.create(kind="invoice", year=1999, last=2),
        lambda: Document.objects.create(
            kind="invoice", year=row.year, number=9, owner=row.owner, content={}, code="x", issued_at=row.issued_at
        ),
    )
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    drawn = ensure_drawn(row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=row.pk).update(sha256="0" * 64)
    assert ensure_drawn(drawn).sha256 == drawn.sha256


def test_erasing_empties_what_was_asked_for_and_keeps_what_law_demands(provider, farida, page, run_jobs, today):
    story.released(provider, "100.00")
    certificate = issue_income_certificate(by=farida, since=today, until=today)
    run_jobs()
    certificate.refresh_from_db()
    storage, name = certificate.file.storage, certificate.file.name
    assert storage.exists(name)
    erase(farida)
    certificate.refresh_from_db()
    assert (certificate.content, certificate.file.name, storage.exists(name)) == ({}, "", False)
    html = page().get(f"/documents/{certificate.code}/").content.decode()
    assert "Withdrawn" in html
    assert "Farida" not in html
    assert "Farida Private" in words_in(documents("invoice")[0], "parties")


def test_pdf_is_archival_a4_in_both_languages(provider):
    import pypdfium2  # noqa: PLC0415  # no other test needs it

    story.released(provider, "100.00")
    row = ensure_drawn(documents("invoice")[0])
    with row.file.open("rb") as stored:
        content = stored.read()
    assert b"pdfaid:part" in content
    pdf = pypdfium2.PdfDocument(BytesIO(content))
    texts = [page.get_textpage().get_text_range() for page in pdf]
    assert [round(side) for side in pdf[0].get_size()] == [595, 842]
    assert "$100.00" in texts[0]
    assert "$১০০.০০" in texts[1]
    assert all(row.full_number in text for text in texts)
    pdf.close()


def test_notes_at_the_end_stand_on_one_page(provider):
    import pypdfium2  # noqa: PLC0415  # see above

    story.released(provider, "100.00")
    row = documents("invoice")[0]
    fact, notes = {"label": "contract", "value": "62"}, ["note_fee", "note_payout"]
    for count in range(28, 36):  # the page ends among the notes for some of these
        facts = {"block": "facts", "heading": "", "facts": [fact] * count}
        row.content = {"blocks": [facts, *({"block": "note", "note": note} for note in notes)]}
        pdf = pypdfium2.PdfDocument(BytesIO(draw_document(row)))
        pages = [page.get_textpage().get_text_range() for page in pdf]
        english = [page for page in pages if "milestone" in page or "account that" in page]
        assert len(english) == 1, count
        pdf.close()
