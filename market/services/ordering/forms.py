"""The forms of an order, and of the answers to a service's questions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.text.contact import masked
from market.core.web.forms import Form, TextField
from market.files.forms import AttachingForm
from market.services.models import Order, Service
from market.services.ordering.actions import ANSWER_LENGTH, OrderChoice


class OrderForm(AttachingForm):
    """An order: choices and questions come from the service."""

    shrinks = "offered"

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
        return OrderChoice(values["package"], tuple(values["extras"]), answers_of(self), self.upload_ids)


class AnswersForm(AttachingForm):
    """Answers to questions that are still open."""

    shrinks = "offered"

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
