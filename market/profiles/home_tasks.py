"""Facts of profiles, by which the home says what the first steps are and whether money can come."""

from market.core.base.home_tasks import ME, register_facts
from market.profiles.models import PortfolioCase, Profile

register_facts(
    profile=Profile.objects.filter(user=ME),
    published=Profile.objects.filter(user=ME, state=Profile.State.PUBLISHED),
    case=PortfolioCase.objects.filter(profile__user=ME),
)
