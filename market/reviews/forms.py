"""Forms of reviews."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.text.locale import localize_digits
from market.core.web.forms import Form, TextField
from market.reviews.actions import NOTE_LENGTH, REPLY_LENGTH, TEXT_LENGTH
from market.reviews.models import Review
from market.reviews.questions import LEAST, MOST, NAMES, questions


def _stars_field(label: Any) -> forms.TypedChoiceField:
    values = [(number, localize_digits(str(number))) for number in range(LEAST, MOST + 1)]
    wrong = _("Choose from 1 to 5 stars.")
    return forms.TypedChoiceField(
        label=label,
        choices=values,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": wrong, "invalid_choice": wrong},
    )


class ReviewForm(Form):
    """The four questions, a text, and a note to the site. `written`: the review to change, if any."""

    text = TextField(
        label=_("What should others know?"),
        help_text=_("What was done, how it went, and what would have made it better. No phone numbers or addresses."),
        most=TEXT_LENGTH,
        lines=6,
    )
    private_note = TextField(
        label=_("Only for us"),
        help_text=_("Moderators read it, the other side never does. For example: somebody asked for stars for money."),
        most=NOTE_LENGTH,
        lines=3,
        required=False,
    )

    def __init__(self, *args: Any, of_freelancer: bool, written: Review | None, **kwargs: Any) -> None:
        if written is not None:
            kwargs["initial"] = {**written.answers, "text": written.text, "private_note": written.private_note}
        super().__init__(*args, **kwargs)
        for name, label in questions(of_freelancer=of_freelancer).items():
            self.fields[name] = _stars_field(label)
        self.order_fields([*NAMES, "text", "private_note"])

    @property
    def answers(self) -> list[forms.BoundField]:
        """The questions with their stars."""
        return [self[name] for name in NAMES]


class ReplyForm(Form):
    """The one public reply."""

    text = TextField(label=_("Your reply"), most=REPLY_LENGTH, lines=4)
