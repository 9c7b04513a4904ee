"""Forms of services and orders."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Invalid
from market.core.base.money import CURRENCIES, Money
from market.core.text.contact import masked
from market.core.web.forms import AmountField, Form, TextField, WholeNumberField
from market.profiles.models import Skill
from market.services.models import Order, Service
from market.services.offering.details import (
    DESCRIPTION_LENGTH,
    INCLUDES_LENGTH,
    MOST_DAYS,
    MOST_EXTRAS,
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
    PackageDetails,
    ServiceDetails,
)
from market.services.offering.picture_actions import PICTURE_TITLE
from market.services.ordering.actions import ANSWER_LENGTH, OrderChoice
from market.training.models import Topic

CURRENCY_NAMES = {"USD": _("dollars ($)"), "BDT": _("taka (৳)")}
SIGNS = {"USD": "$", "BDT": "৳"}
PACKAGE_FIELDS = ("name", "includes", "price", "days", "revisions", "other_name", "other_includes")
EXTRA_FIELDS = ("name", "price", "days", "other_name")
NEEDED = {"package": ("name", "price", "days"), "extra": ("name", "price")}


def _part_fields(kind: str) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        "name": TextField(most=NAME_LENGTH, max_length=NAME_STORED, required=False, label=_("Name")),
        "other_name": TextField(
            most=NAME_LENGTH, max_length=NAME_STORED, required=False, label=_("Name in the second language")
        ),
        "price": AmountField(required=False, label=_("Price")),
    }
    if kind == "package":
        again = _("What is included, in the second language")
        fields["other_includes"] = TextField(most=INCLUDES_LENGTH, lines=3, required=False, label=again)
        fields["includes"] = TextField(most=INCLUDES_LENGTH, lines=3, required=False, label=_("What is included"))
        fields["days"] = WholeNumberField(required=False, min_value=1, max_value=MOST_DAYS, label=_("Delivered within"))
        fields["revisions"] = WholeNumberField(
            required=False, min_value=0, max_value=MOST_REVISIONS, label=_("Rounds of changes")
        )
    else:
        fields["days"] = WholeNumberField(required=False, min_value=0, max_value=MOST_DAYS, label=_("Takes longer by"))
    return fields


def _is_filled(fields: Iterable[forms.BoundField]) -> bool:
    """Whether one of these fields has a value or an error."""
    return any(field.value() not in (None, "") or field.errors for field in fields)


class ServiceForm(Form):
    """All fields of a service, without pictures."""

    title_bn = TextField(most=TITLE_LENGTH, max_length=TITLE_STORED, required=False, label=_("Title in Bangla"))
    title_en = TextField(most=TITLE_LENGTH, max_length=TITLE_STORED, required=False, label=_("Title in English"))
    description_bn = TextField(most=DESCRIPTION_LENGTH, lines=6, required=False, label=_("What you do, in Bangla"))
    description_en = TextField(most=DESCRIPTION_LENGTH, lines=6, required=False, label=_("What you do, in English"))
    topic = forms.ModelChoiceField(
        Topic.objects.none(), to_field_name="slug", label=_("Topic"), empty_label=_("Choose")
    )
    skills = forms.ModelMultipleChoiceField(
        Skill.objects.none(), to_field_name="slug", required=False, label=_("Skills")
    )
    currency = forms.ChoiceField(label=_("Paid in"))
    queue_limit = WholeNumberField(
        required=False, min_value=1, max_value=MOST_QUEUED, label=_("Most orders at the same time")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = Topic.objects.all()  # type: ignore[attr-defined]  # choices by model
        self.fields["skills"].queryset = Skill.objects.all()  # type: ignore[attr-defined]
        self.fields["currency"].choices = [(code, CURRENCY_NAMES[code]) for code in settings.STRIPE_CURRENCIES]  # type: ignore[attr-defined]
        if len(settings.STRIPE_CURRENCIES) == 1:
            self.fields["currency"].widget = forms.HiddenInput()
            self.fields["currency"].initial = settings.STRIPE_CURRENCIES[0]
        for kind, most in (("package", MOST_PACKAGES), ("extra", MOST_EXTRAS)):
            for row in range(most):
                self.fields |= {f"{kind}_{row}_{name}": field for name, field in _part_fields(kind).items()}
        for row in range(MOST_QUESTIONS):
            label = format_lazy("{} {}", _("Question"), row + 1)
            self.fields[f"question_{row}"] = TextField(most=QUESTION_LENGTH, required=False, label=label)
            self.fields[f"other_question_{row}"] = TextField(
                most=QUESTION_LENGTH,
                required=False,
                label=format_lazy("{} {}", _("In the second language: question"), row + 1),
            )

    @property
    def sign(self) -> str:
        """The currency's sign where there is only one to choose."""
        return SIGNS[settings.STRIPE_CURRENCIES[0]] if len(settings.STRIPE_CURRENCIES) == 1 else ""

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """The rows of packages or extras: their bound fields by name, and whether the row is filled in."""
        most, names = (MOST_PACKAGES, PACKAGE_FIELDS) if kind == "package" else (MOST_EXTRAS, EXTRA_FIELDS)
        rows = []
        for row in range(most):
            fields = {name: self[f"{kind}_{row}_{name}"] for name in names}
            others = [field for name, field in fields.items() if name.startswith("other_")]
            rows.append({**fields, "filled": _is_filled(fields.values()), "is_in_two": _is_filled(others)})
        return rows

    def questions(self, prefix: str = "") -> list[Any]:
        """The fields of the questions; with "other_" those in the other language."""
        return [self[f"{prefix}question_{row}"] for row in range(MOST_QUESTIONS)]

    @property
    def asks_in_two(self) -> bool:
        """Whether a question has a translation."""
        return _is_filled(self.questions("other_"))

    def clean(self) -> dict[str, Any]:
        """Refuse rows that are filled in partly."""
        values = super().clean() or self.cleaned_data
        for row in range(MOST_QUESTIONS):
            if values.get(f"other_question_{row}") and not values.get(f"question_{row}"):
                self.add_error(f"question_{row}", _("Write the question here first."))
        for kind, needed in NEEDED.items():
            for row in self._filled(kind):
                for name in needed:
                    field = f"{kind}_{row}_{name}"
                    if values.get(field) in (None, "") and field not in self.errors:
                        self.add_error(field, self.fields[field].error_messages["required"])
        return values

    def _filled(self, kind: str) -> list[int]:
        most, names = (MOST_PACKAGES, PACKAGE_FIELDS) if kind == "package" else (MOST_EXTRAS, EXTRA_FIELDS)
        return [
            row
            for row in range(most)
            if any(self.cleaned_data.get(f"{kind}_{row}_{name}") not in (None, "") for name in names)
        ]

    def details(self) -> ServiceDetails:
        """The service as described; the form is valid."""
        values = self.cleaned_data
        currency = values["currency"]

        def part(kind: str, row: int, name: str) -> Any:
            return values[f"{kind}_{row}_{name}"]

        packages = tuple(
            PackageDetails(
                name=part("package", row, "name"),
                price=Money(part("package", row, "price"), currency),
                days=part("package", row, "days"),
                includes=part("package", row, "includes"),
                revisions=part("package", row, "revisions") or 0,
                other_name=part("package", row, "other_name"),
                other_includes=part("package", row, "other_includes"),
            )
            for row in self._filled("package")
        )
        extras = tuple(
            ExtraDetails(
                part("extra", row, "name"),
                Money(part("extra", row, "price"), currency),
                part("extra", row, "days") or 0,
                part("extra", row, "other_name"),
            )
            for row in self._filled("extra")
        )
        texts = ("title_en", "title_bn", "description_en", "description_bn")
        return ServiceDetails(
            **{name: values[name] for name in texts},
            topic=values["topic"].slug,
            skills=tuple(skill.slug for skill in values["skills"]),
            packages=packages,
            extras=extras,
            questions=tuple(values[name] for name in self._question_names()),
            other_questions=tuple(values[f"other_{name}"] for name in self._question_names()),
            queue_limit=values["queue_limit"],
        )

    def _question_names(self) -> list[str]:
        return [name for row in range(MOST_QUESTIONS) if self.cleaned_data.get(name := f"question_{row}")]

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Like the base, with the action's errors at paths like "packages.0.price" shown at the row's field."""
        with super().refusing():
            try:
                yield
            except Invalid as refusal:
                refusal.errors = {self._field(at): messages for at, messages in refusal.errors.items()}
                raise

    def _field(self, path: str) -> str:
        kind, _dot, rest = path.partition(".")
        number, _dot, name = rest.partition(".")
        if kind == "packages":
            return f"package_{self._filled('package')[int(number)]}_{name}" if rest else "package_0_name"
        if kind == "extras" and rest:
            return f"extra_{self._filled('extra')[int(number)]}_{name}"
        if kind == "questions" and rest:
            return self._question_names()[int(number)]
        if kind == "other_questions" and rest:
            return f"other_{self._question_names()[int(number)]}"
        return path


def initial_of(service: Service) -> dict[str, Any]:
    """Initial values of the form for a service."""
    texts = ("title_en", "title_bn", "description_en", "description_bn", "queue_limit")
    initial: dict[str, Any] = {
        **{name: getattr(service, name) for name in texts},
        "topic": service.topic.slug,
        "skills": [skill.slug for skill in service.skills.all()],
        "currency": service.currency if service.currency in CURRENCIES else "USD",
    }
    for kind, rows, names in (
        ("package", service.packages.all(), [name for name in PACKAGE_FIELDS if name != "price"]),
        ("extra", service.extras.all(), [name for name in EXTRA_FIELDS if name != "price"]),
    ):
        for row, each in enumerate(rows):
            initial |= {f"{kind}_{row}_{name}": getattr(each, name) for name in names}
            initial[f"{kind}_{row}_price"] = f"{each.price_value:f}".removesuffix(".00")
    for row, question in enumerate(service.questions.all()):
        initial |= {f"question_{row}": question.text, f"other_question_{row}": question.other_text}
    return initial


class OrderForm(Form):
    """An order: choices and questions come from the service."""

    package = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect, label=_("Package"))
    extras = forms.TypedMultipleChoiceField(
        coerce=int, required=False, widget=forms.CheckboxSelectMultiple, label=_("Extras")
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)  # the sum that the page showed

    def __init__(self, service: Service, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service = service
        self.fields["package"].choices = [(each.pk, each.in_language("name")) for each in service.packages.all()]  # type: ignore[attr-defined]
        self.fields["extras"].choices = [(each.pk, each.in_language("name")) for each in service.extras.all()]  # type: ignore[attr-defined]
        add_answers(self, [each.in_language("text") for each in service.questions.all()])

    def choice(self) -> OrderChoice:
        """The choice for the action; the form must be valid."""
        values = self.cleaned_data
        return OrderChoice(values["package"], tuple(values["extras"]), answers_of(self))


class AnswersForm(Form):
    """Answers to questions that are still open."""

    def __init__(self, order: Order, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_answers(self, {index: order.answers[index]["question"] for index in order.unanswered})


def add_answers(form: Form, questions: "Mapping[int, str] | list[str]") -> None:
    """Add a field for each question, labelled with it."""
    pairs = questions.items() if isinstance(questions, Mapping) else enumerate(questions)
    for index, text in pairs:
        form.fields[f"answer_{index}"] = TextField(most=ANSWER_LENGTH, lines=2, required=False, label=masked(text))


def answers_of(form: Form) -> dict[int, str]:
    """The answers of a valid form by the index of the question."""
    fields = form.cleaned_data.items()
    return {int(name.removeprefix("answer_")): text for name, text in fields if name.startswith("answer_")}


class ServicePictureForm(Form):
    """A picture of the service."""

    picture = forms.FileField(
        label=_("Picture"), widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"})
    )
    title = TextField(most=PICTURE_TITLE, max_length=300, label=_("What it shows"))
