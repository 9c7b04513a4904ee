"""What the site adds to the menu: the lead's way to what staff looked at."""

from typing import Any

from django.http import HttpRequest

from market.accounts.models import User
from market.core.panels import panel


@panel("menu", "site/looks_menu.html", order=45)
def way_to_looks(request: HttpRequest, **found: Any) -> dict[str, Any] | None:
    """For leads."""
    user = request.user
    return {} if user.is_authenticated and user.has_role(User.Role.LEAD) else None
