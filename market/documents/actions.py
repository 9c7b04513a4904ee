"""Issuing documents: numbered in the transaction of what they are about, and drawn as a PDF once."""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import connection
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import Invalid
from market.core.base.events import emit
from market.core.base.jobs import defer
from market.core.base.money import Money
from market.core.text.bangla import ascii_digits, is_too_long, nfc
from market.core.text.locale import by_language
from market.documents.contents import Content
from market.documents.events import DocumentReady
from market.documents.models import BillingDetails, Document

if TYPE_CHECKING:
    from market.accounts.models import User

COUNT = """
INSERT INTO documents_series AS series (kind, year, last)
SELECT kind, %s, 1 FROM unnest(%s::text[]) AS kind ORDER BY kind
ON CONFLICT (kind, year) DO UPDATE SET last = series.last + 1 RETURNING kind, last
"""
NAME_LENGTH, ADDRESS_LENGTH, TAX_LENGTH = 200, 500, 30
DRAW_JOB = "market.documents.tasks.draw_document_job"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom and what a document is about; the columns of Document say more."""

    owner: "User"
    supplier: "User | None" = None
    contract: int | None = None
    payout: int | None = None
    amount: Money | None = None
    corrects: Document | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that is to be issued. `content` is given the numbers of all that are issued with it, by their kind.
    `key` is used once, by the database."""

    kind: str
    subject: Subject
    content: Callable[[Mapping[str, str]], Content]
    key: str | None = None


def issue_document(kind: str, subject: Subject, content: Content, *, key: str | None = None) -> Document:
    """Number and store one document, as `issue_documents` does."""
    (document,) = issue_documents(Draft(kind, subject, lambda _numbers: content, key))
    return document


def issue_documents(*drafts: Draft) -> list[Document]:
    """Number and store documents of different kinds in the running transaction, as the last thing that it does: their
    counters are locked until its end. All that can be read or put together before is.

    Who asked for one hears of it once its PDF is drawn; others are drawn when they are first taken, and are a record
    themselves, without an audit entry.
    """
    instant = clock.now()
    documents = [_unnumbered(draft, instant) for draft in drafts]
    _number(documents)
    numbers = {each.kind: each.full_number for each in documents}
    for document, draft in zip(documents, drafts, strict=True):
        document.content = draft.content(numbers).stored()
    Document.objects.bulk_create(documents)
    for document in documents:
        if document.is_asked_for:
            audit(
                "document.issued",
                by=document.owner,
                on=document,
                kind=str(document.kind),
                number=document.full_number,
            )
            defer(DRAW_JOB, document_id=document.pk)
    return documents


def _unnumbered(draft: Draft, instant: datetime) -> Document:
    subject, amount = draft.subject, draft.subject.amount
    return Document(
        kind=draft.kind,
        year=clock.local(instant).year,
        key=draft.key,
        owner=subject.owner,
        supplier=subject.supplier,
        contract=subject.contract,
        payout=subject.payout,
        amount_value=amount.amount if amount is not None else None,
        currency=str(amount.currency) if amount is not None else "",
        corrects=subject.corrects,
        code=secrets.token_urlsafe(15),
        issued_at=instant,
    )


def _number(documents: Sequence[Document]) -> None:
    """Give each document the next number of its kind and year, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [documents[0].year, [str(each.kind) for each in documents]])
        numbers = dict(cursor.fetchall())
    for document in documents:
        document.number = numbers[str(document.kind)]


def issue_once(kind: str, subject: Subject, content: Content, *, key: str) -> Document:
    """The document with this key, issued now if there is none."""
    return Document.objects.filter(key=key).first() or issue_document(kind, subject, content, key=key)


def ensure_drawn(document: Document) -> Document:
    """The document with its PDF: drawn from the content and stored at the first call, never again."""
    if document.sha256:
        return document
    from market.documents.drawing import draw_document  # noqa: PLC0415  # what draws takes long to load

    pdf = draw_document(document)
    document.file.save(f"{secrets.token_hex(16)}.pdf", ContentFile(pdf), save=False)
    try:
        is_first = _store(document, pdf)
    except Exception:
        document.file.delete(save=False)
        raise
    if not is_first:  # somebody else was faster: theirs stays
        document.file.delete(save=False)
    document.refresh_from_db()
    return document


@atomic
def _store(document: Document, pdf: bytes) -> bool:
    """Note the stored file, and tell who asked for it. Returns whether it is the first."""
    row = lock(Document.objects.select_related("owner"), document.pk)
    if row.sha256 or row.erased_at:
        return False
    row.file, row.sha256, row.size = document.file.name, hashlib.sha256(pdf).hexdigest(), len(pdf)
    row.save(update_fields=["file", "sha256", "size"])
    if row.is_asked_for:
        label = Document.Kind(row.kind).label
        ready = DocumentReady(kind=by_language(lambda: str(label)), number=row.full_number)
        emit(ready, on=row, by=None, to=[row.owner])
    return True


def draw_document(*, document_id: int) -> None:
    """Draw the PDF of a document that somebody asked for. Does nothing for one that is emptied."""
    document = Document.objects.filter(pk=document_id, erased_at=None).first()
    if document is not None:
        ensure_drawn(document)


@atomic
def set_billing_details(*, by: "User", name: str, address: str, tax_number: str = "") -> BillingDetails:
    """What the user's invoices say from now on; those that are issued stay. Raises Invalid."""
    name, address, tax_number = nfc(name).strip(), nfc(address).strip(), ascii_digits(nfc(tax_number)).strip()
    errors: dict[str, list[Any]] = {}
    if not name or is_too_long(name, NAME_LENGTH):
        errors["name"] = [_("Give the name of the person or company, in 200 characters at most.")]
    if not address or is_too_long(address, ADDRESS_LENGTH):
        errors["address"] = [_("Give the address, in 500 characters at most.")]
    if tax_number and not _is_tax_number(tax_number):
        errors["tax_number"] = [
            _("A tax number has 5 to 30 letters and digits; spaces, hyphens and points may be in it.")
        ]
    if errors:
        raise Invalid(errors=errors)
    values = {"name": name, "address": address, "tax_number": tax_number, "updated_at": clock.now()}
    details, _is_new = BillingDetails.objects.update_or_create(user=by, defaults=values)
    audit("billing_details.set", by=by, on=by)
    return details


def _is_tax_number(text: str) -> bool:
    plain = "".join(letter for letter in text if letter not in " -./")
    return len(text) <= TAX_LENGTH and len(plain) >= 5 and plain.isascii() and plain.isalnum()
