"""The access matrix: every route × every role × one object of every kind, as `table` says.

Each line is requested by every role and method, with the body of a user with access. A refused request changes nothing,
and every API response, errors included, matches the OpenAPI schema. Rules for all lines are in `test_rules`.
"""

from dataclasses import replace

import pytest
from django.db import transaction

from market.accounts.models import User
from market.accounts.people.two_person_actions import ACTS_OF_TWO
from market.contracts.models import Contract
from market.core.base import clock
from market.disputes.models import Companion, Dispute
from market.training.models import Batch
from tests.access.api_schema import differences, parameters
from tests.access.bodies import BODIES
from tests.access.cast import COLUMNS, OTHER_TRAINER, SUSPENDED
from tests.access.probe import World, answer_row, body_of, leaks, roll_back, with_nul
from tests.access.table import METHODS, Line, columns_of, lines, methods_of, routes
from tests.access.two_person_acts import (
    CHANNELS,
    COLUMN,
    ONE_PERSON_ROUTES,
    ROLES,
    TWO_PERSON_ROUTES,
    WHY,
    holding_emergency_role,
    staff_acts,
)

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]  # one worker builds the world
LINES = lines()
ROUTES = routes()
NO_SECRET_CHECK = (
    "staff/admin/",  # see `core.admin.permissions`
    "sandbox/",  # of a development site
)
# Documents on money name the freelancer by the certificate, to the parties and to whoever has the code on the paper.
NAMED = ("money/documents/<int:document_id>/", "documents/<slug:code>/", "api/v1/documents/<int:document_id>/")
NAMED += ("api/v1/documents/<slug:code>/check/", "api/v1/contracts/<int:contract_id>/file/")
EXPECTED_LEAKS = {
    "coaching/<int:coaching_id>/": {"letter"},  # by the freelancer's consent
    "api/v1/coaching/<int:coaching_id>/": {"letter"},
    "disputes/<int:dispute_id>/talk/": {"talk"},  # a moderator may read it after giving a reason
    **dict.fromkeys(NAMED, {"Farida Private"}),
}
# All trainers read it, and those of a topic keep its briefs; all of them write courses.
TRAINERS_BANK = (
    "briefs/",
    "rubrics/",
    "training/today/",
    "staff/courses/",
    "staff/course-versions/",
    "course-versions/",
)
TRAINERS_BANK += ("courses/<slug:course_slug>/versions/", "courses/<slug:course_slug>/draft/", "staff/exams/new/")
TRAINERS_BANK += ("videos/", "staff/videos/", "courses/<slug:course_slug>/videos/")
TRAINERS_BANK += ("question-banks/", "questions/", "question-sets/", "staff/questions/", "staff/question-sets/")
TRAINERS_LISTS = {"staff/exams/", "exam-desk/", "lost-time/", "remarks/", "vivas/"}  # each trainer has a list
SCHEMA_ROUTES = {"api/v1/schema/", "api/v1/docs/"}
MISSING = sorted(set(ROUTES) - {line.route for line in LINES})


def test_every_route_has_a_line(world):
    """A failure prints the actual answers: check them against the rules before adding the line."""
    missing_lines = [str(draft_line(world, route)) for route in MISSING]
    assert missing_lines == [], "no line in tests/access/*.txt for:\n" + "\n".join(missing_lines)


def test_every_line_has_a_route():
    assert {line.route for line in LINES} - set(ROUTES) == set()
    assert len({line.name for line in LINES}) == len(LINES), "each route and object has one line"


def test_line_names_every_allowed_method():
    lacking = [line.name for line in LINES if methods_of(line.route, ROUTES[line.route]) - set(line.answers)]
    assert lacking == []


