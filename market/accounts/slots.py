from typing import Any

from django.conf import settings
from django.http import HttpRequest

from market.accounts.models import EmergencyRight, User
from market.accounts.people.name_actions import suggested_name
from market.accounts.sign_in.kept_forms import act_of, stored_form_of
from market.core.text.bangla import language_of
from market.core.web.slots import slot_renderer


@slot_renderer("menu", "accounts/menu.html", order=40)
def administration(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """For staff: the link to the administration."""
    return {} if request.user.is_authenticated and request.user.is_staff else None


@slot_renderer("bar.staff", "accounts/idle.html", order=10)
def warning(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """For staff: the warning that the session is about to end; a script shows it."""
    seconds = int(settings.STAFF_IDLE.total_seconds())
    return {"seconds": seconds, "minutes": seconds // 60} if request.user.is_staff else None


@slot_renderer("bar.staff", "accounts/emergency_bar.html", order=20)
def emergency(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """The emergency role that the user has taken, on every page while it lasts."""
    user = request.user
    if not (isinstance(user, User) and user.borrowed):
        return None
    right = EmergencyRight.objects.filter(user=user, ended_at=None).first()
    return {"right": right} if right else None


@slot_renderer("account.proof", "accounts/proof_reason.html")
def proof_reason(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """Where it is asked whether it is the user: the act that waits for the answer, if its view has words for it."""
    stored = stored_form_of(request)
    act = act_of(request, stored) if stored else None  # type: ignore[arg-type]  # who has a form is signed in
    return {"act": act} if act else None


@slot_renderer("home.names", "accounts/suggested_name.html")
def suggestion(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """On the home page: whether the suggested name in the other script is right, until the user has answered."""
    user = request.user
    if not isinstance(user, User) or user.is_name_asked or not (name := suggested_name(user)):
        return None
    return {"name": name, "in_bangla": language_of(name) == "bn"}
