"""Answers that are files with a text: `{"text": "…", "files": [ids of uploads]}`. A person marks them."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.errors import Invalid
from market.core.text.bangla import is_too_long
from market.files.access import attachable
from market.learning.marking.models import AnswerFile
from market.learning.questions.forms import MOST_FILE_TEXT
from market.learning.sittings.models import SittingAnswer

MOST_FILES = 5


def require_file_answer(by: User, answer: Any) -> None:
    """Raise Invalid at "answer" unless it is a text, files of the user's own, or both."""
    if not isinstance(answer, dict) or not set(answer) <= {"text", "files"}:
        raise _wrong(_("Send a text, files, or both."))
    text, files = answer.get("text", ""), answer.get("files", [])
    if not isinstance(text, str) or not isinstance(files, list) or not (text.strip() or files):
        raise _wrong(_("Send a text, files, or both."))
    if is_too_long(text, MOST_FILE_TEXT) or len(files) > MOST_FILES:
        limits = {"text": MOST_FILE_TEXT, "files": MOST_FILES}
        raise _wrong(_("Send %(text)s characters and %(files)s files at most.") % limits)
    try:
        attachable(by, files)
    except Invalid as wrong:
        raise _wrong(wrong.errors["files"][0]) from wrong


def _wrong(sentence: Any) -> Invalid:
    return Invalid(errors={"answer": [sentence]})


def attach_files(answers: list[SittingAnswer]) -> None:
    """Note which files answers name that were stored just now, so that these are kept."""
    AnswerFile.objects.bulk_create(
        AnswerFile(answer=each, upload_id=key)
        for each in answers
        if isinstance(each.answer, dict)
        for key in dict.fromkeys(UUID(str(file)) for file in each.answer.get("files", []))
    )
