"""What a change of a job changed, kept so that each reader can be told in her own language."""

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
IN_FULL = ("topic", "budget", "duration_days", "visibility")  # short enough for a sentence
AROUND = 6  # words that are shown beside a change


def snapshot(job: Job) -> dict[str, Any]:
    """What a stored job says now, as a change keeps it."""
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
    """A word for what a stored job says now: another as soon as anything of it is changed."""
    return hashlib.sha256(json.dumps(snapshot(job), sort_keys=True).encode()).hexdigest()[:16]


def difference(before: dict[str, Any], after: dict[str, Any]) -> Changes:
    """Of each field that differs between two snapshots: [before, after]."""
    return {name: [before[name], after[name]] for name in LABELS if before[name] != after[name]}


@dataclass(frozen=True, slots=True)
class Changed:
    """A field that was changed, in the reader's language. Of a long text, `pieces` are what stayed, went and came."""

    name: str
    label: str
    before: str
    after: str
    pieces: tuple[tuple[str, str], ...] = ()


def described(changes: Changes) -> list[Changed]:
    """The changed fields as the reader reads them; contact data in texts are masked, as on the job's page."""
    say = _speaker()
    found = []
    for name, label in LABELS.items():
        if name in changes:
            before, after = changes[name]
            parts = tuple(pieces(masked(before), masked(after))) if name == "description" else ()
            found.append(Changed(name, str(label), say(name, before), say(name, after), parts))
    return found


def in_short(changes: Changes) -> str:
    """The changes in a sentence or two: values where they are short, names of fields where not."""
    return "; ".join(
        f"{each.label}: {each.before} → {each.after}" if each.name in IN_FULL else each.label
        for each in described(changes)
    )


def budget_in_words(low: Money | None, high: Money | None) -> str:
    """A budget as the reader reads it."""
    if low is None or high is None:
        return str(Job.Budget.OFFER.label)
    return " – ".join(format_money(each, language()) for each in ([low] if low == high else [low, high]))


def _speaker() -> Callable[[str, Any], str]:

    def budget(value: list[str] | None) -> str:
        if value is None:
            return budget_in_words(None, None)
        low, high, currency = value
        return budget_in_words(Money(low, currency), Money(high, currency))

    def days(value: int) -> str:
        return ngettext("%(num)s day", "%(num)s days", value) % {"num": format_number(value, language())}

    ways: dict[str, Callable[[Any], str]] = {
        "topic": lambda slug: _names(Topic, [slug]),
        "skills": lambda slugs: _names(Skill, slugs),
        "budget": budget,
        "duration_days": days,
        "visibility": lambda value: str(Job.Visibility(value).label),
        "description": masked,
        "questions": lambda texts: masked(" · ".join(texts)),
        "files": lambda names: ", ".join(covered(name, masked) for name in names),
    }
    return lambda name, value: ways[name](value) if name in ways else str(value)


def _names(model: type[Topic] | type[Skill], slugs: list[str]) -> str:
    known = {each.slug: each.name for each in model.objects.filter(slug__in=slugs)}
    return ", ".join(str(known.get(slug, slug)) for slug in slugs)


def pieces(before: str, after: str) -> Iterator[tuple[str, str]]:
    """What stayed ("same", shortened), went ("gone") and came ("new") from one text to the other, word by word."""
    old, new = before.split(), after.split()
    steps = SequenceMatcher(None, old, new).get_opcodes()
    for number, (kind, i, j, k, m) in enumerate(steps, 1):
        if kind == "equal":
            yield "same", _shortened(old[i:j], is_first=number == 1, is_last=number == len(steps))
            continue
        if j > i:
            yield "gone", " ".join(old[i:j])
        if m > k:
            yield "new", " ".join(new[k:m])


def _shortened(words: list[str], *, is_first: bool, is_last: bool) -> str:
    head = [] if is_first else words[:AROUND]
    tail = [] if is_last else words[len(head) :][-AROUND:]
    if len(head) + len(tail) >= len(words):
        return " ".join(words)
    return " ".join([*head, "…", *tail])
