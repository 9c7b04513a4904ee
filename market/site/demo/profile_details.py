"""Details of the cast's profiles: hours, languages, addresses, house rules; one graduate is away, one keeps from search
engines."""

from datetime import timedelta

from market.accounts.models import User
from market.profiles.clients.actions import change_client_profile
from market.profiles.freelancers.absence_actions import start_absence
from market.profiles.freelancers.actions import change_profile
from market.profiles.freelancers.address_actions import choose_address
from market.profiles.models import Profile


def make_profile_details(cast: dict[str, User]) -> None:
    """Fill in the details. Called after the stories, since no invitation may follow."""
    levels = {"bn": "native", "en": "good"}
    for name, hours in (("farida", 25), ("rina", 40)):
        change_profile(by=cast[name], weekly_hours=hours, language_levels=levels)
    choose_address(by=cast["farida"], name="farida-draws")
    change_client_profile(
        by=cast["carla"],
        house_rules="I answer in the evening, Copenhagen time. Please show a sketch early; I like to talk about it.",
        shows_name=True,
    )
    change_client_profile(by=cast["rahim"], house_rules="বাংলায় লিখুন। ফাইল সব সময় এখানেই দিন, ইমেইলে নয়।")
    others = Profile.objects.public().exclude(user__in=cast.values()).select_related("user")
    newest = list(others.order_by("-published_at", "-pk")[:2])
    for profile in newest[:1]:
        today = profile.local_time.date()
        note = "পরীক্ষার জন্য ছুটিতে আছি। ফিরে এসে উত্তর দেব।"
        start_absence(by=profile.user, first=today - timedelta(days=1), last=today + timedelta(days=9), note=note)
    for profile in newest[1:]:
        change_profile(by=profile.user, is_indexable=False)
