"""The roles: one user of each, in relation to the objects of `world`. The letters are the columns of the matrix."""

from django.apps import apps
from django.test import Client

from market.accounts.models import User
from market.training.models import Batch
from tests import make
from tests.core.admin_world import prove
from tests.signing_in import sign_in

ROLES = {
    "a": "anonymous: not signed in",
    "s": "stranger: a freelancer and client with other jobs and contracts",
    "c": "client: a party",
    "f": "freelancer: the other party",
    "r": "former: bid on the job and was declined; worked for the client before",
    "b": "blocked: a freelancer whom both parties have blocked",
    "t": "trainer of the freelancer's batch, asked to be the companion",
    "n": "moderator with a conflict of interest: has ruled on it before",
    "m": "moderator without a conflict of interest",
    "l": "lead moderator",
    "o": "programme officer",
    "p": "operator",
}
COLUMNS = "".join(ROLES)
STRANGER = "s"
SAMPLE = "ascrmp"  # who is tested where one letter stands for every signed-in user
STAFF = {"n": "moderator", "m": "moderator", "l": "lead", "o": "officer", "p": "operator"}
SUSPENDED, OTHER_TRAINER = "x", "u"  # not columns: expected like anonymous and like the stranger


def make_people() -> dict[str, User | None]:
    """A user for each column, and the two that have no column."""
    freelancers = {"s": "Sabina", "f": "Farida", "r": "Rina", "b": "Bina"}
    people: dict[str, User | None] = {letter: make.make_freelancer(name) for letter, name in freelancers.items()}
    people |= {"a": None, "c": make.make_person("Carla"), SUSPENDED: make.make_freelancer("Suma")}
    people["t"] = make.make_person("Tahmina", roles=[User.Role.TRAINER])
    people[OTHER_TRAINER] = make.make_person("Tara", roles=[User.Role.TRAINER])
    names = {"n": "Moni", "m": "Mitu", "l": "Lata", "o": "Oli", "p": "Pavel"}
    people |= {letter: make.make_person(name, roles=[STAFF[letter]]) for letter, name in names.items()}
    Batch.objects.filter(certificates__holder=people["f"]).update(trainer=people["t"])
    Batch.objects.filter(certificates__holder=people["s"]).update(trainer=people[OTHER_TRAINER])
    return people


def browser(user: User | None, *, staff: bool = False) -> Client:
    """A browser signed in as the user; staff with a fresh second factor."""
    client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    if user is None:
        return client
    if staff:
        apps.get_model("mfa", "Authenticator").objects.create(user=user, type="totp", data={"secret": "x"})
    sign_in(client, user)
    if staff:
        prove(client, user)
    return client


def suspend(user: User) -> None:
    """Deactivates the account while the user is signed in."""
    User.objects.filter(pk=user.pk).update(is_active=False)
