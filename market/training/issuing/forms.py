"""Forms of the officers' pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.files.forms import OneFileField, OneFileForm
from market.training.batches.forms import BatchField
from market.training.certificates.forms import code_input
from market.training.models import Batch


class OfBatch(Form):
    """A form with the choice of a batch."""

    batch = BatchField(
        Batch.objects.by_hand_first().select_related("topic", "district"),
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
        widget=code_input("AIAA-RAN-2018-014"),
    )
    different = DifferentField()


class ImportForm(OfBatch, OneFileForm):
    """A list of graduates: a file, or the text itself, which stays in the form to be put right."""

    file = OneFileField(
        accept=".csv,.txt,text/csv,text/plain",
        resumes="page",
        required=False,
        allow_empty_file=True,
        label=_("File (CSV)"),
        help_text=_("From Excel: “Save as”, then “CSV UTF-8”. At most 5,000 lines and 2 MB."),
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


class RevokeForm(Form):
    """Why a certificate is revoked."""

    reason = TextField(most=300, max_length=500, lines=3, label=_("Reason"), help_text=_("She reads it."))
