"""Reads of documents."""

import re
from typing import TYPE_CHECKING

from django.db.models import F, Func, JSONField, Prefetch, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import NotFound
from market.core.text.bangla import ascii_digits
from market.documents.models import Document

if TYPE_CHECKING:
    from market.accounts.models import User

NUMBER = re.compile(r"(?P<series>[A-Z]{3})-(?P<year>\d{4})-(?P<number>\d{6,9})")
TITLE = '$.blocks[*] ? (@.block == "table" && @.columns[0] == "what").rows[0][0]'  # of the first row


class NoSuchDocument(NotFound):
    """No document has this code."""

    sentence = _("This site issued no document with this code.")
    advice = _("Compare the address with the one on the paper. If they are the same, do not rely on the paper.")
    help = "documents#check"


def documents_of(user: "User") -> QuerySet[Document]:
    """Documents that the user may see, newest first. What they say is read where it is looked at: it may be long."""
    return _with_corrections(Document.objects.visible_to(user)).defer("content", "corrects__content")


def with_titles(rows: QuerySet[Document]) -> QuerySet[Document]:
    """With the `title` of the work that an invoice, a receipt for a fee or a credit note is for; None for others."""
    path = "jsonb_path_query_first(%(expressions)s::jsonpath)"
    return rows.annotate(title=Func(F("content"), Value(TITLE), template=path, output_field=JSONField()))


def _with_corrections(rows: QuerySet[Document]) -> QuerySet[Document]:
    notes = Prefetch("corrections", Document.objects.defer("content"))
    return rows.select_related("corrects").prefetch_related(notes)


def document_of_code(code: str) -> Document:
    """The document of a QR code, also one that is emptied. Raises NoSuchDocument."""
    row = _with_corrections(Document.objects.filter(code=code)).first()
    if row is None:
        raise NoSuchDocument
    return row


def document_of_number(text: str) -> QuerySet[Document]:
    """The document that is called by a number like INV-2026-000012, in any digits; none for another text."""
    match = NUMBER.fullmatch(ascii_digits(text).upper())
    kinds = {series: kind for kind, series in Document.SERIES.items()}
    if match is None or match["series"] not in kinds:
        return Document.objects.none()
    rows = Document.objects.filter(kind=kinds[match["series"]], year=int(match["year"]), number=int(match["number"]))
    return rows.defer("content")


def years_of(user: "User") -> list[int]:
    """In which years documents of the user were issued, newest first."""
    years = Document.objects.visible_to(user).order_by("-year").values_list("year", flat=True)
    return list(years.distinct())
