"""What a client writes about a job, for page and API, with its validation."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Self, TypedDict

from django.conf import settings
from django.utils.translation import gettext as _

from market.core.base.errors import Invalid, filled
from market.core.base.money import Money, paid_currencies
from market.core.text.bangla import graphemes
from market.core.text.contact import name_faults
from market.jobs.models import Job
from market.profiles.models import Skill
from market.training.models import Topic

FieldErrors = Iterator[tuple[str, str]]
MAX_SKILLS = 15
MAX_DAYS = 365
TITLE_LENGTH = 120
DESCRIPTION_LENGTH = 6000
MAX_QUESTIONS = 5
MOST_INVITEES = 10
QUESTION_LENGTH = 200


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question to everybody who bids; one that is not required may be left without an answer."""

    text: str
    required: bool = True


class JobChanges(TypedDict, total=False):
    """The fields of a job that can be changed; see JobDetails."""

    title: str
    description: str
    topic: str
    skills: Sequence[str]
    budget_min: Money | None
    budget_max: Money | None
    currency: str
    duration_days: int
    visibility: str
    questions: Sequence[QuestionDraft]
    files: Sequence[object]
    invitees: Sequence[int]


@dataclass(frozen=True, slots=True)
class JobDetails:
    """A job as its client describes it. `topic` and `skills` are slugs, `files` the ids of the client's own uploads,
    `invitees` the ids of profiles to invite when it is published; one that the client may not see is left out.

    Both ends of the budget are in one currency; without a budget (both None) `currency` says in which offers are made.
    """

    title: str
    description: str
    topic: str
    budget_min: Money | None
    budget_max: Money | None
    duration_days: int
    skills: Sequence[str] = field(default=())
    visibility: str = Job.Visibility.ALL
    questions: Sequence[QuestionDraft] = field(default=())
    files: Sequence[object] = field(default=())
    currency: str = ""
    invitees: Sequence[int] = field(default=())

    @classmethod
    def of(cls, job: Job) -> Self:
        """The details of a stored job."""
        return cls(
            title=job.title,
            description=job.description,
            topic=job.topic.slug,
            budget_min=job.budget_min,
            budget_max=job.budget_max,
            duration_days=job.duration_days,
            skills=tuple(job.skills.values_list("slug", flat=True)),
            visibility=job.visibility,
            questions=tuple(QuestionDraft(each.text, each.is_required) for each in job.questions.all()),
            files=tuple(job.files.order_by("created_at").values_list("pk", flat=True)),
            currency=job.currency,
            invitees=tuple(job.invitees.order_by("pk").values_list("pk", flat=True)),
        )

    @property
    def paid_in(self) -> str:
        """The currency of the job."""
        currency = str(self.budget_min.currency) if self.budget_min is not None else self.currency
        return currency or paid_currencies()[0]

    def check(self) -> "tuple[Topic, list[Skill]]":
        """Validate; returns the topic and the skills. Raises Invalid with the fields' names."""
        topic = Topic.objects.filter(slug=self.topic).first()
        skills = list(Skill.objects.filter(slug__in=self.skills))
        errors: dict[str, list[object]] = defaultdict(list)
        faults = (self._text_faults(), self._choice_faults(skills), self._budget_faults(), self._question_faults())
        for name, text in chain.from_iterable(faults):
            errors[name].append(text)
        if topic is None:
            errors["topic"].append(_("Choose a topic."))
        if errors or topic is None:
            raise Invalid(errors=errors)
        return topic, skills

    def _text_faults(self) -> FieldErrors:
        for name, text, max_length, missing in (
            ("title", self.title, TITLE_LENGTH, _("Give the job a title.")),
            ("description", self.description, DESCRIPTION_LENGTH, _("Say what is to be done.")),
        ):
            if not text.strip():
                yield name, missing
            elif graphemes(text) > max_length:
                yield name, _("Use %(most)s characters at most.") % {"most": max_length}
        yield from (("title", fault) for fault in name_faults(self.title))

    def _choice_faults(self, skills: list[Skill]) -> FieldErrors:
        if len(skills) < len(set(self.skills)):
            yield "skills", _("One of the skills is not known.")
        if len(skills) > MAX_SKILLS:
            yield "skills", _("Choose %(most)s skills at most.") % {"most": MAX_SKILLS}
        if not 1 <= self.duration_days <= MAX_DAYS:
            yield "duration_days", _("Give 1 to %(most)s days.") % {"most": MAX_DAYS}
        if self.visibility not in Job.Visibility.values:
            yield "visibility", _("Choose who may see the job.")
        if len(self.invitees) > MOST_INVITEES:
            yield "invitees", _("Choose one to ten people.")

    def _question_faults(self) -> FieldErrors:
        if len(self.questions) > MAX_QUESTIONS:
            yield "questions", _("Ask %(most)s questions at most.") % {"most": MAX_QUESTIONS}
        for number, question in enumerate(self.questions):
            if not question.text.strip():
                yield f"questions.{number}.text", _("Write the question, or leave it out.")
            elif graphemes(question.text) > QUESTION_LENGTH:
                yield f"questions.{number}.text", _("Use %(most)s characters at most.") % {"most": QUESTION_LENGTH}

    def _budget_faults(self) -> FieldErrors:
        low, high, currency = self.budget_min, self.budget_max, self.paid_in
        if currency not in paid_currencies():
            allowed = ", ".join(paid_currencies())
            yield "budget_min" if low else "currency", _("Jobs can be paid in %(allowed)s only.") % {"allowed": allowed}
        elif low is not None and high is not None:
            yield from budget_range_errors(low, high)
        elif low is not None:
            yield "budget_max", _("Give both ends of the budget, or neither.")
        elif high is not None:
            yield "budget_min", _("Give both ends of the budget, or neither.")


def budget_range_errors(low: Money, high: Money) -> FieldErrors:
    """The errors of a budget's two ends: the field and the sentence of each."""
    currency = str(low.currency)
    smallest, largest = settings.LIFECYCLE.smallest(currency), settings.LIFECYCLE.largest(currency)
    if high.currency != low.currency:
        yield "budget_max", _("Give both ends of the budget in one currency.")
    elif low.amount < smallest:
        yield "budget_min", filled(_("The smallest budget is %(amount)s."), amount=Money(smallest, currency))
    elif high < low:
        yield "budget_max", _("The upper end of the budget is below the lower one.")
    elif high.amount > largest:
        yield "budget_max", filled(_("The largest budget is %(amount)s."), amount=Money(largest, currency))
