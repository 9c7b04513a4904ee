"""The details of a service as value objects, and their validation."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Self, TypedDict

from django.conf import settings
from django.utils.translation import gettext as _

from market.core.base.errors import Invalid, filled
from market.core.base.money import Money, paid_currencies, total
from market.core.text.bangla import graphemes, nfc
from market.core.text.contact import name_faults
from market.profiles.models import Skill
from market.services.models import Service
from market.training.models import Topic

MOST_PACKAGES, MOST_EXTRAS, MOST_QUESTIONS, MOST_SKILLS = 3, 5, 5, 15
TITLE_LENGTH, DESCRIPTION_LENGTH, NAME_LENGTH, INCLUDES_LENGTH, QUESTION_LENGTH = 80, 4000, 50, 600, 200
TITLE_STORED, NAME_STORED = 400, 300  # code points: a Bangla character may be several
MOST_FAQ, FAQ_QUESTION_LENGTH, FAQ_ANSWER_LENGTH = 8, 200, 1000
MOST_DAYS, MOST_REVISIONS, MOST_QUEUED = 120, 20, 100
Faults = Iterator[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class PackageDetails:
    """A package: what is included, price, days, rounds of changes; its texts in the other language are optional."""

    name: str
    price: Money
    days: int
    includes: str = ""
    revisions: int = 1
    other_name: str = ""
    other_includes: str = ""


@dataclass(frozen=True, slots=True)
class ExtraDetails:
    """An extra: its price and the days that it adds, or (below zero) takes off; its other name is optional."""

    name: str
    price: Money
    days: int = 0
    other_name: str = ""


@dataclass(frozen=True, slots=True)
class FaqDetails:
    """A question that clients often ask, with its answer; both in the other language too, or neither."""

    question: str
    answer: str
    other_question: str = ""
    other_answer: str = ""


class ServiceChanges(TypedDict, total=False):
    """The fields of a service to change; missing ones stay."""

    title_en: str
    title_bn: str
    description_en: str
    description_bn: str
    topic: str
    skills: Sequence[str]
    packages: Sequence[PackageDetails]
    extras: Sequence[ExtraDetails]
    questions: Sequence[str]
    other_questions: Sequence[str]
    faq: Sequence[FaqDetails]
    queue_limit: int | None


@dataclass(frozen=True, slots=True)
class ServiceDetails:
    """All fields of a service. `topic` and `skills` are slugs; all prices are in one currency.

    `other_questions` are the questions in the other language, in the same order; "" or missing without a translation.
    """

    topic: str
    title_en: str = ""
    title_bn: str = ""
    description_en: str = ""
    description_bn: str = ""
    skills: Sequence[str] = field(default=())
    packages: Sequence[PackageDetails] = field(default=())
    extras: Sequence[ExtraDetails] = field(default=())
    questions: Sequence[str] = field(default=())
    other_questions: Sequence[str] = field(default=())
    faq: Sequence[FaqDetails] = field(default=())
    queue_limit: int | None = None

    @classmethod
    def of(cls, service: Service) -> Self:
        """The details of a stored service."""
        packages = (
            PackageDetails(
                each.name, each.price, each.days, each.includes, each.revisions, each.other_name, each.other_includes
            )
            for each in service.packages.all()
        )
        extras = (ExtraDetails(each.name, each.price, each.days, each.other_name) for each in service.extras.all())
        faq = (
            FaqDetails(each.question, each.answer, each.other_question, each.other_answer) for each in service.faq.all()
        )
        return cls(
            topic=service.topic.slug,
            title_en=service.title_en,
            title_bn=service.title_bn,
            description_en=service.description_en,
            description_bn=service.description_bn,
            skills=tuple(skill.slug for skill in service.skills.all()),
            packages=tuple(packages),
            extras=tuple(extras),
            questions=tuple(each.text for each in service.questions.all()),
            other_questions=tuple(each.other_text for each in service.questions.all()),
            faq=tuple(faq),
            queue_limit=service.queue_limit,
        )

    @property
    def currency(self) -> str:
        """The currency of its prices; the site's first without any."""
        return next((str(each.price.currency) for each in self.packages), paid_currencies()[0])

    def check(self, *, complete: bool) -> tuple[Topic, list[Skill]]:
        """Validate, and return the topic and the skills. `complete`: it must also have what a published service needs.

        Raises Invalid, whose errors name the fields by path ("packages.0.price").
        """
        topic = Topic.objects.filter(slug=self.topic).first()
        skills = list(Skill.objects.filter(slug__in=self.skills))
        errors: dict[str, list[object]] = defaultdict(list)
        if topic is None:
            errors["topic"].append(_("Choose a topic."))
        for name, text in self._faults(skills, complete):
            errors[name].append(text)
        if errors or topic is None:
            raise Invalid(errors=errors)
        return topic, skills

    def _faults(self, skills: list[Skill], complete: bool) -> Faults:
        yield from self._text_faults(complete)
        yield from self._number_faults(skills, complete)
        for number, package in enumerate(self.packages):
            yield from _named_faults(f"packages.{number}", package, self.currency)
            yield from _package_faults(f"packages.{number}", package)
        for number, extra in enumerate(self.extras):
            yield from _named_faults(f"extras.{number}", extra, self.currency, smallest=Decimal(1))
            if not -MOST_DAYS <= extra.days <= MOST_DAYS:
                yield f"extras.{number}.days", _("Give 0 to %(most)s days.") % {"most": MOST_DAYS}
        yield from self._haste_faults()
        yield from self._question_faults()

    def _haste_faults(self) -> Faults:
        """Faults of extras that together would deliver a package in less than one day."""
        shortest = min((each.days for each in self.packages), default=MOST_DAYS)
        if shortest + sum(min(each.days, 0) for each in self.extras) < 1:
            for number in (number for number, extra in enumerate(self.extras) if extra.days < 0):
                yield f"extras.{number}.days", _("Give fewer days: your shortest package must still take one day.")

    def _question_faults(self) -> Faults:
        for number, question in enumerate(self.questions):
            yield from _length(f"questions.{number}", question, QUESTION_LENGTH)
            if not question.strip():
                yield f"questions.{number}", _("Write the question, or leave it out.")
        if len(self.other_questions) > len(self.questions):
            yield "other_questions", _("Give the questions first.")
        for number, question in enumerate(self.other_questions):
            yield from _length(f"other_questions.{number}", question, QUESTION_LENGTH)
        for number, entry in enumerate(self.faq):
            yield from _faq_faults(f"faq.{number}", entry)

    def _text_faults(self, complete: bool) -> Faults:
        if not (nfc(self.title_en).strip() or nfc(self.title_bn).strip()):
            yield "title_bn", _("Give it a title, in one of the languages.")
        if complete and not (self.description_en.strip() or self.description_bn.strip()):
            yield "description_bn", _("Say what you do, in one of the languages.")
        for language in ("en", "bn"):
            yield from _name_faults(f"title_{language}", getattr(self, f"title_{language}"), TITLE_LENGTH, TITLE_STORED)
            yield from _length(f"description_{language}", getattr(self, f"description_{language}"), DESCRIPTION_LENGTH)

    def _number_faults(self, skills: list[Skill], complete: bool) -> Faults:
        if len(skills) < len(set(self.skills)):
            yield "skills", _("One of the skills is not known.")
        for name, values, most in (
            ("skills", self.skills, MOST_SKILLS),
            ("packages", self.packages, MOST_PACKAGES),
            ("extras", self.extras, MOST_EXTRAS),
            ("questions", self.questions, MOST_QUESTIONS),
            ("faq", self.faq, MOST_FAQ),
        ):
            if len(values) > most:
                yield name, _("Give %(most)s at most.") % {"most": most}
        if complete and not self.packages:
            yield "packages", _("Offer one package at least.")
        if self.queue_limit is not None and not 1 <= self.queue_limit <= MOST_QUEUED:
            yield "queue_limit", _("Give 1 to %(most)s, or leave it out.") % {"most": MOST_QUEUED}
        if self.currency not in paid_currencies():
            allowed = ", ".join(paid_currencies())
            yield "packages", _("Services can be paid in %(allowed)s only.") % {"allowed": allowed}
        elif self._dearest() > settings.LIFECYCLE.largest(self.currency):
            yield "packages", _("A package with all extras costs more than one payment can move.")

    def _dearest(self) -> Decimal:
        extras = total([each.price.amount for each in self.extras])
        return max((each.price.amount for each in self.packages), default=Decimal(0)) + extras


