"""What is kept of a user here: the profile is emptied, its pictures are deleted."""

from market.accounts.personal import keeps
from market.profiles.models import ClientProfile, PortfolioCase, PortfolioPicture, Profile, ProfileAddress

TEXTS = ("headline_en", "headline_bn", "story_en", "story_bn", "away_note")
keeps(
    Profile,
    of="user",
    blank={**dict.fromkeys(TEXTS, ""), "picture": "", "state": Profile.State.DRAFT, "rate_amount": None},
    files=["picture"],
)
keeps(ProfileAddress, of="profile__user", gone=True)
keeps(PortfolioPicture, of="profile__user", gone=True, files=["image", "thumbnail"])
keeps(PortfolioCase, of="profile__user", gone=True)
keeps(ClientProfile, of="user", blank={"company": "", "about": "", "country": "", "house_rules": ""})
