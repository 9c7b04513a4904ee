"""Suggestions to complete a profile, each with its reason and page. Only its owner sees them, and never as a score."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from market.core.base.prepared import prepared
from market.core.text.bangla import graphemes, language_of
from market.profiles.models import PortfolioCase, Profile

if TYPE_CHECKING:
    from django.db.models import QuerySet

FULL_STORY = 200
GOOD_SKILLS = 3


@dataclass(frozen=True, slots=True)
class Hint:
    """A suggestion: `what` to do, `why` it helps, and the page (`url`)."""

    code: str
    what: str
    why: str
    url: str


def hints(profile: Profile) -> list[Hint]:
    """The suggestions for a profile; empty when it is complete."""
    return [*_name_hints(profile), *_text_hints(profile), *_choice_hints(profile), *_portfolio_hints(profile)]


def _name_hints(profile: Profile) -> list[Hint]:
    user, page = profile.user, f"{reverse('edit_profile')}#id_other_name"
    if user.other_name or user.is_name_asked:
        return []
    if language_of(user.display_name) == "bn":
        why = _("Clients who read English then see it and find you by it. Check the spelling that we suggest.")
        return [Hint("other_name", _("Write your name in English letters too"), why, page)]
    why = _("Clients who read Bangla then see it and find you by it. Check the spelling that we suggest.")
    return [Hint("other_name", _("Write your name in Bangla letters too"), why, page)]


def _text_hints(profile: Profile) -> list[Hint]:
    edit, missing = reverse("edit_profile"), []
    if not profile.headline_en:
        why = _("Most clients read English, and lists show the headline first.")
        missing.append(Hint("headline_en", _("Write a headline in English too"), why, f"{edit}#id_headline_en"))
    if not profile.headline_bn:
        why = _("Clients from Bangladesh search in Bangla.")
        missing.append(Hint("headline_bn", _("Write a headline in Bangla too"), why, f"{edit}#id_headline_bn"))
    if max(graphemes(profile.story_en), graphemes(profile.story_bn)) < FULL_STORY:
        why = _("Clients look for what you make, for whom, and how you work. Search reads it too.")
        missing.append(Hint("story", _("Tell more about your work"), why, f"{edit}#id_story_bn"))
    return missing


def _choice_hints(profile: Profile) -> list[Hint]:
    edit, hours, missing = reverse("edit_profile"), reverse("hours"), []
    if len(profile.skills.all()) < GOOD_SKILLS:
        why = _("You are found by them: a client who looks for a skill sees those who named it.")
        missing.append(Hint("skills", _("Choose at least three skills"), why, f"{edit}#id_skills"))
    if profile.price_amount is None:
        why = _("Clients with a budget can then find you, and nobody asks for less.")
        missing.append(Hint("rate", _("Say from how much your work starts"), why, f"{edit}#id_rate"))
    if not set(profile.languages) <= set(profile.language_levels):
        why = _("A client then knows how to talk with you, and expects neither too much nor too little.")
        missing.append(Hint("language_levels", _("Say how well you know your languages"), why, f"{edit}#id_languages"))
    if profile.weekly_hours is None:
        why = _("Clients plan with it.")
        missing.append(Hint("weekly_hours", _("Say how many hours a week you work"), why, hours))
    return missing


@prepared
def _cases_of(profile: Profile) -> "QuerySet[PortfolioCase]":
    return PortfolioCase.objects.filter(profile=profile).only("text")


def _portfolio_hints(profile: Profile) -> list[Hint]:
    cases = _cases_of(profile)
    missing, portfolio = [], reverse("portfolio")
    if not cases:
        why = _("Without jobs done here, your work is what speaks for you. Practice work counts too: say that it is.")
        missing.append(Hint("portfolio", _("Show a piece of your work"), why, portfolio))
    elif (untold := next((case for case in cases if not case.text), None)) is not None:
        why = _("A picture alone does not say what you did yourself.")
        edit = reverse("edit_case", args=[untold.pk])
        missing.append(Hint("case_text", _("Tell about a work that you show"), why, edit))
    return missing
