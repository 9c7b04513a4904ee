"""What is kept of a user here: the profile is emptied, its pictures are deleted."""

from market.accounts.privacy.registry import register
from market.profiles.models import ClientProfile, PortfolioCase, PortfolioPicture, Profile, ProfileAddress

TEXTS = ("headline_en", "headline_bn", "story_en", "story_bn", "away_note")
register(
    Profile,
    of="user",
    blank={**dict.fromkeys(TEXTS, ""), "picture": "", "state": Profile.State.DRAFT, "rate_amount": None},
    files=["picture"],
)
register(ProfileAddress, of="profile__user", delete=True)
register(PortfolioPicture, of="profile__user", delete=True, files=["image", "thumbnail"])
register(PortfolioCase, of="profile__user", delete=True)
register(ClientProfile, of="user", blank={"company": "", "about": "", "country": "", "house_rules": ""})
