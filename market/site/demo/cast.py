"""The cast: users with fixed names, on whom programs and visitors rely."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from zlib import crc32

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.hashers import make_password

from market.accounts.models import PhoneNumber, User
from market.accounts.people.roles import Role
from market.core.base import clock
from market.core.base.time_zones import HOME_ZONE
from market.core.text.bangla import nfc
from market.site.demo.bulk import Change, copy_instances

PASSWORD = "amar-kaj-demo"  # noqa: S105  # the demonstration password, public on purpose
SECRET = "JBSWY3DPEHPK3PXP"  # noqa: S105  # the demonstration second factor, public on purpose

CAST: dict[str, tuple[str, str, list[Role]]] = {
    "carla": ("Carla Jensen", "en", []),
    "rahim": ("রহিম উদ্দিন", "bn", []),
    "farida": ("Farida Khatun", "en", []),
    "rina": ("রিনা বেগম", "bn", []),
    "omar": ("Omar Haddad", "en", []),
    "shapla": ("শাপলা আক্তার", "bn", []),
    "mitu": ("Mitu Rahman", "bn", [Role.MODERATOR]),
    "moni": ("Moni Akter", "en", [Role.MODERATOR]),
    "mahfuz": ("Mahfuz Alam", "en", [Role.MODERATOR, Role.LEAD]),
    "oli": ("Oli Ahmed", "en", [Role.OFFICER]),
    "onu": ("Onu Das", "bn", [Role.OFFICER]),
    "pavel": ("Pavel Hasan", "en", [Role.OPERATOR]),
    "priya": ("Priya Sen", "en", [Role.OPERATOR]),
    "tahmina": ("Tahmina Sultana", "bn", [Role.TRAINER]),
}

# What those who read Bangla write in English letters, and the reverse. Who is not here has not looked at it yet.
OTHER_NAMES = {
    **{
        "rahim": "Rahim",
        "farida": "ফরিদা",
        "rina": "Rina",
        "shapla": "Shapla",
        "mitu": "মিতু",
        "moni": "মনি",
        "mahfuz": "মাহফুজ",
    },
    **{"oli": "অলি", "onu": "অনু", "pavel": "পাভেল", "priya": "প্রিয়া"},
}
PHONES = {"rina": "+8801700000001"}  # confirmed; no SMS leaves a development site
GOOGLE = {"carla": "100000000000000000001"}  # the number of the account at the stand-in for Google
ABROAD = {"carla": "Europe/Copenhagen"}  # whose clock is another than that of the freelancers


@cache
def password_hash() -> str:
    """The hash of the demonstration password, cached because hashing is slow on purpose."""
    return make_password(PASSWORD)


def make_cast() -> dict[str, User]:
    """Create the cast, by first name: addresses confirmed, staff with the second factor."""
    password = password_hash()
    people = {
        stem: build_user(
            f"{stem}@demo.test",
            name,
            language,
            password,
            other_name=nfc(OTHER_NAMES.get(stem, "")),
            roles=list(roles),
            zone=ABROAD.get(stem, HOME_ZONE),
        )
        for stem, (name, language, roles) in CAST.items()
    }
    save_people(people.values())
    Authenticator.objects.bulk_create(
        Authenticator(user=each, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
        for each in people.values()
        if each.is_staff
    )
    PhoneNumber.objects.bulk_create(
        PhoneNumber(user=people[stem], number=number, confirmed_at=clock.now()) for stem, number in PHONES.items()
    )
    SocialAccount.objects.bulk_create(
        SocialAccount(user=people[stem], provider="google", uid=uid, extra_data={"email": people[stem].email})
        for stem, uid in GOOGLE.items()
    )
    return people


def existing_cast() -> dict[str, User]:
    """The cast by first name, if it exists; else {}."""
    users = User.objects.filter(email__in=[f"{stem}@demo.test" for stem in CAST])
    return {user.email.partition("@")[0]: user for user in users}


def joined_at(email: str) -> datetime:
    """Months before the stories begin, and not the same day for everybody."""
    return clock.now() - timedelta(days=120 + crc32(email.encode()) % 240)


def build_user(  # noqa: PLR0913  # an account has all of these
    email: str,
    name: str,
    language: str,
    password: str,
    *,
    other_name: str = "",
    roles: list[Role] | None = None,
    zone: str = HOME_ZONE,
) -> User:
    """An unsaved account; `password` is a hash."""
    return User(
        email=email,
        name=name,
        display_name=name.split()[0],
        other_name=other_name,
        language=language,
        time_zone=zone,
        password=password,
        roles=roles or [],
        is_demo=True,
        date_joined=joined_at(email),
        consented_at=clock.now(),
        consent_version=settings.CONSENT_VERSION,
    )


def save_people(people: Iterable[User]) -> None:
    """Save accounts with their confirmed addresses."""
    saved = User.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=each, email=each.email, verified=True, primary=True) for each in saved
    )


def copy_people(password: str, changes: Sequence[Change]) -> list[int]:
    """Save many accounts with confirmed addresses; `password` is the hash for all. Returns their keys in order."""
    joined = [each | {"date_joined": joined_at(each["email"])} for each in changes]
    keys = copy_instances(build_user("", "Nobody", "en", password), joined)
    addresses = [{"user_id": key, "email": each["email"]} for key, each in zip(keys, changes, strict=True)]
    copy_instances(EmailAddress(verified=True, primary=True), addresses)
    return keys


def existing_extra(stem: str) -> User | None:
    """A user beside the cast with a fixed address, if they exist."""
    return User.objects.filter(email=f"{stem}@demo.test").first()
