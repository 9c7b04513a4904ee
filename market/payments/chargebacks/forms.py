"""Forms of the operators' chargeback desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.files.forms import AttachingForm
from market.payments.models import EvidenceFile


class AnswerForm(Form):
    """The evidence for the bank."""

    text = TextField(
        label=_("What the bank should know"),
        help_text=_("In English. Check the facts, and add what shows the work. It can be sent once."),
        most=20_000,
        lines=14,
    )


class EvidenceFileForm(AttachingForm):
    """A file for the bank, and what it shows."""

    kind = forms.ChoiceField(label=_("What the file shows"), choices=EvidenceFile.Kind.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="file_%s", **kwargs)
        self.order_fields(["kind", "uploads"])
        self.fields["uploads"].label = _("File")
        self.fields["uploads"].help_text = _("PDF, JPEG or PNG. One of each kind, 4.5 MB together.")


class AcceptForm(Form):
    """Why it is not answered."""

    reason = TextField(label=_("Why?"), help_text=_("The other operators read it, and it stays."), most=1000, lines=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="accept_%s", **kwargs)


class ForgiveForm(Form):
    """Why something owed becomes the operator's loss."""

    reason = TextField(label=_("Why?"), help_text=_("It stays in the record."), most=1000, lines=3)
