"""Deadlines and jobs of learning."""

from procrastinate.contrib.django import app

from market.core.base.jobs import task
from market.core.base.row_deadlines import row_deadline
from market.learning.exams import actions as exams_actions
from market.learning.media import rendering_actions
from market.learning.models import Exam
from market.learning.sittings import outage_actions  # noqa: F401  # registers its own


@row_deadline(lambda: Exam.objects.filter(opening_sent_at=None, cancelled_at=None), "opens_at")
def tell_of_openings(exam_id: int) -> None:
    """Tell trainees that an exam is open."""
    exams_actions.tell_of_opening(exam_id=exam_id)


@task(queue="videos")
def render_video_job(video_id: int, source: str) -> None:
    """Make the sizes of a video."""
    rendering_actions.render_video(video_id=video_id, source=source)


@app.periodic(cron="15 21 * * *")  # 3:15 at night in Dhaka
@app.task(queue="bulk", queueing_lock="delete_abandoned_videos", pass_context=False)
def delete_abandoned_videos(timestamp: int) -> None:
    """What killed jobs left of videos, each night."""
    rendering_actions.delete_abandoned_files()
