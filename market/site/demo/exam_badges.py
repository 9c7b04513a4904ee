"""Badges of passed exams in the demonstration data."""

from market.accounts.models import User
from market.learning.badges.actions import make_exam_badge
from market.learning.exams.passed import passed_exams


def make_exam_badges(people: dict[str, User]) -> None:
    """Farida has one without her full name, so that her profile links to it."""
    for each in passed_exams(people["farida"].pk):
        make_exam_badge(by=people["farida"], sitting_id=each.sitting.pk, with_name=False)
