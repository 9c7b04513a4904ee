"""The choice of skills, for the forms of this and other apps."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form
from market.profiles.models import Skill
from market.training.models import Topic


class SkillsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django has none when it runs
    """The choice of skills."""

    def __init__(self) -> None:
        super().__init__(Skill.objects.all(), to_field_name="slug", required=False, label=_("Skills"))


def skill_groups(form: Form) -> list[dict[str, Any]]:
    """The skills of the form's page by topic; `open` are the form's topic and those with a chosen skill."""
    chosen = {str(slug) for slug in form["skills"].value() or []}
    groups: list[dict[str, Any]] = []
    for topic in Topic.objects.prefetch_related("skills"):
        skills = list(topic.skills.all())
        count = sum(skill.slug in chosen for skill in skills)
        is_open = bool(count) or topic.slug == str(form["topic"].value())
        groups.append({"topic": topic, "skills": skills, "chosen": chosen, "count": count, "open": is_open})
    return groups
