"""Reads of documents."""

from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet

from market.core.base.errors import NotFound
from market.documents.models import Document

if TYPE_CHECKING:
    from market.accounts.models import User


def documents_of(user: "User") -> QuerySet[Document]:
    """Documents that the user may see, newest first. What they say is read where it is looked at: it may be long."""
    return _with_corrections(Document.objects.visible_to(user)).defer("content", "corrects__content")


def _with_corrections(rows: QuerySet[Document]) -> QuerySet[Document]:
    notes = Prefetch("corrections", Document.objects.defer("content"))
    return rows.select_related("corrects").prefetch_related(notes)


def document_of_code(code: str) -> Document:
    """The document of a QR code, also one that is emptied. Raises NotFound."""
    row = _with_corrections(Document.objects.filter(code=code)).first()
    if row is None:
        raise NotFound
    return row


def years_of(user: "User") -> list[int]:
    """In which years documents of the user were issued, newest first."""
    years = Document.objects.visible_to(user).order_by("-year").values_list("year", flat=True)
    return list(years.distinct())
