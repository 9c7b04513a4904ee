"""Forms of the services."""

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
from market.services.ordering.actions import ANSWER_LENGTH, Choice
from market.training.models import Topic

CURRENCY_NAMES = {"USD": _("dollars ($)"), "BDT": _("taka (৳)")}
SIGNS = {"USD": "$", "BDT": "৳"}
PACKAGE_FIELDS = ("name", "includes", "price", "days", "revisions", "other_name", "other_includes")
EXTRA_FIELDS = ("name", "price", "days", "other_name")
NEEDED = {"package": ("name", "price", "days"), "extra": ("name", "price")}


def _part_fields(kind: str) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {
        "name": TextField(most=NAME_LENGTH, max_length=NAME_STORED, required=False, label=_("Name")),
        "other_name": TextField(
            most=NAME_LENGTH, max_length=NAME_STORED, required=False, label=_("Name in the second language")
        ),
        "price": AmountField(required=False, label=_("Price")),
    }
    if kind == "package":
        again = _("What is included, in the second language")
        found["other_includes"] = TextField(most=INCLUDES_LENGTH, lines=3, required=False, label=again)
        found["includes"] = TextField(most=INCLUDES_LENGTH, lines=3, required=False, label=_("What is included"))
        found["days"] = WholeNumberField(required=False, min_value=1, max_value=MOST_DAYS, label=_("Delivered within"))
        found["revisions"] = WholeNumberField(
            required=False, min_value=0, max_value=MOST_REVISIONS, label=_("Rounds of changes")
        )
    else:
        found["days"] = WholeNumberField(required=False, min_value=0, max_value=MOST_DAYS, label=_("Takes longer by"))
    return found


def _stands(fields: Iterable[forms.BoundField]) -> bool:
    """Whether something is written in one of these, or wrong with it."""
    return any(field.value() not in (None, "") or field.errors for field in fields)


class ServiceForm(Form):
    """All that a freelancer says of a service, but for pictures."""

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
        """The rows of packages or extras: their bound fields by name, and whether anything stands in one."""
        most, names = (MOST_PACKAGES, PACKAGE_FIELDS) if kind == "package" else (MOST_EXTRAS, EXTRA_FIELDS)
        found = []
        for row in range(most):
            fields = {name: self[f"{kind}_{row}_{name}"] for name in names}
            others = [field for name, field in fields.items() if name.startswith("other_")]
            found.append({**fields, "filled": _stands(fields.values()), "is_in_two": _stands(others)})
        return found

    def questions(self, prefix: str = "") -> list[Any]:
        """The fields of the questions; with "other_" those in the other language."""
        return [self[f"{prefix}question_{row}"] for row in range(MOST_QUESTIONS)]

    @property
    def asks_in_two(self) -> bool:
        """Whether a question stands in the other language too."""
        return _stands(self.questions("other_"))

    def clean(self) -> dict[str, Any]:
        """A row in which anything stands says all that is needed."""
        given = super().clean() or self.cleaned_data
        for row in range(MOST_QUESTIONS):
            if given.get(f"other_question_{row}") and not given.get(f"question_{row}"):
                self.add_error(f"question_{row}", _("Write the question here first."))
        for kind, needed in NEEDED.items():
            for row in self._filled(kind):
                for name in needed:
                    field = f"{kind}_{row}_{name}"
                    if given.get(field) in (None, "") and field not in self.errors:
                        self.add_error(field, self.fields[field].error_messages["required"])
        return given

    def _filled(self, kind: str) -> list[int]:
        most, names = (MOST_PACKAGES, PACKAGE_FIELDS) if kind == "package" else (MOST_EXTRAS, EXTRA_FIELDS)
        return [
            row
            for row in range(most)
            if any(self.cleaned_data.get(f"{kind}_{row}_{name}") not in (None, "") for name in names)
        ]

    def details(self) -> ServiceDetails:
        """The service as described; the form is valid."""
        given = self.cleaned_data
        currency = given["currency"]

        def part(kind: str, row: int, name: str) -> Any:
            return given[f"{kind}_{row}_{name}"]

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
            **{name: given[name] for name in texts},
            topic=given["topic"].slug,
            skills=tuple(skill.slug for skill in given["skills"]),
            packages=packages,
            extras=extras,
            questions=tuple(given[name] for name in self._asked()),
            other_questions=tuple(given[f"other_{name}"] for name in self._asked()),
            queue_limit=given["queue_limit"],
        )

    def _asked(self) -> list[str]:
        return [name for row in range(MOST_QUESTIONS) if self.cleaned_data.get(name := f"question_{row}")]

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """As the base does, with what the action says of "packages.0.price" at the field of that row."""
        with super().refusing():
            try:
                yield
            except Invalid as refusal:
                refusal.errors = {self._field(at): found for at, found in refusal.errors.items()}
                raise

    def _field(self, path: str) -> str:
        kind, _dot, rest = path.partition(".")
        number, _dot, name = rest.partition(".")
        if kind == "packages":
            return f"package_{self._filled('package')[int(number)]}_{name}" if rest else "package_0_name"
        if kind == "extras" and rest:
            return f"extra_{self._filled('extra')[int(number)]}_{name}"
        if kind == "questions" and rest:
            return self._asked()[int(number)]
        if kind == "other_questions" and rest:
            return f"other_{self._asked()[int(number)]}"
        return path


