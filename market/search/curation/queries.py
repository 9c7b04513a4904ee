"""Reads of the curation pages: the topics with their skills, those that a text fits, and what was changed lately."""

from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, Q

from market.core.models import AuditEntry
from market.core.text.names import Named
from market.profiles.models import Skill
from market.search.curation.wording import folded
from market.search.models import SkillPhrase
from market.training.models import Topic

MOST_MATCHES = 3  # phrases that are shown of a skill
MOST_CHANGES = 20


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill in the list, and which of its aliases and phrases fit the text that is looked for."""

    skill: Skill
    phrases: int
    matches: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic with its skills; a text that is looked for leaves only those that fit, and `is_match` if it fits too."""

    topic: Topic
    skills: list[SkillRow]
    is_match: bool


def topic_rows(q: str) -> list[TopicRow]:
    """All topics and skills, retired ones too; or those of which a name, an alias or a phrase has this text."""
    sought = folded(q)
    counted = Skill.every.annotate(count=Count("search_phrases", filter=Q(search_phrases__is_active=True)))
    topics = Topic.objects.prefetch_related(Prefetch("skills", counted.order_by("name_en"), to_attr="all_skills"))
    phrases = _phrases_with(sought) if sought else {}
    rows = []
    for topic in topics:
        skills = [
            SkillRow(skill, skill.count, [*_aliases_with(skill, sought), *phrases.get(skill.pk, ())][:MOST_MATCHES])
            for skill in topic.all_skills  # prefetched
        ]
        fitting = [row for row in skills if not sought or row.matches or _is_named(row.skill, sought)]
        is_match = _is_named(topic, sought) or bool(_aliases_with(topic, sought))
        if not sought or fitting or is_match:
            rows.append(TopicRow(topic, fitting, is_match))
    return rows


def _is_named(row: Named, sought: str) -> bool:
    return bool(sought) and any(sought in folded(name) for name in (row.name_en, row.name_bn))


def _aliases_with(row: Named, sought: str) -> list[str]:
    return [alias for alias in row.aliases if sought in folded(alias)] if sought else []


def _phrases_with(sought: str) -> dict[int, list[str]]:
    phrases_by_skill: dict[int, list[str]] = {}
    for skill, text in SkillPhrase.objects.filter(is_active=True).order_by("pk").values_list("skill_id", "text"):
        if sought in folded(text):
            phrases_by_skill.setdefault(skill, []).append(text)
    return phrases_by_skill


@dataclass(frozen=True, slots=True)
class Users:
    """How many profiles, jobs and services have a skill."""

    profiles: int
    jobs: int
    services: int


def users_of(skill: Skill) -> Users:
    """How many rows a retired skill would no longer show at."""
    return Users(skill.profiles.count(), skill.jobs.count(), skill.services.count())


@dataclass(frozen=True, slots=True)
class Change:
    """An audit entry of a topic or skill: what was taken away from and added to each field."""

    entry: AuditEntry
    fields: list[tuple[str, str, str]]


def changes_of(row: Named) -> list[Change]:
    """The latest changes, newest first."""
    entries = AuditEntry.objects.filter(on_type=row._meta.label_lower, on_id=row.pk, code__regex=r"^(skill|topic)\.")
    return [_change(entry) for entry in entries.select_related("by").order_by("-pk")[:MOST_CHANGES]]


def _change(entry: AuditEntry) -> Change:
    names = dict.fromkeys(key.rpartition("_")[0] for key in entry.facts if key.endswith(("_before", "_after")))
    facts = entry.facts
    return Change(entry, [(name, facts.get(f"{name}_before", ""), facts.get(f"{name}_after", "")) for name in names])
