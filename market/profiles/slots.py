"""What the profiles add to pages below."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User, in_sight
from market.core.web.slots import slot_renderer
from market.profiles.freelancers.forms import IndexingForm
from market.profiles.models import ClientProfile, Profile
from market.safety.kinds import Subject, meeting, reportable


@slot_renderer("settings.aside", "profiles/settings_aside.html", order=20)
def ways_to_profiles(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """From the settings to what others see of a person."""
    return {}


@reportable("profile", _("a profile"))
def reported_profile(by: "User", thing_id: int) -> Subject | None:
    """A profile that everybody may see."""
    profile = Profile.objects.public().select_related("user").filter(pk=thing_id).first()
    return Subject(profile.user.shown_name, profile.get_absolute_url(), profile.user_id) if profile else None


@reportable("client", _("a client"))
def reported_client(by: "User", thing_id: int) -> Subject | None:
    """A client's page that the person may see, by the person's id as in its address."""
    client = ClientProfile.objects.visible_to(by).select_related("user").filter(user=thing_id).first()
    return Subject(client.user.shown_name, client.get_absolute_url(), client.user_id) if client else None


@meeting
def shown_to_all(by: "User", person_id: int) -> bool:
    """Whether a user has a public profile, as freelancer or as client."""
    public_clients = ClientProfile.objects.filter(in_sight("user"), user=person_id, jobs_posted__gt=0, is_hidden=False)
    return Profile.objects.public().filter(user=person_id).exists() or public_clients.exists()


@slot_renderer("safety.main", "profiles/safety_main.html", order=10)
def hiding_her_profile(*, request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """Hide the user's own profile, or see that it is hidden; keep it from search engines."""
    mine = Profile.objects.filter(user=request.user.pk).first()
    return {"profile": mine, "form": IndexingForm(initial={"is_indexable": mine.is_indexable})} if mine else None
