"""Forms of a sitting."""

from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.learning.exams.models import REASON_LENGTH


class LostTimeForm(Form):
    """What happened while nothing was heard of the sitting."""

    report = TextField(
        most=REASON_LENGTH, label=_("What happened?"), help_text=_("For example: no power from 10 to 11.")
    )


class RemarkForm(Form):
    """Why an answer is to be looked at again."""

    reason = TextField(most=REASON_LENGTH, lines=3, label=_("Why do you think that the mark is wrong?"))
