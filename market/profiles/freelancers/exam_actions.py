"""How many exams of topics a freelancer passed: a column, by which lists filter."""

from collections import defaultdict
from collections.abc import Collection

from market.core.base import signals
from market.core.base.db import atomic
from market.learning.exams.passed import topics_passed
from market.profiles.models import Profile


@atomic
def count_exams(user_ids: Collection[int]) -> None:
    """Write the numbers of these users' profiles, and tell search of those that changed."""
    passed = topics_passed(user_ids)
    changed: dict[int, list[int]] = defaultdict(list)
    for user_id, before in Profile.objects.filter(user__in=user_ids).values_list("user", "exams_passed"):
        if before != passed.get(user_id, 0):
            changed[passed.get(user_id, 0)].append(user_id)
    for number, users in changed.items():
        Profile.objects.filter(user__in=users).update(exams_passed=number)
    for user_id in sum(changed.values(), []):
        signals.figures_changed.send(sender=Profile, pk=user_id)
