"""The forms of a bid, of the decision about it, and of notes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.bids.bids.actions import ANSWER_LENGTH, LETTER_LENGTH
from market.bids.bids.decision_actions import REASON_LENGTH, grounds_for
from market.bids.bids.reading_actions import NOTE_LENGTH
from market.bids.forms import TermsForm
from market.core.text.contact import masked
from market.core.web.forms import Form, TextField
from market.files.forms import AttachingForm

if TYPE_CHECKING:
    from django.http import QueryDict

    from market.bids.models import Bid, Letter
    from market.jobs.models import Question


class BidForm(AttachingForm, TermsForm):
    """A bid. `questions` are the job's."""

    shrinks = "offered"

    cover_letter = TextField(most=LETTER_LENGTH, lines=8, label=_("Your letter to the client"))

    def __init__(self, data: Any = None, *, questions: "Sequence[Question]" = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.questions = questions
        for each in questions:
            self.fields[f"answer_{each.pk}"] = TextField(
                most=ANSWER_LENGTH, lines=3, required=each.is_required, label=masked(each.text)
            )

    def answer_fields(self) -> list[forms.BoundField]:
        """The fields for the answers."""
        return [self[f"answer_{each.pk}"] for each in self.questions]

    def answers(self) -> dict[int, str]:
        """The answers by question id; the form must be valid."""
        return {each.pk: self.cleaned_data[f"answer_{each.pk}"] for each in self.questions}

    def add_error_at(self, path: str, message: str) -> None:
        """Shows an error at "answers.7" at the field of question 7."""
        super().add_error_at(path.replace("answers.", "answer_"), message)


def with_letter(posted: "QueryDict", letters: "Sequence[Letter]") -> "QueryDict | None":
    """The posted fields; with "insert", the chosen saved letter is appended to the cover letter."""
    if not posted or "insert" not in posted:
        return posted or None
    typed = posted.copy()
    chosen = next((each.text for each in letters if str(each.pk) == typed.get("letter")), "")
    typed["cover_letter"] = "\n\n".join(filter(None, [typed.get("cover_letter", "").strip(), chosen]))
    return typed


class ReasonForm(Form):
    """Why, if the person likes to say."""

    reason = TextField(most=REASON_LENGTH, lines=3, required=False, label=_("Reason"))


class DeclineForm(ReasonForm):
    """Why not: a standard reason, own words, both or none."""

    ground = forms.ChoiceField(widget=forms.RadioSelect, required=False, label=_("Message to the other side"))

    def __init__(self, data: Any = None, *, bid: "Bid", **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choices = [*grounds_for(bid).choices, ("", _("No reason"))]
        self.fields["ground"].choices = choices  # type: ignore[attr-defined]
        self.fields["reason"].label = _("In your own words")


class NoteForm(Form):
    """The client's note."""

    text = TextField(most=NOTE_LENGTH, lines=3, required=False, label=_("Your note"))
