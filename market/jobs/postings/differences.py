"""The differences that a change of a job makes, stored so that each reader can read them in their language."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from market.core.base.money import Money
from market.core.text.contact import masked
from market.core.text.formats import format_money, format_number
from market.core.text.locale import language
from market.files.names import covered
from market.jobs.models import Job
from market.profiles.models import Skill
from market.training.models import Topic

Changes = dict[str, list[Any]]  # of each field that differs: [before, after]
LABELS = {
    "title": _("Title"),
    "description": _("What is to be done"),
    "topic": _("Topic"),
    "skills": _("Skills"),
    "budget": _("Budget"),
    "duration_days": _("To be done within"),
    "visibility": _("Who may see the job"),
    "questions": _("Questions"),
    "files": _("Files"),
}
SHOWN_WITH_VALUES = ("topic", "budget", "duration_days", "visibility")  # their values are short enough for a sentence
CONTEXT_WORDS = 6  # words that are shown beside a change


def snapshot(job: Job) -> dict[str, Any]:
    """The values of a stored job, in the form in which a Change stores them."""
    low, high = job.budget_min_amount, job.budget_max_amount
    return {
        "title": job.title,
        "description": job.description,
        "topic": job.topic.slug,
        "skills": sorted(job.skills.values_list("slug", flat=True)),
        "budget": None if low is None or high is None else [f"{low:.2f}", f"{high:.2f}", job.currency],
        "duration_days": job.duration_days,
        "visibility": str(job.visibility),
        "questions": list(job.questions.values_list("text", flat=True)),
        "files": list(job.files.order_by("created_at").values_list("name", flat=True)),
    }


def edition(job: Job) -> str:
    """A hash of a stored job's values, to notice that it was changed meanwhile."""
    return hashlib.sha256(json.dumps(snapshot(job), sort_keys=True).encode()).hexdigest()[:16]


def compare_snapshots(before: dict[str, Any], after: dict[str, Any]) -> Changes:
    """[before, after] of each field that differs between two snapshots."""
    return {name: [before[name], after[name]] for name in LABELS if before[name] != after[name]}


@dataclass(frozen=True, slots=True)
class ChangedField:
    """A field that was changed, in the reader's language. `pieces` is the diff of a long text."""

    name: str
    label: str
    before: str
    after: str
    pieces: tuple[tuple[str, str], ...] = ()


def describe_changes(changes: Changes) -> list[ChangedField]:
    """The changed fields in the active language; contact data in texts is masked."""
    render_value = _value_renderer()
    changed_fields = []
    for name, label in LABELS.items():
        if name in changes:
            before, after = changes[name]
            diff = tuple(diff_words(masked(before), masked(after))) if name == "description" else ()
            old, new = render_value(name, before), render_value(name, after)
            changed_fields.append(ChangedField(name, str(label), old, new, diff))
    return changed_fields


def summarize_changes(changes: Changes) -> str:
    """The changes in a sentence: short values, or only the label of a field."""
    return "; ".join(
        f"{each.label}: {each.before} → {each.after}" if each.name in SHOWN_WITH_VALUES else each.label
        for each in describe_changes(changes)
    )


def format_budget(low: Money | None, high: Money | None) -> str:
    """A budget in the active language."""
    if low is None or high is None:
        return str(Job.Budget.OFFER.label)
    return " – ".join(format_money(each, language()) for each in ([low] if low == high else [low, high]))


def _value_renderer() -> Callable[[str, Any], str]:

    def budget(value: list[str] | None) -> str:
        if value is None:
            return format_budget(None, None)
        low, high, currency = value
        return format_budget(Money(low, currency), Money(high, currency))

    def days(value: int) -> str:
        return ngettext("%(num)s day", "%(num)s days", value) % {"num": format_number(value, language())}

    renderers: dict[str, Callable[[Any], str]] = {
        "topic": lambda slug: _names(Topic, [slug]),
        "skills": lambda slugs: _names(Skill, slugs),
        "budget": budget,
        "duration_days": days,
        "visibility": lambda value: str(Job.Visibility(value).label),
        "description": masked,
        "questions": lambda texts: masked(" · ".join(texts)),
        "files": lambda names: ", ".join(covered(name, masked) for name in names),
    }
    return lambda name, value: renderers[name](value) if name in renderers else str(value)


def _names(model: type[Topic] | type[Skill], slugs: list[str]) -> str:
    names = {each.slug: each.name for each in model.objects.filter(slug__in=slugs)}
    return ", ".join(str(names.get(slug, slug)) for slug in slugs)


def diff_words(before: str, after: str) -> Iterator[tuple[str, str]]:
    """The diff of two texts by words: what stayed ("same", shortened), was deleted ("gone") and inserted ("new")."""
    old, new = before.split(), after.split()
    steps = SequenceMatcher(None, old, new).get_opcodes()
    for number, (tag, i, j, k, m) in enumerate(steps, 1):
        if tag == "equal":
            yield "same", _shorten(old[i:j], is_first=number == 1, is_last=number == len(steps))
            continue
        if j > i:
            yield "gone", " ".join(old[i:j])
        if m > k:
            yield "new", " ".join(new[k:m])


def _shorten(words: list[str], *, is_first: bool, is_last: bool) -> str:
    head = [] if is_first else words[:CONTEXT_WORDS]
    tail = [] if is_last else words[len(head) :][-CONTEXT_WORDS:]
    if len(head) + len(tail) >= len(words):
        return " ".join(words)
    return " ".join([*head, "…", *tail])
