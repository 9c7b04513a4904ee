"""Jobs of documents."""

from market.core.base import jobs
from market.documents import actions


@jobs.task()
def draw_document_job(document_id: int) -> None:
    """Draw a document that somebody asked for."""
    actions.draw_document(document_id=document_id)
