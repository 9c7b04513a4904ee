"""What accounts and the core keep of a person (see `accounts.personal`), and the way of staff to the administration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from market.accounts.models import ApiToken, Deletion, Device, EmailChange, EmergencyRight, Export, User
from market.accounts.personal import keeps
from market.core.models import AuditEntry, StoredAnswer
from market.core.panels import panel

keeps(User, of="pk", secret=["password", "has_blocks"])  # who was blocked is not told of it
keeps(Device, of="user", gone=True, secret=["mark", "session_key"])
keeps(ApiToken, of="user", gone=True, secret=["token"])
keeps(EmailChange, of="user", gone=True, secret=["key"])
keeps(Export, of="user", secret=["file"])
keeps(Deletion, of="user", secret=["key"])
keeps(EmergencyRight, of="user", scrub=["reason", "word"])
keeps(EmergencyRight, of="closed_by", scrub=["word"], in_copy=False)
keeps(AuditEntry, of="by", scrub=["facts"])
keeps(StoredAnswer, of="user", gone=True, secret=["fingerprint"])


@panel("menu", "accounts/menu.html", order=40)
def administration(request: HttpRequest, **found: Any) -> dict[str, Any] | None:
    """The way of staff to the tables."""
    return {} if request.user.is_authenticated and request.user.is_staff else None


@panel("bar.staff", "accounts/idle.html", order=10)
def warning(request: HttpRequest, **found: Any) -> dict[str, Any] | None:
    """For staff: that the session is about to end, shown by script when it is."""
    seconds = int(settings.STAFF_IDLE.total_seconds())
    return {"seconds": seconds, "minutes": seconds // 60} if request.user.is_staff else None


@panel("bar.staff", "accounts/emergency_bar.html", order=20)
def emergency(request: HttpRequest, **found: Any) -> dict[str, Any] | None:
    """The role that she has taken, on every page while it lasts."""
    user = request.user
    if not (isinstance(user, User) and user.borrowed):
        return None
    right = EmergencyRight.objects.filter(user=user, ended_at=None).first()
    return {"right": right} if right else None
