"""The five questions as a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.training.models import TracerAnswer
from market.training.tracer.actions import CHOICES, NOTE_LENGTH, Answers
from market.training.tracer.results import questions


class TracerForm(Form):
    """The questions, with the last answer if there is one."""

    work = forms.ChoiceField(choices=TracerAnswer.Work.choices, widget=forms.RadioSelect)
    elsewhere = forms.ChoiceField(choices=TracerAnswer.Elsewhere.choices, widget=forms.RadioSelect)
    hours = forms.ChoiceField(choices=TracerAnswer.Hours.choices, widget=forms.RadioSelect)
    hindrance = forms.ChoiceField(choices=TracerAnswer.Hindrance.choices, widget=forms.RadioSelect)
    advice = forms.ChoiceField(choices=TracerAnswer.Advice.choices, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, last: TracerAnswer | None = None) -> None:
        super().__init__(data, initial={name: getattr(last, name) for name in CHOICES} if last else None)
        for name in CHOICES:
            self.fields[name].label = questions()[name]

    @property
    def answers(self) -> Answers:
        """What was chosen."""
        return Answers(**{name: self.cleaned_data[name] for name in CHOICES})


class PhoneTracerForm(TracerForm):
    """The same, as an officer enters it."""

    note = TextField(
        most=NOTE_LENGTH,
        label=_("When you spoke, and with whom"),
        help_text=_("Such as: called on 3 May in the evening. It stays with the answer."),
    )
