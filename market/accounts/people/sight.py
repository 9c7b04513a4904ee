"""Who may be seen on the site: active people who are not suspended. Staff do not trade, and are not shown."""

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q

from market.accounts.people.roles import Role

STAFF = (Role.MODERATOR, Role.LEAD, Role.OFFICER, Role.OPERATOR)


def in_sight(person: str) -> Q:
    """Of rows about a person ("user", "job__client"): those whose person is neither gone nor suspended, and does not
    work for the site: staff do not trade.
    """
    return is_in_sight(f"{person}__")


def is_in_sight(of: str = "") -> Q:
    """The same of users; `of` is the path to them, with "__" at its end."""
    is_free = Q(**{f"{of}is_active": True, f"{of}suspended_until": None})
    return is_free & ~Q(**{f"{of}roles__overlap": [str(role) for role in STAFF]})


def out_of_sight(person: str) -> Exists:
    """The contrary of `in_sight`, by an index of the few who are: for statements over very many rows."""
    return Exists(get_user_model().objects.exclude(is_in_sight()).filter(pk=OuterRef(person)))
