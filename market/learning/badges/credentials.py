"""A passed exam as a credential of Open Badges 3.0, without the mark."""

from typing import Any

from market.learning.badges.models import ExamBadge
from market.training.badges import credentials
from market.training.badges.credentials import public_url
from market.training.models import Topic


def achievement(topic: Topic) -> dict[str, Any]:
    """The passed exam of a topic as the standard's Achievement."""
    return {
        "id": public_url("exam_badge_achievement", topic.slug),
        "type": ["Achievement"],
        "achievementType": "Assessment",
        "name": f"Exam passed: {topic.name_en}",
        "description": f"Passed the exam of the course in {topic.name_en.lower()}.",
        "criteria": {
            "narrative": "Sat the exam on this site within its time. Every paper is drawn anew from a bank of "
            "questions and marked without the name of who wrote it. The paper reached the points that it takes to pass."
        },
        "creator": credentials.issuer_profile(),
    }


def build_credential(badge: ExamBadge) -> dict[str, Any]:
    """A badge as an unsigned AchievementCredential. Its exam has a topic, and its results are out."""
    exam = badge.sitting.exam
    topic, at = exam.course.topic, exam.released_at
    if topic is None or at is None:
        raise ValueError(badge.pk)  # no badge is made of such a paper
    return credentials.envelope(
        address=public_url("exam_badge_file", badge.pk, "jwt"),
        name=f"Exam passed: {topic.name_en}",
        at=at,
        subject={
            "identifier": credentials.identity(badge.identity_hash, badge.salt, badge.name),
            "achievement": achievement(topic),
        },
        status=credentials.status_entry(public_url("exam_badge_status", badge.list_number), badge.list_index),
    )


def exam_badge_jwt(badge: ExamBadge) -> str:
    """A badge as a signed credential."""
    return credentials.sign_credential(build_credential(badge))


def exam_status_list_jwt(number: int) -> str:
    """Which badges of a list do not count, as a signed credential."""
    rows = ExamBadge.objects.filter(list_number=number)
    revoked = rows.exclude(pk__in=ExamBadge.objects.valid().values("pk")).values_list("list_index", flat=True)
    return credentials.sign_status_list(public_url("exam_badge_status", number), set(revoked))