def _length(path: str, text: str, most: int, stored: int = 0) -> Faults:
    if graphemes(text) > most or (stored and len(nfc(text)) > stored):
        yield path, _("Use %(most)s characters at most.") % {"most": most}


def _name_faults(path: str, text: str, most: int, stored: int) -> Faults:
    yield from _length(path, text, most, stored)
    yield from ((path, fault) for fault in name_faults(text))


def _named_faults(
    path: str, part: PackageDetails | ExtraDetails, currency: str, smallest: Decimal | None = None
) -> Faults:
    price = part.price
    if not part.name.strip():
        yield f"{path}.name", _("Give it a name.")
    yield from _name_faults(f"{path}.name", part.name, NAME_LENGTH, NAME_STORED)
    yield from _name_faults(f"{path}.other_name", part.other_name, NAME_LENGTH, NAME_STORED)
    least = settings.LIFECYCLE.smallest(currency) if smallest is None and currency in ("USD", "BDT") else smallest
    if str(price.currency) != currency:
        yield f"{path}.price", _("Give all prices in one currency.")
    elif least is not None and price.amount < least:
        yield f"{path}.price", filled(_("The smallest price is %(amount)s."), amount=Money(least, currency))


def _package_faults(path: str, package: PackageDetails) -> Faults:
    yield from _length(f"{path}.includes", package.includes, INCLUDES_LENGTH)
    yield from _length(f"{path}.other_includes", package.other_includes, INCLUDES_LENGTH)
    if not 1 <= package.days <= MOST_DAYS:
        yield f"{path}.days", _("Give 1 to %(most)s days.") % {"most": MOST_DAYS}
    if not 0 <= package.revisions <= MOST_REVISIONS:
        yield f"{path}.revisions", _("Give 0 to %(most)s rounds of changes.") % {"most": MOST_REVISIONS}


def _faq_faults(path: str, entry: FaqDetails) -> Faults:
    for name in ("question", "other_question"):
        yield from _length(f"{path}.{name}", getattr(entry, name), FAQ_QUESTION_LENGTH)
    for name in ("answer", "other_answer"):
        yield from _length(f"{path}.{name}", getattr(entry, name), FAQ_ANSWER_LENGTH)
    if not entry.question.strip():
        yield f"{path}.question", _("Write the question, or leave it out.")
    if not entry.answer.strip():
        yield f"{path}.answer", _("Write the answer, too.")
    if bool(entry.other_question.strip()) != bool(entry.other_answer.strip()):
        missing = "other_answer" if entry.other_question.strip() else "other_question"
        yield f"{path}.{missing}", _("Give question and answer in the second language, or neither.")
