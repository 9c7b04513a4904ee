"""Writing the documents of lessons."""

from django.db import connection

from market.core.base.db import atomic
from market.learning.courses.blocks import LANGUAGES
from market.learning.courses.course_files import texts_of
from market.learning.media.queries import spoken_in
from market.learning.models import CourseVersion, Lesson
from market.search.lessons.models import LessonDocument
from market.search.messages.wanted import tokens
from market.search.understanding.texts import Weight, lexemes, tsvector

WRITE = """
INSERT INTO search_lessondocument (lesson_id, words)
SELECT id, words::tsvector FROM unnest(%s::bigint[], %s::text[]) AS made (id, words) ORDER BY id
ON CONFLICT (lesson_id) DO NOTHING
"""


@atomic
def index_published() -> None:
    """Index the lessons of published versions that are not indexed yet. Run twice it changes nothing."""
    published = CourseVersion.objects.filter(state=CourseVersion.State.PUBLISHED)
    missing = Lesson.objects.filter(version__in=published).exclude(pk__in=LessonDocument.objects.values("lesson"))
    rows = list(missing.order_by("pk"))
    if rows:
        documents = [tsvector(_fields(each)) for each in rows]
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [[each.pk for each in rows], documents])


@atomic
def index_captioned(course_id: int) -> None:
    """Index the lessons of a course anew: what is said in its videos has changed."""
    LessonDocument.objects.filter(lesson__version__course=course_id).delete()
    index_published()


def _fields(lesson: Lesson) -> dict[Weight, set[str]]:
    texts = [text for block in lesson.blocks for language in LANGUAGES for text in texts_of(block[language])]
    texts += [text for language in LANGUAGES for text in spoken_in(lesson.version_id, lesson.blocks, language)]
    return {"A": _lexemes([lesson.title_en, lesson.title_bn]), "D": _lexemes(texts)}


def _lexemes(texts: list[str]) -> set[str]:
    return set(lexemes(token for text in texts for token in tokens(text)))
