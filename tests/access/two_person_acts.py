"""An emergency role never counts as the second person: every staff act, by page and by token.

A user with another permanent role takes each emergency role in turn and tries what its holders may do. What succeeds
must be in `ONE_PERSON_ROUTES`; all other acts need two people (`people.two_person_actions`), or fail.
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
from tests.access.probe import roll_back
from tests.access.table import Line, lines

# Prefixes of routes, without "api/v1/", that one person does alone, and so with an emergency role.
ONE_PERSON_ROUTES = (
    "staff/cases/",
    "cases/",
    "staff/measures/<int:measure_id>/undo/",
    "measures/<int:measure_id>/undo/",
    "reports/",
    "batches/<int:batch_id>/courses/",
    "chargebacks/",
    "staff/money/",
    "desk/reconcile/",
    "desk/stopped/",
)
# The page and the API route of each two-person act; None where there is none.
TWO_PERSON_ROUTES = {
    "issuance": ("staff/issuing/<int:issuance_id>/release/", "register/issuances/<int:issuance_id>/release/"),
    "graduation_exception": (
        "staff/exceptions/<int:exception_id>/confirm/",
        "register/exceptions/<int:exception_id>/confirm/",
    ),
    "course_version": (
        "staff/course-versions/<int:course_version_id>/publish/",
        "course-versions/<int:course_version_id>/publish/",
    ),
    "void_paper": ("staff/vivas/<int:viva_id>/", "vivas/<int:viva_id>/decide/"),
    "question_set": (
        "staff/question-sets/<int:question_set_id>/accept/",
        "question-sets/<int:question_set_id>/accept/",
    ),
    "signatories": (
        "staff/signatories/<int:signatories_id>/confirm/",
        "register/signatories/<int:signatories_id>/confirm/",
    ),
    "district_outage": ("staff/outages/<int:outage_id>/confirm/", "register/outages/<int:outage_id>/confirm/"),
    "certificate_appeal": ("staff/appeals/<int:appeal_id>/", "register/appeals/<int:appeal_id>/decide/"),
    "register_objection": ("staff/objections/<int:objection_id>/", "register/objections/<int:objection_id>/decide/"),
    "attendance_objection": (
        "staff/attendance-objections/<int:objection_id>/",
        "register/attendance-objections/<int:objection_id>/decide/",
    ),
    "selection": (
        "staff/phases/<int:phase_id>/selection/confirm/",
        "register/phases/<int:phase_id>/selection/confirm/",
    ),
    "allowance_rule": (
        "staff/allowances/rules/<int:rule_id>/confirm/",
        "register/allowances/rules/<int:rule_id>/confirm/",
    ),
    "allowance_list": (
        "staff/allowances/lists/<int:list_id>/approve/",
        "register/allowances/lists/<int:list_id>/approve/",
    ),
    "measure_appeal": ("staff/measures/<int:measure_id>/decide/", "measures/<int:measure_id>/decide/"),
    "ruling": ("disputes/<int:dispute_id>/rule/", "disputes/<int:dispute_id>/rule/"),
    "correction": ("corrections/<int:correction_id>/confirm/", "corrections/<int:correction_id>/confirm/"),
    "end_of_ban": (None, None),  # on the page of a one-person act: see `tests/moderation`
    "reading": ("disputes/<int:dispute_id>/note/", None),
    "payout_batch": ("staff/payout-batches/<int:batch_id>/approve/", "payout-batches/<int:batch_id>/approve/"),
    "wallet_payout": ("staff/wallet-payouts/<int:payout_id>/deny/", "wallet-payouts/<int:payout_id>/deny/"),
    "staff_proposal": (
        "staff/proposals/<int:proposal_id>/approve/",
        "desk/proposals/<int:proposal_id>/approve/",
    ),
    "role": (None, None),  # carried out by a proposal: see `tests/payments`
    "emergency": ("staff/emergencies/<int:right_id>/", None),
    "end_of_roles": ("staff/admin/accounts/user/<int:user_id>/do/end_roles/", None),
}
WHY = {"reason": "So that it is right."}
CHANNELS = ("page", "token")
ROLES = [str(role) for role in User.STAFF]
COLUMN = {letter: place for place, letter in enumerate(COLUMNS)}


def staff_acts(way: str) -> list[tuple[Line, str]]:
    """Lines and methods by which only staff can change something, and all acts of two."""
    of_two = {route for pair in TWO_PERSON_ROUTES.values() for route in pair if route}
    button = Line(TWO_PERSON_ROUTES["end_of_roles"][0], "", {"POST": "d..........Y"})
    return [
        (line, method)
        for line in [*lines(), button]
        for method, row in line.answers.items()
        if method != "GET" and line.route.startswith("api/v1/") == (way == "token")
        if "Y" in {row[COLUMN[each]] for each in "mlop"}
        if "Y" not in {row[COLUMN[each]] for each in "scfrbt"} or line.route.removeprefix("api/v1/") in of_two
    ]


@contextmanager
def holding_emergency_role(world, role: str, way: str):
    """Yields the world with a staff user who holds the emergency role, and that user's own column."""
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
    yield replace(world, browsers={"e": browser}, initial_contents={}, things={**world.things, "user_id": mitu_id}), own
    roll_back(start)
