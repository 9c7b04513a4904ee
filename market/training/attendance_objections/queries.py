"""Objections to attendance that wait for somebody."""

from django.db.models import Exists, OuterRef, QuerySet

from market.accounts.models import User
from market.training.models import AttendanceMark, AttendanceObjection, OutageClaim


def objections_to_decide(user: User) -> "QuerySet[AttendanceObjection]":
    """Open objections that an officer may decide, the most urgent first: they had no part in what these are about."""
    pair = {"session": OuterRef("session"), "enrolment": OuterRef("enrolment")}
    marked = AttendanceMark.objects.filter(**pair, by=user)
    claimed = OutageClaim.objects.filter(**pair, decided_by=user)
    rows = AttendanceObjection.objects.waiting().exclude(decisions__decided_by=user).exclude(enrolment__trainee=user)
    return rows.filter(~Exists(marked), ~Exists(claimed)).order_by("due_at", "pk")
