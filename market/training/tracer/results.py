"""What the public reads of the answers: sums over phases, each of which was written down once."""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from market.training.batch_statistics import MIN_PEOPLE
from market.training.models import Programme, TracerResult, TracerRound
from market.training.tracer.actions import CHOICES


def questions() -> dict[str, str]:
    """The questions, with the one that the site answers itself."""
    return {
        "work": _("Do you work now, and where mostly?"),
        "here": _("Earned on this site in the month before"),
        "elsewhere": _("What did you earn elsewhere last month?"),
        "hours": _("How many hours a week do you work for money?"),
        "hindrance": _("What hinders you most?"),
        "advice": _("Would you advise a friend to take the course?"),
    }


def choice_names(question: str) -> dict[str, str | Promise]:
    """The answers to a question, by their codes."""
    if question == "here":
        return {"some": pgettext("earned", "Something"), "none": pgettext("earned", "Nothing")}
    return {each.value: each.label for each in CHOICES[question]}


class Choice(NamedTuple):
    """An answer, how many gave it, and their share of all who answered; None: hidden."""

    name: str | Promise
    people: int | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and its answers."""

    code: str
    question: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Stage:
    """So many months after the certificate: who was asked, who answered, and what."""

    months: int
    invited: int
    answered: int | None  # None: fewer than five
    questions: list[Answered]

    @property
    def rate(self) -> int | None:
        """The share that answered, in whole percent."""
        return None if self.answered is None else self.answered * 100 // self.invited


def tracer_results(programme: Programme) -> list[Stage]:
    """The results of a programme by months after the certificate, of phases whose rounds are over."""
    by_months: dict[int, list[TracerResult]] = defaultdict(list)
    for row in TracerResult.objects.filter(phase__programme=programme):
        by_months[row.months].append(row)
    return [_stage(months, by_months[months]) for months in TracerRound.MONTHS if by_months[months]]


def _stage(months: int, rows: list[TracerResult]) -> Stage:
    """Counted are phases with enough answers; those who were asked count in every phase."""
    shown = [each for each in rows if each.chosen]
    answered = sum(each.answered for each in shown)
    invited = sum(each.invited for each in rows)
    if answered < MIN_PEOPLE:
        return Stage(months, invited, None, [])
    return Stage(
        months, invited, answered, [_answered(code, text, shown, answered) for code, text in questions().items()]
    )


def _answered(code: str, question: str, rows: list[TracerResult], answered: int) -> Answered:
    choices = []
    for choice, name in choice_names(code).items():
        counts = [each.chosen[code].get(choice) for each in rows]
        count = None if None in counts and not any(counts) else sum(each or 0 for each in counts)
        choices.append(Choice(name, count, None if count is None else count * 100 // answered))
    return Answered(code, question, choices)