def initial_of(service: Service) -> dict[str, Any]:
    """What a service says, as the form shows it."""
    texts = ("title_en", "title_bn", "description_en", "description_bn", "queue_limit")
    found: dict[str, Any] = {
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
            found |= {f"{kind}_{row}_{name}": getattr(each, name) for name in names}
            found[f"{kind}_{row}_price"] = f"{each.price_value:f}".removesuffix(".00")
    for row, asked in enumerate(service.questions.all()):
        found |= {f"question_{row}": asked.text, f"other_question_{row}": asked.other_text}
    return found


class OrderForm(Form):
    """What a client wants of a service: its choices come from the service's rows, its questions too."""

    package = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect, label=_("Package"))
    extras = forms.TypedMultipleChoiceField(
        coerce=int, required=False, widget=forms.CheckboxSelectMultiple, label=_("Extras")
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)  # the sum that stood on the page

    def __init__(self, service: Service, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service = service
        self.fields["package"].choices = [(each.pk, each.in_language("name")) for each in service.packages.all()]  # type: ignore[attr-defined]
        self.fields["extras"].choices = [(each.pk, each.in_language("name")) for each in service.extras.all()]  # type: ignore[attr-defined]
        add_answers(self, [each.in_language("text") for each in service.questions.all()])

    def choice(self) -> Choice:
        """As the action takes it; the form is valid."""
        given = self.cleaned_data
        return Choice(given["package"], tuple(given["extras"]), answers_of(self))


class AnswersForm(Form):
    """Answers to what is not answered yet."""

    def __init__(self, order: Order, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_answers(self, {place: order.answers[place]["question"] for place in order.unanswered})


def add_answers(form: Form, questions: "Mapping[int, str] | list[str]") -> None:
    """A field for each question, called by the question."""
    pairs = questions.items() if isinstance(questions, Mapping) else enumerate(questions)
    for place, text in pairs:
        form.fields[f"answer_{place}"] = TextField(most=ANSWER_LENGTH, lines=2, required=False, label=masked(text))


def answers_of(form: Form) -> dict[int, str]:
    """What a valid form answers, by the place of the question."""
    found = form.cleaned_data.items()
    return {int(name.removeprefix("answer_")): text for name, text in found if name.startswith("answer_")}


class ServicePictureForm(Form):
    """A picture of the service."""

    picture = forms.FileField(
        label=_("Picture"), widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"})
    )
    title = TextField(most=PICTURE_TITLE, max_length=300, label=_("What it shows"))