def draft_line(world: World, route: str) -> Line:
    """A line with the actual answers of a route, for the default objects."""
    named = methods_of(route, ROUTES[route]) or ("GET", "POST")
    line = Line(route, "", {})
    line.answers.update({method: answer_row(world, line, method) for method in METHODS if method in named})
    taken = {method: row for method, row in line.answers.items() if set(row) - set("md")}
    return Line(route, "", taken or line.answers)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_each_role_gets_the_expected_response(world, line):
    for method, row in line.answers.items():
        columns = columns_of(row)
        expected = "".join(letter if each in columns else " " for each, letter in zip(COLUMNS, row, strict=True))
        responses = {each: world.request(each, method, line, body_of(world, line, method)) for each in columns}
        actual = "".join(responses[each].letter if each in columns else " " for each in COLUMNS)
        assert f"{method} {actual}" == f"{method} {expected}", f"columns: {COLUMNS}"
        if not line.route.startswith(NO_SECRET_CHECK):
            expected_leaks = EXPECTED_LEAKS.get(line.route, set())
            leaked = {each: leaks(answer, each) - expected_leaks for each, answer in responses.items()}
            assert {each: names for each, names in leaked.items() if names} == {}
        if line.route.startswith("api/v1/") and line.route not in SCHEMA_ROUTES:
            broken = {each: list(differences(line, method, answer)) for each, answer in responses.items()}
            assert {each: points for each, points in broken.items() if points} == {}


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_suspended_user_other_trainer_empty_body_and_other_methods(world, line):
    """A suspended user is treated as anonymous, another batch's trainer as a stranger; a hidden object looks like a
    missing one; an empty body gives no access, and neither does a method without an entry."""
    for method, row in line.answers.items():
        by = dict(zip(COLUMNS, row, strict=True))
        assert world.request(SUSPENDED, method, line, body_of(world, line, method)).letter == by["a"], method
        if by["s"] == "." and "<" in line.route:
            assert_other_trainer_is_a_stranger(world, method, line, by)
            hidden, missing = (world.response_to("s", method, line, is_there=each) for each in (True, False))
            assert hidden == missing, method
        if line.route in BODIES and method != "GET":
            empty = {each: world.request(each, method, line).letter for each in "acsbp" if by[each] in "d."}
            assert all(letter in (by[each], "b", ">") for each, letter in empty.items()), empty
    for method in {"GET", "POST"} - set(line.answers):
        like = line.answers.get("GET", "m" * len(COLUMNS))
        for each in "as":
            letter = world.request(each, method, line).letter
            assert letter in ("m", "d", ".", like[COLUMNS.index(each)], *(">" * (method == "GET"))), (method, each)


def assert_other_trainer_is_a_stranger(world: World, method: str, line: Line, by: dict[str, str]) -> None:
    """The bank of a topic is no batch's, and each has a day of their own: there both trainers get the same."""
    route = line.route.removeprefix("api/v1/")
    is_shared = route.startswith(TRAINERS_BANK) and "<int:draft_question_id>" not in route
    if route in TRAINERS_LISTS or is_shared:
        assert world.request(OTHER_TRAINER, method, line, body_of(world, line, method)).letter == by["t"], method
    else:
        assert world.request(OTHER_TRAINER, method, line).letter in ".b>", method


NOT_PAGES = ("api/", "webhooks/", "sandbox/stripe/", "sandbox/bkash/")
PAGES = [line for line in LINES if not line.route.startswith(NOT_PAGES)]
FORMS = [line for line in PAGES if "GET" not in line.answers]


def test_no_page_is_405_for_get():
    assert [line.name for line in PAGES if "m" in line.answers.get("GET", "")] == []
    assert len(FORMS) > 80


@pytest.mark.parametrize("line", FORMS, ids=lambda line: line.name)
def test_get_of_a_form_url_redirects_to_its_page(world, line):
    """A user who may send the form and reloads its URL gets a page; a stranger gets no 405 either."""
    senders = [each for each, letter in zip(COLUMNS, line.answers["POST"], strict=True) if letter in "Y>b"]
    for each in {*senders[:1], "s"}:
        place, letters = world.address(line), ""
        while len(letters) < 4 and set(letters) <= {">", "d"}:
            answer = world.request(each, "GET", line, place=place)
            place, letters = answer.place.partition("#")[0], letters + answer.letter
        assert letters[0] in ">d", (each, letters)
        assert "m" not in letters, (each, letters)
        if each in senders:
            assert letters[-1] in "oY", (each, letters)


