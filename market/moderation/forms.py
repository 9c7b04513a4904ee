"""Forms of moderation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.accounts.models import User
from market.core.web.forms import Form, TextField, WholeNumberField
from market.moderation.appeals.actions import REASONS_LENGTH, TEXT_LENGTH
from market.moderation.cases.actions import NOTE_LENGTH
from market.moderation.measures.actions import FACTS_LENGTH, MOST_DAYS, REASON_LENGTH, MeasureStep
from market.moderation.measures.grounds import GROUNDS
from market.moderation.models import Measure
from market.moderation.phrases.actions import LENGTH

LEVEL_CHOICES = {
    Measure.Level.WARN: _("Warn: told what not to do again, nothing else"),
    Measure.Level.HIDE: _("Hide it: nobody but its author sees it, not even in search"),
    Measure.Level.LIMIT: _("Limit: nothing new can be begun for some days"),
    Measure.Level.SUSPEND: _("Suspend: for some days only what runs can be ended"),
    Measure.Level.BAN: _("Ban: the same for good"),
}
LANGUAGE_HINTS = {"en": _("This person reads English."), "bn": _("This person reads Bangla.")}
GROUND_CHOICES = [("", _("Choose a ground")), *((each.code, each.name) for each in GROUNDS.values())]


class StepForm(Form):
    """A measure to impose."""

    level = forms.ChoiceField(
        label=pgettext_lazy("moderation", "Step"), choices=LEVEL_CHOICES.items(), widget=forms.RadioSelect
    )
    days = WholeNumberField(
        label=_("For how many days"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("For limiting and suspending; for hiding if it is to end."),
    )
    ground = forms.ChoiceField(label=_("Ground"), choices=GROUND_CHOICES)
    facts = TextField(
        label=_("What it rests on"),
        most=FACTS_LENGTH,
        lines=5,
        help_text=_("The person reads this. Say what was done and when, and not who reported it."),
    )
    seen = forms.IntegerField(label="", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, can_hide: bool, about: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if about and about.language in LANGUAGE_HINTS:
            facts = self.fields["facts"]
            facts.help_text = f"{facts.help_text} {LANGUAGE_HINTS[about.language]}"
        choices = [pair for pair in LEVEL_CHOICES.items() if can_hide or pair[0] != Measure.Level.HIDE]
        self.fields["level"].choices = choices  # type: ignore[attr-defined]

    @property
    def step(self) -> MeasureStep:
        """The step of valid data."""
        cleaned = self.cleaned_data
        return MeasureStep(cleaned["level"], cleaned["ground"], cleaned["facts"], cleaned["days"])


class NoteForm(Form):
    """A note when taking a case on, or closing it without a measure."""

    note = TextField(most=NOTE_LENGTH, lines=2, required=False, label=_("Note for the moderators"))


class ReasonForm(Form):
    """Why a private conversation is read."""

    reason = TextField(most=REASON_LENGTH, lines=2, label=_("Reason"))


class UndoForm(Form):
    """Why a measure is taken back; optional when confirming another moderator's request."""

    reason = TextField(
        most=REASON_LENGTH,
        lines=2,
        label=_("Why? The person reads it."),
        error_messages={"required": _("Say why it is withdrawn: the person reads it.")},
    )

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"undo{measure.pk}_%s", **kwargs)
        if measure.undo_asked_by_id is not None:
            reason = self.fields["reason"]
            reason.required, reason.label = False, _("Why do you confirm it?")
            reason.help_text = _("Only moderators read this. The person reads the first moderator's reason.")
        else:
            self.fields["reason"].help_text = LANGUAGE_HINTS.get(measure.person.language, "")


class AppealForm(Form):
    """Why a measure is wrong."""

    text = TextField(most=TEXT_LENGTH, lines=6, label=_("Why is the decision wrong?"))


class VerdictForm(Form):
    """The decision of another moderator on an appeal."""

    verdict = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("lifted", _("The appeal is right: lift it")), ("upheld", _("It stays as it is"))],
        widget=forms.RadioSelect,
    )
    reasons = TextField(most=REASONS_LENGTH, lines=4, label=_("Reasons"), help_text=_("The person reads them."))


class PhraseForm(Form):
    """A phrase to add to the list."""

    words = TextField(most=LENGTH, label=_("Words known from scams"))


class TryForm(Form):
    """A text to try against the list."""

    text = TextField(most=5000, lines=4, label=_("A text to test"))
