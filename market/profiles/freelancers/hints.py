"""What would help a profile, each with its reason and the place to do it: told to her alone, and never as a number."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from market.core.base.prepared import prepared
from market.core.text.bangla import graphemes
from market.profiles.models import PortfolioCase, Profile

if TYPE_CHECKING:
    from django.db.models import QuerySet

FULL_STORY = 200
GOOD_SKILLS = 3


@dataclass(frozen=True, slots=True)
class Hint:
    """Something that is missing: `what` to do, `why` it helps, and where (`url`)."""

    code: str
    what: str
    why: str
    url: str


def hints(profile: Profile) -> list[Hint]:
    """What would help clients to find and choose her; empty when nothing is left to say."""
    return [*_of_texts(profile), *_of_choices(profile), *_of_work(profile)]


def _of_texts(profile: Profile) -> list[Hint]:
    edit, found = reverse("edit_profile"), []
    if not profile.headline_en:
        why = _("Most clients read English, and lists show the headline first.")
        found.append(Hint("headline_en", _("Write a headline in English too"), why, f"{edit}#id_headline_en"))
    if not profile.headline_bn:
        why = _("Clients from Bangladesh search in Bangla.")
        found.append(Hint("headline_bn", _("Write a headline in Bangla too"), why, f"{edit}#id_headline_bn"))
    if max(graphemes(profile.story_en), graphemes(profile.story_bn)) < FULL_STORY:
        why = _("Clients look for what you make, for whom, and how you work. Search reads it too.")
        found.append(Hint("story", _("Tell more about your work"), why, f"{edit}#id_story_bn"))
    return found


def _of_choices(profile: Profile) -> list[Hint]:
    edit, hours, found = reverse("edit_profile"), reverse("hours"), []
    if len(profile.skills.all()) < GOOD_SKILLS:
        why = _("You are found by them: a client who looks for a skill sees those who named it.")
        found.append(Hint("skills", _("Choose at least three skills"), why, f"{edit}#id_skills"))
    if profile.rate_amount is None:
        why = _("Clients with a budget can then find you, and nobody asks for less.")
        found.append(Hint("rate", _("Say from how much your work starts"), why, f"{edit}#id_rate"))
    if not set(profile.languages) <= set(profile.language_levels):
        why = _("A client then knows how to talk with you, and expects neither too much nor too little.")
        found.append(Hint("language_levels", _("Say how well you know your languages"), why, f"{edit}#id_languages"))
    if profile.weekly_hours is None:
        why = _("Clients plan with it.")
        found.append(Hint("weekly_hours", _("Say how many hours a week you work"), why, hours))
    return found


@prepared
def _cases_of(profile: Profile) -> "QuerySet[PortfolioCase]":
    return PortfolioCase.objects.filter(profile=profile).only("text")


def _of_work(profile: Profile) -> list[Hint]:
    cases = _cases_of(profile)
    found, portfolio = [], reverse("portfolio")
    if not cases:
        why = _("Without jobs done here, your work is what speaks for you. Practice work counts too: say that it is.")
        found.append(Hint("portfolio", _("Show a piece of your work"), why, portfolio))
    elif (silent := next((case for case in cases if not case.text), None)) is not None:
        why = _("A picture alone does not say what you did yourself.")
        found.append(
            Hint("case_text", _("Tell about a work that you show"), why, reverse("edit_case", args=[silent.pk]))
        )
    return found
