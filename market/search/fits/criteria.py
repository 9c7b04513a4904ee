"""What a job and a freelancer have to offer each other, as a parsed query and as the reasons of a fit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from market.core.base.money import in_dollars
from market.core.text.bangla import language_of
from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.understanding.entries import Entry
from market.search.understanding.preferences import Preferences
from market.search.understanding.query_parsing import ParsedQuery, Subject, parse_query
from market.search.understanding.vocabulary import vocabulary

CHOSEN = 1.0  # the weight of a skill that the client chose
BESIDE = 0.8  # the weight of a skill that the title names, beside those that the client chose


@dataclass(frozen=True, slots=True)
class Fit:
    """Why a job and a freelancer fit: the skills that it asks for and they have, and what else agrees.

    `skills` are of those that the client chose, where they chose any.

    `misses_skills`: they lack one that the client chose (or the title names, where the client chose none).
    """

    skills: tuple[Entry, ...]
    has_topic: bool
    has_price: bool
    has_language: bool
    misses_skills: bool = False

    @property
    def is_close(self) -> bool:
        """Whether nothing is missing: every skill, the price and the language."""
        return bool(self.skills) and not self.misses_skills and self.has_price and self.has_language


def skills_asked(job: Job) -> dict[Entry, float]:
    """The skills that a job asks for, with their weights: those that its client chose, and that its title names.

    A title is read loosely: beside chosen skills it counts for what it names in the job's topic.
    """
    vocab = vocabulary()
    by_id = vocab.by_id("skill")
    weights = {by_id[skill.id]: CHOSEN for skill in job.skills.all() if skill.id in by_id}
    has_chosen = bool(weights)
    named = parse_query(job.title, vocab, has_places=False)
    for subject in named.subjects if named.is_sure else ():
        if subject.entry.kind == "skill" and (not has_chosen or subject.entry.topic_id == job.topic_id):
            weights.setdefault(subject.entry, BESIDE * subject.weight)
    return weights


def people_wanted(job: Job) -> ParsedQuery:
    """What a job asks of a freelancer: skills, or the topic where it names none; price and language."""
    language = language_of(job.title)
    wanted = Preferences(price_max=job.budget_max_amount, currency=job.currency, language=language)
    return _query(skills_asked(job), job.topic_id, wanted)


def jobs_wanted(profile: Profile) -> ParsedQuery:
    """What a freelancer asks of a job: any of their skills, or the topic where they name none."""
    by_id = vocabulary().by_id("skill")
    skills = {by_id[skill.id]: 1.0 for skill in profile.skills.all() if skill.id in by_id}
    return _query(skills, profile.topic_id, Preferences())


def _query(skills: dict[Entry, float], topic_id: int, wanted: Preferences) -> ParsedQuery:
    subjects = [Subject(entry, weight) for entry, weight in skills.items()]
    return ParsedQuery(tuple(subjects or [Subject(vocabulary().by_id("topic")[topic_id])]), wanted=wanted)


def fit_of(job: Job, profile: Profile, owned: Iterable[int], asked: Mapping[Entry, float]) -> Fit:
    """Why they fit; `owned` are the ids of the freelancer's skills, `asked` what `skills_asked` gives for the job."""
    ids = set(owned)
    has_chosen = CHOSEN in asked.values()
    shared = tuple(each for each, weight in asked.items() if each.id in ids and (weight == CHOSEN or not has_chosen))
    return Fit(
        skills=shared,
        has_topic=job.topic_id == profile.topic_id,
        has_price=is_within_budget(job, profile),
        has_language=language_of(job.title) in profile.languages,
        misses_skills=misses_skills(asked, ids),
    )


def set_fit(row: Any, fit: Fit) -> None:
    """Give a row of a list its `fit`; the skills that make it stand first on its card, marked."""
    row.fit, row.is_named = fit, fit.skills.__contains__
    row.card_skills = sorted(row.card_skills, key=lambda skill: skill not in fit.skills)


def misses_skills(asked: Mapping[Entry, float], owned: set[int]) -> bool:
    """Whether one of the skills that are asked for first is not among the `owned` ids."""
    return any(weight == max(asked.values()) and entry.id not in owned for entry, weight in asked.items())


def is_within_budget(job: Job, profile: Profile) -> bool:
    """Whether the budget reaches the freelancer's lowest price, roughly where the currencies differ."""
    least = profile.price_from
    if job.budget_max_amount is None or least is None:
        return True
    return in_dollars(job.budget_max_amount, job.currency) >= in_dollars(least.amount, str(least.currency))
