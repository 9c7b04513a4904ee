"""Badges of passed exams in the demonstration data: one with its owner's name, one without."""

from market.accounts.models import User
from market.learning.badges.actions import make_exam_badge
from market.learning.exams.passed import passed_exams

OWNERS = (("farida", True), ("shapla", False))  # and whether the name is on it


def make_exam_badges(people: dict[str, User]) -> None:
    """For those of the owners who passed the exam of their topic."""
    for name, with_name in OWNERS:
        for each in passed_exams(people[name].pk)[:1]:
            make_exam_badge(by=people[name], sitting_id=each.sitting.pk, with_name=with_name)
