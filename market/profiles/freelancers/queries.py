"""Profiles with what their pages and the API show."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from market.core.base.errors import NotFound
from market.core.base.prepared import hold, prepared
from market.profiles.models import Profile, ProfileAddress, ProfileQuerySet, Skill

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from market.accounts.models import User


def whole_profiles() -> ProfileQuerySet:
    """Profiles with the related rows that their page and the API need."""
    return _whole_profiles().prefetch_related("skills")


def _whole_profiles() -> ProfileQuerySet:
    chosen = ProfileAddress.objects.filter(profile=OuterRef("pk"), is_current=True).values("name")
    rows = Profile.objects.select_related("user", "topic", "district", "certificate__batch__topic")
    return rows.annotate(chosen_name=Subquery(chosen))


def profile_page(user: "User | AnonymousUser", profile_id: int) -> Profile:
    """One of `whole_profiles` by a prepared statement. Raises NotFound if the user may not see it."""
    rows = _profile_pages(user, profile_id)
    if not rows:
        raise NotFound
    page: Any = rows[0]
    hold([page], "skills", [Skill(**each) for each in page.skill_rows])
    profile: Profile = page
    return profile


@prepared
def _profile_pages(user: "User | AnonymousUser", profile_id: int) -> "QuerySet[Any]":
    columns = {field.attname: field.attname for field in Skill._meta.concrete_fields}
    skills = Skill.objects.filter(profiles=OuterRef("pk")).values_list(JSONObject(**columns))
    return _whole_profiles().visible_to(user).filter(pk=profile_id).annotate(skill_rows=ArraySubquery(skills))


def own_path(profile: Profile) -> str:
    """The path of a profile from `whole_profiles`, by its chosen name if it has one."""
    name = profile.chosen_name  # type: ignore[attr-defined]  # annotated
    return reverse("named_profile", args=[name]) if name else profile.get_absolute_url()


def own_address(profile: Profile) -> str:
    """The absolute address of a profile from `whole_profiles`, likewise."""
    return f"{settings.SITE_URL}{own_path(profile)}"
