"""A role taken in an emergency never makes anybody the second person: every act of the staff, by page and by token.

Who has another role for good takes each role in turn and tries whatever its holders may do. What opens stands in
`ALONE`: acts that one of the staff does alone. All else passes the gate of two (`people.two_person_actions`), or fails.
"""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.test import Client

from market.accounts.models import User
from market.accounts.tokens.actions import keep_password_token
from market.core.base import clock
from tests.access.cast import COLUMNS
from tests.access.probe import take_back
from tests.access.table import Line, lines

# By the beginning of a route, without "api/v1/": what one does alone, and so in an emergency.
ALONE = (
    "staff/cases/",
    "cases/",
    "staff/measures/<int:measure_id>/undo/",
    "measures/<int:measure_id>/undo/",
    "reports/",
    "chargebacks/",
)
# Of each act of two, the page and the path of the API; None where there is none.
OF_TWO = {
    "issuance": ("staff/issuing/<int:issuance_id>/release/", "register/issuances/<int:issuance_id>/release/"),
    "certificate_appeal": ("staff/appeals/<int:appeal_id>/", "register/appeals/<int:appeal_id>/decide/"),
    "measure_appeal": ("staff/measures/<int:measure_id>/decide/", "measures/<int:measure_id>/decide/"),
    "ruling": ("disputes/<int:dispute_id>/rule/", "disputes/<int:dispute_id>/rule/"),
    "correction": ("corrections/<int:correction_id>/confirm/", "corrections/<int:correction_id>/confirm/"),
    "end_of_ban": (None, None),  # by the button that also takes back what one may alone: see `tests/moderation`
    "reading": ("disputes/<int:dispute_id>/note/", None),
    "emergency": ("staff/emergencies/<int:right_id>/", None),
    "end_of_roles": ("staff/admin/accounts/user/<int:user_id>/do/end_roles/", None),
}
WHY = {"reason": "So that it is right."}
WAYS = ("page", "token")
ROLES = [str(role) for role in User.STAFF]
COLUMN = {letter: place for place, letter in enumerate(COLUMNS)}


def acts(way: str) -> list[tuple[Line, str]]:
    """The lines of the table, with their method, by which somebody of the staff changes what others may not."""
    button = Line(OF_TWO["end_of_roles"][0], "", {"POST": "d..........Y"})
    return [
        (line, method)
        for line in [*lines(), button]
        for method, row in line.answers.items()
        if method != "GET" and line.route.startswith("api/v1/") == (way == "token")
        if "Y" in {row[COLUMN[each]] for each in "mlop"} and "Y" not in {row[COLUMN[each]] for each in "scfrbt"}
    ]


@contextmanager
def borrowing(world, role: str, way: str):
    """A world in which an operator (for an operator's role an officer) has taken it, by a browser or with a token."""
    own = "o" if role == "operator" else "p"
    person = User.objects.get(email="oli@demo.test" if role == "operator" else "pavel@demo.test")
    mitu_id = world.things["moderator"]
    start = transaction.savepoint()
    until = clock.now() + timedelta(hours=1)
    User.objects.filter(pk=person.pk).update(emergency_role=role, emergency_until=until)
    if way == "token":
        text = keep_password_token(person)[1]
        browser = Client(headers={"authorization": f"Bearer {text}"}, raise_request_exception=False)
    else:
        browser = world.browsers[own]
    yield replace(world, browsers={"e": browser}, held={}, things={**world.things, "user_id": mitu_id}), own
    take_back(start)
