"""What the site adds: the lead's way to what staff looked at, and the words for what was done in an emergency."""

from typing import Any, cast

from django.http import HttpRequest

from market.accounts.models import User
from market.core.web.slots import slot_renderer
from market.site.staff.audit_sentences import read_deed


@slot_renderer("menu", "site/looks_menu.html", order=45)
def way_to_looks(request: HttpRequest, **found: Any) -> dict[str, Any] | None:
    """For leads."""
    user = request.user
    return {} if user.is_authenticated and user.has_role(User.Role.LEAD) else None


@slot_renderer("emergency.entries", "site/emergency_deeds.html")
def entries_of_emergency(request: HttpRequest, entries: Any, **found: Any) -> dict[str, Any]:
    """A page of the audit log, as sentences."""
    return {"told_deeds": [read_deed(each, cast(User, request.user)) for each in entries]}
