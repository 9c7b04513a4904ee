"""The form of a service, with its packages, extras and questions; and of its pictures."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from market.core.base.money import CURRENCIES, Money
from market.core.text.locale import localize_digits
from market.core.web.forms import AmountField, TextField, WholeNumberField, amount_text
from market.core.web.row_forms import FormWithRows, RowForm, RowFormSet
from market.files.forms import OneFileField, OneFileForm
from market.jobs.forms import PaidForm
from market.profiles.forms import SkillsField
from market.services.models import Extra, Package, Service
from market.services.offering.details import (
    DESCRIPTION_LENGTH,
    FAQ_ANSWER_LENGTH,
    FAQ_QUESTION_LENGTH,
    INCLUDES_LENGTH,
    MOST_DAYS,
    MOST_EXTRAS,
    MOST_FAQ,
    MOST_PACKAGES,
    MOST_QUESTIONS,
    MOST_QUEUED,
    MOST_REVISIONS,
    NAME_LENGTH,
    NAME_STORED,
    QUESTION_LENGTH,
    TITLE_LENGTH,
    TITLE_STORED,
    ExtraDetails,
    FaqDetails,
    PackageDetails,
    ServiceDetails,
)
from market.services.offering.picture_actions import PICTURE_TITLE
from market.training.forms import TopicField

lazy_digits = lazy(localize_digits, str)


class PartRow(RowForm):
    """What packages and extras have in common."""

    name = TextField(most=NAME_LENGTH, max_length=NAME_STORED, label=_("Name"))
    other_name = TextField(
        most=NAME_LENGTH, max_length=NAME_STORED, required=False, label=_("Name in the second language")
    )
    price = AmountField(label=_("Price"))

    @property
    def is_in_two(self) -> bool:
        """Whether something is filled in in the second language."""
        return self.is_filled(*(name for name in self.fields if name.startswith("other_")))

    def values_in(self, currency: str) -> dict[str, Any]:
        """The values of a valid row, its price in this currency."""
        return {**self.cleaned_data, "price": Money(self.cleaned_data["price"], currency)}


class PackageRow(PartRow):
    """A package."""

    html_name = "package_{row}_{field}"
    other_includes = TextField(
        most=INCLUDES_LENGTH, lines=3, required=False, label=_("What is included, in the second language")
    )
    includes = TextField(most=INCLUDES_LENGTH, lines=3, required=False, label=_("What is included"))
    days = WholeNumberField(min_value=1, max_value=MOST_DAYS, label=_("Delivered within"))
    revisions = WholeNumberField(required=False, min_value=0, max_value=MOST_REVISIONS, label=_("Rounds of changes"))

    def details(self, currency: str) -> PackageDetails:
        """The package as described; the row is valid."""
        return PackageDetails(**{**self.values_in(currency), "revisions": self.cleaned_data["revisions"] or 0})


class ExtraRow(PartRow):
    """An extra. The days stand in the form without a sign; `pace` says which way they count."""

    SOONER = "sooner"
    html_name = "extra_{row}_{field}"
    pace = forms.ChoiceField(
        choices=[("", _("takes longer")), (SOONER, _("is delivered sooner"))],
        required=False,
        label=_("With it the work"),
    )
    days = WholeNumberField(required=False, min_value=0, max_value=MOST_DAYS, label=_("By how many days"))

    def details(self, currency: str) -> ExtraDetails:
        """The extra as described; the row is valid."""
        values = self.values_in(currency)
        days = values.pop("days") or 0
        return ExtraDetails(**values, days=-days) if values.pop("pace") else ExtraDetails(**values, days=days)


class QuestionRow(RowForm):
    """A question to the buyer, perhaps in the second language too."""

    question = TextField(most=QUESTION_LENGTH, error_messages={"required": _("Write the question here first.")})
    other_question = TextField(most=QUESTION_LENGTH, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = lazy_digits(int(self.prefix or 0) + 1)
        self.fields["question"].label = format_lazy("{} {}", _("Question"), number)
        self.fields["other_question"].label = format_lazy("{} {}", _("In the second language: question"), number)


class FaqRow(RowForm):
    """A question that clients often ask, with its answer, perhaps in the second language too."""

    html_name = "faq_{row}_{field}"
    question = TextField(most=FAQ_QUESTION_LENGTH, label=_("Question"))
    answer = TextField(most=FAQ_ANSWER_LENGTH, lines=3, label=_("Answer"))
    other_question = TextField(most=FAQ_QUESTION_LENGTH, required=False, label=_("The question in the second language"))
    other_answer = TextField(
        most=FAQ_ANSWER_LENGTH, lines=3, required=False, label=_("The answer in the second language")
    )

    @property
    def is_in_two(self) -> bool:
        """Whether something is filled in in the second language."""
        return self.is_filled("other_question", "other_answer")


PackageFormSet = forms.formset_factory(PackageRow, formset=RowFormSet, max_num=MOST_PACKAGES)
ExtraFormSet = forms.formset_factory(ExtraRow, formset=RowFormSet, max_num=MOST_EXTRAS)
QuestionFormSet = forms.formset_factory(QuestionRow, formset=RowFormSet, max_num=MOST_QUESTIONS)
FaqFormSet = forms.formset_factory(FaqRow, formset=RowFormSet, max_num=MOST_FAQ)


class ServiceForm(PaidForm, FormWithRows):
    """All fields of a service, without pictures."""

    title_bn = TextField(most=TITLE_LENGTH, max_length=TITLE_STORED, required=False, label=_("Title in Bangla"))
    title_en = TextField(most=TITLE_LENGTH, max_length=TITLE_STORED, required=False, label=_("Title in English"))
    description_bn = TextField(most=DESCRIPTION_LENGTH, lines=6, required=False, label=_("What you do, in Bangla"))
    description_en = TextField(most=DESCRIPTION_LENGTH, lines=6, required=False, label=_("What you do, in English"))
    topic = TopicField(empty_label=_("Choose"))
    skills = SkillsField()
    queue_limit = WholeNumberField(
        required=False, min_value=1, max_value=MOST_QUEUED, label=_("Most orders at the same time")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.packages = self.add_rows("packages", PackageFormSet)
        self.extras = self.add_rows("extras", ExtraFormSet)
        self.questions = self.add_rows("questions", QuestionFormSet)
        self.faq = self.add_rows("faq", FaqFormSet)

    @property
    def asks_in_two(self) -> bool:
        """Whether a question has a translation."""
        return any(row.is_filled("other_question") for row in self.questions)

    def details(self) -> ServiceDetails:
        """The service as described; the form is valid."""
        values = self.cleaned_data
        texts = ("title_en", "title_bn", "description_en", "description_bn")
        questions = [row.cleaned_data for row in self.questions.filled()]
        return ServiceDetails(
            **{name: values[name] for name in texts},
            topic=values["topic"].slug,
            skills=tuple(skill.slug for skill in values["skills"]),
            packages=tuple(row.details(values["currency"]) for row in self.packages.filled()),
            extras=tuple(row.details(values["currency"]) for row in self.extras.filled()),
            questions=tuple(each["question"] for each in questions),
            other_questions=tuple(each["other_question"] for each in questions),
            faq=tuple(FaqDetails(**row.cleaned_data) for row in self.faq.filled()),
            queue_limit=values["queue_limit"],
        )

    def add_error_at(self, path: str, message: str) -> None:
        """Shows "other_questions.0" in the row of the question, and what is wrong with all packages at the first."""
        name, _dot, number = path.partition(".")
        if path == "packages":
            self.packages[0].add_error("name", message)
        elif name == "other_questions" and number:
            super().add_error_at(f"questions.{number}.other_question", message)
        else:
            super().add_error_at(path, message)


def initial_of(service: Service) -> dict[str, Any]:
    """Initial values of the form for a service."""
    texts = ("title_en", "title_bn", "description_en", "description_bn", "queue_limit")
    return {
        **{name: getattr(service, name) for name in texts},
        "topic": service.topic.slug,
        "skills": [skill.slug for skill in service.skills.all()],
        "currency": service.currency if service.currency in CURRENCIES else "USD",
        "packages": [_initial_of_part(each, PackageRow) for each in service.packages.all()],
        "extras": [_initial_of_extra(each) for each in service.extras.all()],
        "questions": [{"question": each.text, "other_question": each.other_text} for each in service.questions.all()],
        "faq": [{name: getattr(each, name) for name in FaqRow.base_fields} for each in service.faq.all()],
    }


def _initial_of_part(part: Package | Extra, row: type[PartRow]) -> dict[str, Any]:
    others = {name: getattr(part, name) for name in row.base_fields if hasattr(part, name)}
    return {**others, "price": amount_text(part.price_value)}


def _initial_of_extra(extra: Extra) -> dict[str, Any]:
    pace = ExtraRow.SOONER if extra.days < 0 else ""
    return {**_initial_of_part(extra, ExtraRow), "pace": pace, "days": abs(extra.days)}


class ServicePictureForm(OneFileForm):
    """A picture of the service."""

    picture = OneFileField(label=_("Picture"), shrinks="always")
    title = TextField(most=PICTURE_TITLE, max_length=300, label=_("What it shows"))
