"""What the register adds to the frame of every page."""

from typing import Any

from django.http import HttpRequest

from market.accounts.models import User
from market.core.panels import panel


@panel("menu", "training/menu.html", order=30)
def desk(request: HttpRequest, **found: Any) -> dict[str, Any] | None:
    """The officers' way to their desk."""
    user = request.user
    return {} if user.is_authenticated and user.has_role(User.Role.OFFICER) else None
