"""The cast: people that programs and visitors rely on, by name."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.contrib.auth.hashers import make_password

from market.accounts.models import User
from market.core import clock

PASSWORD = "amar-kaj-demo"  # noqa: S105  # the demonstration password, public on purpose
SECRET = "JBSWY3DPEHPK3PXP"  # noqa: S105  # the demonstration second factor, public on purpose
Role = User.Role
CAST: dict[str, tuple[str, str, list[Role]]] = {
    "carla": ("Carla Jensen", "en", []),
    "rahim": ("রহিম উদ্দিন", "bn", []),
    "farida": ("Farida Khatun", "en", []),
    "rina": ("রিনা বেগম", "bn", []),
    "omar": ("Omar Haddad", "en", []),
    "mitu": ("Mitu Rahman", "bn", [Role.MODERATOR]),
    "moni": ("Moni Akter", "en", [Role.MODERATOR]),
    "mahfuz": ("Mahfuz Alam", "en", [Role.MODERATOR, Role.LEAD]),
    "oli": ("Oli Ahmed", "en", [Role.OFFICER]),
    "onu": ("Onu Das", "bn", [Role.OFFICER]),
    "pavel": ("Pavel Hasan", "en", [Role.OPERATOR]),
    "priya": ("Priya Sen", "en", [Role.OPERATOR]),
    "tahmina": ("Tahmina Sultana", "bn", [Role.TRAINER]),
}


def make_cast() -> dict[str, User]:
    """The cast by first name, in order: mails confirmed, staff with the second factor."""
    password = make_password(PASSWORD)
    people = {
        stem: person(f"{stem}@demo.test", name, language, password, roles=list(roles))
        for stem, (name, language, roles) in CAST.items()
    }
    save_people(list(people.values()))
    Authenticator.objects.bulk_create(
        Authenticator(user=each, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
        for each in people.values()
        if each.is_staff
    )
    return people


def person(email: str, name: str, language: str, password: str, *, roles: list[Role] | None = None) -> User:
    """An account that is not saved yet; `password` is a hash."""
    return User(
        email=email,
        name=name,
        display_name=name.split()[0],
        language=language,
        password=password,
        roles=roles or [],
        is_demo=True,
        date_joined=clock.now(),
        consented_at=clock.now(),
    )


def save_people(people: list[User]) -> None:
    """Save accounts with their confirmed addresses."""
    User.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=each, email=each.email, verified=True, primary=True) for each in people
    )
