"""What a profile still lacks, and the catalogue as a form shows it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from market.core.bangla import graphemes
from market.profiles.models import Profile, Skill
from market.training.models import Topic

FULL_STORY = 200
GOOD_SKILLS = 3


def hints(profile: Profile) -> list[str]:
    """What would help clients to choose her, as sentences; empty when nothing is left to say."""
    said = {
        _("Write a headline in English too: most clients read English."): not profile.headline_en,
        _("Write a headline in Bangla too."): not profile.headline_bn,
        _("Tell more: what you make, for whom, and how you work."): _longest_story(profile) < FULL_STORY,
        _("Choose at least three skills: you are found by them."): profile.skills.count() < GOOD_SKILLS,
        _("Say from how much your work starts."): profile.rate_amount is None,
        _("Show a picture of your work."): not profile.pictures.exists(),
    }
    return [sentence for sentence, is_missing in said.items() if is_missing]


def _longest_story(profile: Profile) -> int:
    return max(graphemes(profile.story_en), graphemes(profile.story_bn))


def skill_groups(chosen: Iterable[str], topic: str) -> list[dict[str, object]]:
    """The skills below their topics; her topic and those with a chosen skill stand open."""
    ticked = set(chosen)
    groups: list[dict[str, object]] = []
    for each in Topic.objects.prefetch_related("skills"):
        skills: list[Skill] = list(each.skills.all())
        count = sum(skill.slug in ticked for skill in skills)
        groups.append({"topic": each, "skills": skills, "count": count, "open": bool(count) or each.slug == topic})
    return groups
