"""A paper of forty questions of each real course, the heaviest ones and all that have pictures, is light."""

import gzip

from market.core.base import clock
from market.learning.models import Course, Exam, PaperRule, Question
from market.learning.seeds import load
from tests.learning import exam_story as story

COUNT = 40
MOST = 30_000  # bytes of the page on the line; scripts, styles and fonts of a beginning: journeys/test_budgets.py


def heaviest(course: Course) -> list[int]:
    """So many questions of its exams: those with pictures, then the longest."""
    rows = list(Question.objects.in_use().filter(course=course, use=Question.Use.EXAM))
    rows.sort(key=lambda each: (each.kind != Question.Kind.PICTURE, -len(str(each.text)) - len(str(each.body))))
    return [each.pk for each in rows[:COUNT]]


def test_a_paper_of_forty_questions_with_pictures_is_light(page, oli, farida):
    load()
    story.batch_with(oli, farida)
    now, weights = clock.now(), {}
    for course in Course.objects.all():
        times = {"opens_at": now, "closes_at": now + story.HOUR, "minutes": 60, "created_by": oli, "created_at": now}
        exam = Exam.objects.create(course=course, **times)
        PaperRule.objects.create(exam=exam, position=0, count=COUNT)
        sitting = story.begun(farida, exam)
        sitting.paper = heaviest(course)
        sitting.save()
        for farida.language in ("en", "bn"):
            farida.save()
            browser = page(farida)
            browser.cookies["exam_device"] = str(story.PHONE)
            html = browser.get(sitting.get_absolute_url()).content
            assert f'lang="{farida.language}"'.encode() in html
            assert html.count(b"data:image/") >= 2
            assert html.count(b"<fieldset") >= COUNT / 2
            weights[course.slug, farida.language] = len(gzip.compress(html, 6))
    assert len(weights) == 14
    assert max(weights.values()) <= MOST, weights
