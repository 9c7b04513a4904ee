"""What the profiles add to pages below."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User, in_sight
from market.core.web.slots import slot_renderer
from market.profiles.models import ClientProfile, Profile
from market.safety.kinds import Subject, meeting, reportable


@slot_renderer("settings.aside", "profiles/settings_aside.html", order=20)
def ways_to_profiles(request: HttpRequest, **found: Any) -> dict[str, Any] | None:
    """From the settings to what others see of a person."""
    return {}


@reportable("profile", _("a profile"))
def reported_profile(by: "User", thing_id: int) -> Subject | None:
    """A profile that everybody may see."""
    found = Profile.objects.public().select_related("user").filter(pk=thing_id).first()
    return Subject(found.user.display_name, found.get_absolute_url(), found.user_id) if found else None


@reportable("client", _("a client"))
def reported_client(by: "User", thing_id: int) -> Subject | None:
    """A client's page that the person may see, by the person's id as in its address."""
    found = ClientProfile.objects.visible_to(by).select_related("user").filter(user=thing_id).first()
    return Subject(found.user.display_name, found.get_absolute_url(), found.user_id) if found else None


@meeting
def shown_to_all(by: "User", person_id: int) -> bool:
    """Somebody whose page, as a freelancer or as a client, everybody can open."""
    shown = ClientProfile.objects.filter(in_sight("user"), user=person_id, jobs_posted__gt=0, is_hidden=False)
    return Profile.objects.public().filter(user=person_id).exists() or shown.exists()


@slot_renderer("safety.main", "profiles/safety_main.html", order=10)
def hiding_her_profile(*, request: HttpRequest, **found: Any) -> dict[str, Any] | None:
    """To take her profile out of sight, or to see that it is; for who has one."""
    mine = Profile.objects.filter(user=request.user.pk).first()
    return {"profile": mine} if mine else None
