"""Personal data of documents. What law demands to be kept stays as it was issued; what a user asked for is emptied."""

from market.accounts.models import User
from market.accounts.privacy.registry import on_erase, register
from market.core.base import clock
from market.documents.models import BillingDetails, Document

register(BillingDetails, of="user", delete=True)
register(Document, of="owner", files=["file"], rewritten=["content", "file", "erased_at"])
register(Document, of="supplier")


@on_erase
def empty_documents(user: User) -> None:
    """Empty what the user had asked for. Its number stays, and who checks its code reads that it was withdrawn."""
    for document in Document.objects.filter(owner=user, kind__in=Document.ASKED_FOR, erased_at=None):
        if document.file:
            document.file.delete(save=False)  # writes: the file, not the row
        document.content, document.file, document.erased_at = {}, "", clock.now()
        document.save(update_fields=["content", "file", "erased_at"])  # writes: erasing is an action's, it calls it
