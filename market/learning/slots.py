"""What learning adds to pages of other apps."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.text.bangla import clip
from market.core.web.slots import slot_renderer
from market.files.access import nameless, reader
from market.files.models import Upload
from market.files.purposes import purpose
from market.learning.courses import programme_parts as course_parts
from market.learning.exams import desk_parts
from market.learning.exams import programme_parts as exam_parts
from market.learning.lesson_questions.models import LessonAnswer, LessonQuestion
from market.learning.lesson_questions.queries import learns
from market.learning.marking.models import AnswerFile
from market.learning.media.models import Video
from market.learning.sittings.models import Sitting
from market.learning.versions.actions import ROLES
from market.safety.kinds import Subject, reportable

__all__ = ["answer_files", "course_parts", "courses_in_menu", "desk_parts", "exam_parts"]
TITLE_LENGTH = 100


@slot_renderer("menu", "learning/menu.html", order=32)
def courses_in_menu(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """For trainers and officers the way to the desk of courses."""
    user = request.user
    return {} if user.is_authenticated and user.has_role(*ROLES) else None


@nameless
@reader
def answer_files(user: User) -> QuerySet[Upload]:
    """Files of answers in exams that the user runs: they are marked without names."""
    rows = AnswerFile.objects.filter(answer__sitting__in=Sitting.objects.run_by(user))
    return Upload.objects.filter(pk__in=rows.values("upload"))


@reader
def sent_videos(user: User) -> QuerySet[Upload]:
    """Files of videos, for trainers and officers."""
    return Upload.objects.filter(videos__in=Video.objects.visible_to(user))


@purpose("video")
def video_megabytes(user: User) -> int:
    """How large a video may be; who may send none sends files as everybody does."""
    return settings.LIFECYCLE.video_megabytes if user.has_role(*ROLES) else 0


@reportable("lesson_question", _("a question at a lesson"))
def reported_lesson_question(by: User, thing_id: int) -> Subject | None:
    """A question, for who reads it."""
    return _written(LessonQuestion.objects.visible_to(by).filter(pk=thing_id).first() if learns(by) else None)


@reportable("lesson_answer", _("an answer at a lesson"))
def reported_lesson_answer(by: User, thing_id: int) -> Subject | None:
    """An answer, for who reads it and its question."""
    rows = LessonAnswer.objects.visible_to(by).filter(question__in=LessonQuestion.objects.visible_to(by))
    return _written(rows.filter(pk=thing_id).first() if learns(by) else None)


def _written(row: LessonQuestion | LessonAnswer | None) -> Subject | None:
    return Subject(clip(row.text, TITLE_LENGTH), row.get_absolute_url(), row.written_by_id) if row else None
