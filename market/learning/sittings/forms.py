"""Forms of a sitting."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.files.forms import AttachingForm
from market.learning.exams.models import REASON_LENGTH
from market.learning.questions.forms import MOST_FILE_TEXT


class FileAnswerForm(AttachingForm):
    """An answer of a text, files, or both."""

    answer = TextField(most=MOST_FILE_TEXT, lines=6, label=_("Your answer"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, last: Any = None) -> None:
        super().__init__(data, files, initial={"answer": (last or {}).get("text", "")})
        if not self.is_bound:
            self.upload_ids = tuple((last or {}).get("files", ()))


class LostTimeForm(Form):
    """What happened while nothing was heard of the sitting."""

    report = TextField(
        most=REASON_LENGTH, label=_("What happened?"), help_text=_("For example: no power from 10 to 11.")
    )


class RemarkForm(Form):
    """Why an answer is to be looked at again."""

    reason = TextField(most=REASON_LENGTH, lines=3, label=_("Why do you think that the mark is wrong?"))
