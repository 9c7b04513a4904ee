"""What documents put into pages of others."""

from typing import Any

from django.http import HttpRequest

from market.core.web.slots import slot_renderer
from market.documents.models import Document


@slot_renderer("settings.aside", "documents/settings_aside.html", order=30)
def way_to_billing_details(request: HttpRequest, **context: Any) -> dict[str, Any]:
    """From the settings to what stands on invoices, and to the documents."""
    return {}


@slot_renderer("payout.documents", "documents/list.html")
def documents_of_payout(*, request: HttpRequest, payout: int, **more: Any) -> dict[str, Any] | None:
    """The receipt of a payout, and what corrects it."""
    rows = (
        list(Document.objects.visible_to(request.user).filter(payout=payout)) if request.user.is_authenticated else []
    )
    return {"documents": rows} if rows else None
