"""Forms of questions at lessons."""

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.learning.lesson_questions.actions import ANSWER_LENGTH, QUESTION_LENGTH
from market.learning.lesson_questions.models import REASON_LENGTH


class AskForm(Form):
    """A question."""

    text = TextField(
        most=QUESTION_LENGTH,
        lines=3,
        label=_("Your question"),
        help_text=_("Everybody who learns here reads it, with your name."),
    )
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


class AnswerForm(Form):
    """An answer."""

    text = TextField(most=ANSWER_LENGTH, lines=4, label=_("Your answer"))
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


class HideForm(Form):
    """Why something is hidden."""

    reason = TextField(most=REASON_LENGTH, lines=3, label=_("Reason"), help_text=_("Who wrote it reads this."))
