"""The link to the access log in the leads' menu, and the audit entries of an emergency role."""

from typing import Any, cast

from django.http import HttpRequest

from market.accounts.models import User
from market.core.web.slots import slot_renderer
from market.site.staff.audit_sentences import describe_entry


@slot_renderer("menu", "site/looks_menu.html", order=45)
def access_log_in_menu(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """A link to the access log, for leads."""
    user = request.user
    return {} if user.is_authenticated and user.has_role(User.Role.LEAD) else None


@slot_renderer("emergency.entries", "site/emergency_deeds.html")
def emergency_audit_entries(request: HttpRequest, entries: Any, **context: Any) -> dict[str, Any]:
    """Audit entries as sentences."""
    return {"lines": [describe_entry(each, cast(User, request.user)) for each in entries]}
