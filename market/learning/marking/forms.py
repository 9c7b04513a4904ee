"""Forms of those who mark: points by rubric, and the decision about a remark."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.text.formats import format_number
from market.core.text.locale import language
from market.core.web.forms import Form, TextField, WholeNumberField
from market.learning.exams.models import REASON_LENGTH
from market.learning.questions.models import Question

POINTS = "points_"


class MarkForm(Form):
    """Points for each criterion of a question."""

    reason = TextField(
        most=REASON_LENGTH,
        lines=3,
        required=False,
        label=_("Why"),
        help_text=_("The trainee reads it with the result."),
    )

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        criteria = question.body.get("criteria", [])
        self.names = [f"{POINTS}{at}" for at in range(len(criteria))]
        for name, each in zip(self.names, criteria, strict=True):
            most = format_number(each["points"], language())
            label = _("%(name)s: 0 to %(most)s points") % {"name": each[language()], "most": most}
            self.fields[name] = WholeNumberField(min_value=0, max_value=each["points"], label=label)
        self.order_fields([*self.names, "reason"])

    def add_error_at(self, path: str, message: str) -> None:
        """What is wrong with the points stands at the first criterion."""
        super().add_error_at(self.names[0] if path == "points" else path, message)

    @property
    def points(self) -> list[int]:
        """What was typed."""
        return [self.cleaned_data[name] for name in self.names]


class RemarkForm(Form):
    """What an answer is worth after somebody looked at it again."""

    outcome = forms.ChoiceField(
        choices=[
            ("stands", pgettext_lazy("a mark", "The mark stays as it is")),
            ("changed", pgettext_lazy("a mark", "The answer is worth this many per cent")),
        ],
        widget=forms.RadioSelect,
        label=_("Your decision"),
    )
    percent = WholeNumberField(required=False, min_value=0, max_value=100, label=_("Per cent"))
    answer = TextField(most=REASON_LENGTH, lines=4, label=_("Reason"), help_text=_("The trainee reads it."))

    def clean(self) -> dict[str, Any]:
        """Raise where the mark is to change and nobody knows to what."""
        sent = self.cleaned_data
        if sent.get("outcome") == "changed" and sent.get("percent") is None and "percent" not in self.errors:
            self.add_error("percent", _("Say how many per cent of its points the answer is worth."))
        return sent

    @property
    def percent_given(self) -> int | None:
        """The new mark; None: it stays."""
        sent = self.cleaned_data
        return sent["percent"] if sent["outcome"] == "changed" else None
