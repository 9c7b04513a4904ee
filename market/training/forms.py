"""Forms of the register."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.bangla import ascii_digits
from market.core.forms import Form, TextField
from market.training.models import Batch, District, Topic


class DayField(forms.DateField):
    """A day, in digits of either script."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)

    def to_python(self, value: Any) -> date | None:
        """The day."""
        return super().to_python(ascii_digits(value) if isinstance(value, str) else value)


def _code_input(example: str) -> forms.TextInput:
    return forms.TextInput(
        attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false", "placeholder": example}
    )


class CheckForm(Form):
    """Which certificate somebody wants to check."""

    serial = forms.CharField(max_length=80, label=_("Certificate number"), widget=_code_input("AIAA-RAN-2018-014"))


class ClaimForm(Form):
    """What stands on a graduate's letter."""

    serial = forms.CharField(max_length=80, label=_("Certificate number"), widget=_code_input("AIAA-RAN-2018-014"))
    claim_code = forms.CharField(max_length=100, label=_("Claim code"), widget=_code_input("k7mwp-4xq9c"))


class BatchField(forms.ModelChoiceField):
    """A batch, named with its topic and district."""

    def label_from_instance(self, batch: Batch) -> str:
        """What stands in the list."""
        return f"{batch.code} · {batch.topic.name} · {batch.district.name}"


class BatchForm(Form):
    """A batch that is to be recorded."""

    code = TextField(
        most=40, max_length=40, label=_("Code"), help_text=_("Short and without spaces, such as RAN-GD-7.")
    )
    topic = forms.ModelChoiceField(
        Topic.objects.none(), to_field_name="slug", label=_("Topic"), empty_label=_("Choose")
    )
    district = forms.ModelChoiceField(
        District.objects.none(), to_field_name="slug", label=_("District"), empty_label=_("Choose")
    )
    started_on = DayField(label=_("First day"))
    ended_on = DayField(label=_("Last day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "topic").queryset = Topic.objects.all()
        _choices(self, "district").queryset = District.objects.all()


class IssueForm(Form):
    """A certificate that is to be issued."""

    batch = BatchField(Batch.objects.none(), label=_("Batch"), empty_label=_("Choose"))
    name_en = TextField(
        most=120, max_length=300, label=_("Name in English"), help_text=_("As on her papers. It stays private.")
    )
    name_bn = TextField(most=120, max_length=300, required=False, label=_("Name in Bangla"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "batch").queryset = Batch.objects.select_related("topic", "district").order_by(
            "-ended_on", "code"
        )


class RevokeForm(Form):
    """Why a certificate ends."""

    reason = TextField(most=300, max_length=500, lines=3, label=_("Reason"), help_text=_("She reads it."))


def _choices(form: Form, name: str) -> "forms.ModelChoiceField[Any]":
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # declared so above
    return field
