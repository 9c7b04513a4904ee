"""Forms of reports about a class."""

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.training.models import ClassReport
from market.training.not_held.actions import ANSWER_LENGTH, TEXT_LENGTH


class ReportClassForm(Form):
    """What a trainee reports."""

    kind = forms.ChoiceField(choices=ClassReport.Kind.choices, widget=forms.RadioSelect, label=_("What happened?"))
    text = TextField(
        most=TEXT_LENGTH,
        max_length=3000,
        lines=3,
        required=False,
        label=_("What the office should know"),
        help_text=_("If you like: how long you waited, who else was there."),
    )


class AnswerReportForm(Form):
    """What the trainer says."""

    text = TextField(most=ANSWER_LENGTH, max_length=6000, lines=4, label=_("Your answer"))


class DecideReportForm(Form):
    """What an officer decides."""

    held = forms.ChoiceField(
        choices=[("no", _("It did not take place: it counts for nobody")), ("yes", _("It took place"))],
        widget=forms.RadioSelect,
        label=_("Decision"),
    )
    reason = TextField(
        most=TEXT_LENGTH,
        max_length=3000,
        lines=3,
        label=_("Reason"),
        help_text=_("Who reported it and the trainer read it. Name nobody."),
    )
