"""The step "profiles" of the batch statistics."""

from market.profiles.models import Profile
from market.training.batch_statistics import People, outcome


@outcome("profiles")
def with_profile(people: People) -> set[int]:
    """Those whose profile can be seen."""
    return set(Profile.objects.public().filter(user__in=people).values_list("user_id", flat=True))
