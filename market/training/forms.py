"""Forms of the register."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import DayField, Form, TextField
from market.files.forms import AttachingForm
from market.training.models import Batch, District, Topic


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


class TopicField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django has no arguments for it when it runs
    """The choice of a topic."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Topic.objects.all(), to_field_name="slug", label=_("Topic"), **kwargs)


class DistrictField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The choice of a district."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(District.objects.all(), to_field_name="slug", label=_("District"), **kwargs)


class BatchField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A batch, named with its topic and district."""

    def label_from_instance(self, batch: Batch) -> str:
        """What stands in the list."""
        return f"{batch.code} · {batch.topic.name} · {batch.district.name}"


class BatchForm(Form):
    """A batch that is to be recorded."""

    code = TextField(
        most=40, max_length=40, label=_("Code"), help_text=_("Short and without spaces, such as RAN-GD-7.")
    )
    topic = TopicField(empty_label=_("Choose"))
    district = DistrictField(empty_label=_("Choose"))
    started_on = DayField(label=_("First day"))
    ended_on = DayField(label=_("Last day"))


class OfBatch(Form):
    """A form with the choice of a batch."""

    batch = BatchField(
        Batch.objects.select_related("topic", "district").order_by("-ended_on", "code"),
        label=_("Batch"),
        empty_label=_("Choose"),
    )


class DifferentField(forms.BooleanField):
    """The answer to the questions about equal names."""

    def __init__(self) -> None:
        label = _("I have checked it: those with equal names are different people")
        super().__init__(required=False, label=label)


class IssueForm(OfBatch):
    """A certificate that is to be issued."""

    name_en = TextField(
        most=120, max_length=300, label=_("Name in English"), help_text=_("As on her papers. It stays private.")
    )
    name_bn = TextField(most=120, max_length=300, required=False, label=_("Name in Bangla"))
    serial = forms.CharField(
        max_length=80,
        required=False,
        label=_("Certificate number"),
        help_text=_("Only if she has one on paper already; else the next one is given."),
        widget=_code_input("AIAA-RAN-2018-014"),
    )
    different = DifferentField()


class ImportForm(OfBatch):
    """A list of graduates: a file, or the text itself, which stays in the form to be put right."""

    file = forms.FileField(
        required=False,
        allow_empty_file=True,
        label=_("File (CSV)"),
        help_text=_("From Excel: “Save as”, then “CSV UTF-8”. At most 5,000 lines and 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    text = forms.CharField(
        required=False,
        strip=False,
        label=_("Or the list itself"),
        help_text=_("Paste it here, with its head line. You can put it right here, too."),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "wrap": "off"}),
    )
    different = DifferentField()


class NameForm(Form):
    """The corrected name."""

    name_en = TextField(most=120, max_length=300, label=_("Name in English"))
    name_bn = TextField(most=120, max_length=300, required=False, label=_("Name in Bangla"))
    reason = TextField(most=300, max_length=500, label=_("Why"), help_text=_("For the officer who releases it."))


class LetterForm(Form):
    """Why there must be a new letter."""

    reason = TextField(most=300, max_length=500, label=_("Why"), help_text=_("For the officer who releases it."))


class RefuseForm(Form):
    """Why something is not released."""

    reason = TextField(most=300, max_length=500, lines=3, label=_("What is wrong"))


class AppealForm(AttachingForm):
    """Why a graduate thinks that the revocation is wrong."""

    statement = TextField(
        most=2000,
        max_length=6000,
        lines=8,
        label=_("What happened"),
        help_text=_("Say in your own words why the certificate is yours. Name who can confirm it."),
    )


class DecideForm(Form):
    """The decision on an appeal."""

    lift = forms.ChoiceField(
        choices=[("yes", _("Lift the revocation: she is right")), ("no", _("Uphold the revocation"))],
        widget=forms.RadioSelect,
        label=_("Decision"),
    )
    answer = TextField(
        most=1000, max_length=2000, lines=4, label=_("Answer"), help_text=_("She reads it. Be plain and kind.")
    )


class BadgeForm(Form):
    """What a badge shows."""

    with_name = forms.BooleanField(required=False, label=_("Put my name on it"))


class RevokeForm(Form):
    """Why a certificate is revoked."""

    reason = TextField(most=300, max_length=500, lines=3, label=_("Reason"), help_text=_("She reads it."))
