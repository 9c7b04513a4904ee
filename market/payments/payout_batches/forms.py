"""Forms of batches of payouts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.files.forms import OneFileField, OneFileForm
from market.payments.payout_batches.actions import REASON_LENGTH, REFERENCE_LENGTH


class SentForm(Form):
    """The bank has the file."""

    reference = TextField(
        most=REFERENCE_LENGTH, label=_("The bank's reference"), help_text=_("As the bank named the file it took.")
    )


class GiveUpForm(Form):
    """Why a batch is cancelled, or was refused by the bank."""

    reason = TextField(most=REASON_LENGTH, lines=2, label=_("Why?"), help_text=_("It stays in the record."))


class ReturnsForm(OneFileForm):
    """The bank's return file, or the text itself, which stays in the form to be put right."""

    file = OneFileField(
        accept=".csv,.xlsx,text/csv",
        resumes="page",
        required=False,
        allow_empty_file=True,
        label=_("Return file (CSV or XLSX)"),
        help_text=_(
            "With the columns “reference”, “status” (“paid”, “failed” or “returned”), “reason” and perhaps “amount”."
        ),
    )
    text = forms.CharField(
        required=False,
        strip=False,
        label=_("Or the list itself"),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "wrap": "off"}),
    )
    without_wrong = forms.BooleanField(required=False, label=_("Leave the wrong lines out and apply the others"))