# Routes by which a moderator decides a dispute.
DECISIONS = [
    each for each in LINES if "disputes/" in each.route and each.route.endswith(("/rule/", "/hand-over/", "/talk/"))
]
TIES = {
    "client": lambda user, contract: Contract.objects.filter(pk=contract).update(client=user),
    "freelancer": lambda user, contract: Contract.objects.filter(pk=contract).update(freelancer=user),
    "trainer": lambda user, contract: Batch.objects.filter(
        certificates__holder__contracts_as_freelancer=contract
    ).update(trainer=user),
    "companion": lambda user, contract: Companion.objects.create(
        dispute=Dispute.objects.get(milestone__contract=contract, state="appealed"), user=user, since=clock.now()
    ),
}


@pytest.mark.parametrize("tie", TIES)
def test_moderator_with_a_conflict_of_interest_cannot_decide(world, tie):
    """Each conflict of interest alone; an earlier ruling is the column `n`."""
    start = transaction.savepoint()
    TIES[tie](User.objects.get(pk=world.things["moderator"]), world.things["contract_id"])
    answers = {
        line.name: answer_row(replace(world, initial_contents={}), line, "POST", "m").strip() for line in DECISIONS
    }
    roll_back(start)
    assert len(answers) == 5
    assert set(answers.values()) <= {"x", "."}, answers


@pytest.mark.parametrize("way", CHANNELS)
@pytest.mark.parametrize("role", ROLES)
def test_emergency_role_cannot_be_the_second_person(world, role, way):
    """A user with an emergency role tries all acts of its holders, by page or with a token."""
    answers: dict[str, set[str]] = {}
    with holding_emergency_role(world, role, way) as (emergency, own):
        for line, method in staff_acts(way):
            if line.answers[method][COLUMN[own]] != "Y":
                answer = emergency.request("e", method, line, body_of(emergency, line, method) or WHY)
                answers.setdefault(line.route.removeprefix("api/v1/"), set()).add(answer.letter)
    opened = {route for route, letters in answers.items() if "Y" in letters}
    assert {route for route in opened if not route.startswith(ONE_PERSON_ROUTES)} == set(), "which kind of act?"
    tried = [TWO_PERSON_ROUTES[code][CHANNELS.index(way)] for code, act in ACTS_OF_TWO.items() if role in act.roles]
    assert {route for route in tried if route} <= set(answers) - opened


def test_every_two_person_act_is_covered():
    assert set(ACTS_OF_TWO) == set(TWO_PERSON_ROUTES)


# Query parameters of pages, beside those of the API schema.
QUERY_PARAMETERS = {
    "q",
    "topic",
    "skills",
    "district",
    "tab",
    "state",
    "claimed",
    "sort",
    "side",
    "batch",
    "outcome",
    "code",
    "next",
}
FIRST_LINES = list(
    {line.route: line for line in reversed(LINES) if not line.route.startswith(NO_SECRET_CHECK)}.values()
)
QUERY_LINES = [
    line for line in FIRST_LINES if "GET" in line.answers and (parameters(line) or "<int:" not in line.route)
]
BODY_LINES = [
    (line, each) for line in FIRST_LINES for each in ("POST", "PATCH") if each in line.answers and line.route in BODIES
]


def allowed_letter(line: Line, method: str) -> str:
    """A role with access, since only its input is read."""
    by = dict(zip(COLUMNS, line.answers[method], strict=True))
    return next((each for letter in "Yo>b" for each in COLUMNS if by[each] == letter), "s")


@pytest.mark.parametrize("line", QUERY_LINES, ids=lambda line: line.name)
def test_nul_in_query_is_no_server_error(world, line):
    """The database takes no text with a NUL; it must be a form error or 400, whichever field it is in."""
    query = "&".join(f"{name}=a%00" for name in sorted(QUERY_PARAMETERS | parameters(line)))
    assert world.request(allowed_letter(line, "GET"), "GET", line, place=f"{world.address(line)}?{query}").code != 500


@pytest.mark.parametrize(("line", "method"), BODY_LINES, ids=lambda part: getattr(part, "name", part))
def test_nul_in_body_is_no_server_error(world, line, method):
    body = with_nul(body_of(world, line, method))
    assert world.request(allowed_letter(line, method), method, line, body).code != 500


def test_deleting_a_bid_note_matches_the_api_schema(world):
    line = next(each for each in LINES if each.route == "api/v1/bids/<int:bid_id>/note/")
    assert list(differences(line, "POST", world.request("c", "POST", line, {"text": ""}))) == []
