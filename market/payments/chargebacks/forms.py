"""Forms of the operators' chargeback desk."""

from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField


class AnswerForm(Form):
    """The evidence for the bank."""

    text = TextField(
        label=_("What the bank should know"),
        help_text=_("In English. Check the facts, and add what shows the work. It can be sent once."),
        most=20_000,
        lines=14,
    )


class ForgiveForm(Form):
    """Why something owed becomes the operator's loss."""

    reason = TextField(label=_("Why?"), help_text=_("It stays in the record."), most=1000, lines=3)
