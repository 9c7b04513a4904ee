"""Reads of documents."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from market.core.base.errors import NotFound
from market.documents.models import Document

if TYPE_CHECKING:
    from market.accounts.models import User


def documents_of(user: "User") -> QuerySet[Document]:
    """Documents that the user may see, newest first."""
    return Document.objects.visible_to(user).select_related("corrects").prefetch_related("corrections")


def document_of_code(code: str) -> Document:
    """The document of a QR code, also one that is emptied. Raises NotFound."""
    row = Document.objects.filter(code=code).select_related("corrects").prefetch_related("corrections").first()
    if row is None:
        raise NotFound
    return row


def years_of(user: "User") -> list[int]:
    """In which years documents of the user were issued, newest first."""
    years = Document.objects.visible_to(user).order_by("-year").values_list("year", flat=True)
    return list(years.distinct())
