"""The paper of a sitting as its page and the API show it: all of it at once, so that it goes on without a line."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from market.core.text.locale import language
from market.learning.courses.models import Picture
from market.learning.marking.scoring_actions import last_answers_of
from market.learning.questions.forms import QuestionForm, shown_text
from market.learning.questions.models import Question
from market.learning.sittings.models import Sitting


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question at its place (from 1), its form with what was answered last, and its picture as an address of data."""

    place: int
    question: Question
    form: QuestionForm
    last: Any = None
    picture: str = ""

    @property
    def text(self) -> Any:
        """The question's text."""
        return shown_text(self.question)

    @property
    def files(self) -> list[str]:
        """The ids of the files that were attached to the last answer."""
        return list(self.last.get("files", [])) if isinstance(self.last, dict) else []

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer."""
        return self.last is not None


def paper_of(sitting: Sitting, only: int = 0) -> list[PaperQuestion]:
    """The questions in the order of this person, or the one at a place; in at most three statements."""
    wanted = sitting.paper[only - 1 : only] if only else sitting.paper
    questions = Question.objects.in_bulk(wanted)
    answers = last_answers_of([sitting]).get(sitting.pk, {})
    pictures = pictures_of(list(questions.values()), language())
    rows = []
    for place, pk in enumerate(sitting.paper, start=1):
        if pk in questions:
            question, last = questions[pk], answers[pk].answer if pk in answers else None
            form = QuestionForm(question, sitting.seed, last=last, partly=True)
            rows.append(PaperQuestion(place, question, form, last, pictures.get(pk, "")))
    return rows


def answered_of(sitting: Sitting) -> set[int]:
    """The questions with an answer that counts."""
    answers = last_answers_of([sitting]).get(sitting.pk, {})
    return {pk for pk, each in answers.items() if each.answer is not None}


def pictures_of(questions: Sequence[Question], spoken: str) -> dict[int, str]:
    """By question, its picture in a language, whole in the address."""
    digests = {each.pk: each.body["picture"][spoken] for each in questions if each.kind == Question.Kind.PICTURE}
    rows = {each.digest: each for each in Picture.objects.filter(digest__in=set(digests.values()))} if digests else {}
    return {pk: _address(rows[digest]) for pk, digest in digests.items() if digest in rows}


def _address(picture: Picture) -> str:
    return f"data:{picture.content_type};base64,{base64.b64encode(bytes(picture.content)).decode()}"
