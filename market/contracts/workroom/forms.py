"""Forms of the workroom."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from market.contracts.workroom.actions import MOST_MORE_DAYS
from market.core.text.formats import format_number
from market.core.text.locale import language
from market.core.web.forms import Form, TextField, WholeNumberField
from market.files.forms import AttachingForm


class AcceptForm(Form):
    """The number of the terms that were read."""

    terms = WholeNumberField(min_value=1, required=False)

    @property
    def number(self) -> int | None:
        """The number, where one was sent."""
        return self.cleaned_data["terms"] if self.is_valid() else None


class SubmitWorkForm(AttachingForm):
    """Hand work in."""

    note = TextField(
        label=_("What do you deliver?"),
        most=5000,
        lines=4,
        required=False,
        help_text=_("Say what is ready, and how to open or use it."),
    )


class ReplaceDeliveryForm(SubmitWorkForm):
    """Replace what was handed in last."""


class RequestChangesForm(AttachingForm):
    """Ask for changes."""

    shrinks = "offered"

    note = TextField(
        label=_("What should change?"),
        most=5000,
        lines=4,
        help_text=_("Name each change. The deadline of approval stops until the freelancer delivers again."),
    )
    days = WholeNumberField(
        label=_("Days for the changes"),
        min_value=1,
        max_value=MOST_MORE_DAYS,
        required=False,
        help_text=_("Counted from now. They are never due before the work itself was."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].help_text = _("Pictures or documents that show what you mean.")
        self.fields["days"].initial = settings.LIFECYCLE.changes_days


class RequestRefundForm(Form):
    """Ask for the held money back."""

    reason = TextField(label=_("Why do you ask for the money back?"), most=2000, lines=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = settings.LIFECYCLE.refund_answer_days
        help_text = ngettext(
            "She reads this, and has %(num)s day to agree or refuse.",
            "She reads this, and has %(num)s days to agree or refuse.",
            days,
        )
        self.fields["reason"].help_text = help_text % {"num": format_number(days, language())}
