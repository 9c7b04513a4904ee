"""Who asks: one person of every role, as the objects of `world` see them. The letters are the table's columns."""

from django.apps import apps
from django.test import Client

from market.accounts.models import User
from market.training.models import Batch
from tests import make
from tests.core.admin_world import prove
from tests.signing_in import sign_in

ROLES = {
    "a": "anonymous: nobody is signed in",
    "s": "stranger: a freelancer and a client, with jobs and contracts of her own, and no part in these",
    "c": "client: a party of it",
    "f": "freelancer: the other party",
    "r": "former: bid on the job and was declined; worked for the client before",
    "b": "blocked: a freelancer whom both parties keep away",
    "t": "trainer of the freelancer's batch, whom she asked to stand by her",
    "n": "moderator with a tie: has ruled on it before",
    "m": "moderator without a tie",
    "l": "lead moderator",
    "o": "programme officer",
    "p": "operator",
}
COLUMNS = "".join(ROLES)
SAMPLE = "ascrmp"  # who is asked where one letter is said of everybody who is signed in
STAFF = {"n": "moderator", "m": "moderator", "l": "lead", "o": "officer", "p": "operator"}
SUSPENDED, OTHER_TRAINER = "x", "u"  # not columns: one is as good as nobody, the other as a stranger


def gather() -> dict[str, User | None]:
    """Everybody of the table, and the two who stand beside it."""
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
    """A browser in which the person is signed in; staff gave their second factor just now."""
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
    """Her account is turned off while she is signed in."""
    User.objects.filter(pk=user.pk).update(is_active=False)
