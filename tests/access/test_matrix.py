"""The access matrix: every route of the site × everybody × one of every thing, as `table` says.

Each line is asked by every role and method, with a body that somebody who may do it would send; whoever is turned away
changes nothing, and each answer of the API, refusals too, is as its description says. What must hold for all lines
alike stands in `test_rules`.
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
from tests.access.bodies import BODIES
from tests.access.cast import COLUMNS, OTHER_TRAINER, SUSPENDED
from tests.access.described import differences, parameters
from tests.access.pairs import ALONE, COLUMN, OF_TWO, ROLES, WAYS, WHY, acts, borrowing
from tests.access.probe import World, asked, body_of, leaks, take_back, with_nul
from tests.access.table import METHODS, Line, columns_of, lines, methods_of, routes

pytestmark = pytest.mark.django_db
UNTRACED = pytest.mark.no_cover  # asks the same views once more: only the first asking counts as coverage
LINES = lines()
ROUTES = routes()
SHOWS_ALL = (
    "staff/admin/",
    "sandbox/",
)  # `core.admin.permissions` says who sees which table; the desk of a development site
TOLD = {"disputes/<int:dispute_id>/talk/": {"talk"}}  # a moderator gives her reason, which is kept, and reads it
THE_DESCRIPTION = {"api/v1/schema/", "api/v1/docs/"}
MISSING = sorted(set(ROUTES) - {line.route for line in LINES})


def test_every_route_has_a_line(world):
    """Where one lacks, the answers of today are said: read them against the rules before they become a line."""
    today = [str(drafted(world, route)) for route in MISSING]
    assert today == [], "no line in tests/access/*.txt for:\n" + "\n".join(today)


def test_every_line_has_a_route():
    assert {line.route for line in LINES} - set(ROUTES) == set()
    assert len({line.name for line in LINES}) == len(LINES), "a thing of a route stands in one line"


def test_a_line_names_every_method_that_is_taken():
    lacking = [line.name for line in LINES if methods_of(line.route, ROUTES[line.route]) - set(line.answers)]
    assert lacking == []


def drafted(world: World, route: str) -> Line:
    """The line that says what a route answers today, for the usual things."""
    named = methods_of(route, ROUTES[route]) or ("GET", "POST")
    line = Line(route, "", {})
    line.answers.update({method: asked(world, line, method) for method in METHODS if method in named})
    taken = {method: row for method, row in line.answers.items() if set(row) - set("md")}
    return Line(route, "", taken or line.answers)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_each_role_gets_what_the_line_says(world, line):
    for method, row in line.answers.items():
        who = columns_of(row)
        expected = "".join(letter if each in who else " " for each, letter in zip(COLUMNS, row, strict=True))
        found = {each: world.ask(each, method, line, body_of(world, line, method)) for each in who}
        today = "".join(found[each].letter if each in who else " " for each in COLUMNS)
        assert f"{method} {today}" == f"{method} {expected}", f"columns: {COLUMNS}"
        if not line.route.startswith(SHOWS_ALL):
            told = {each: leaks(answer, each) - TOLD.get(line.route, set()) for each, answer in found.items()}
            assert {each: names for each, names in told.items() if names} == {}
        if line.route.startswith("api/v1/") and line.route not in THE_DESCRIPTION:
            broken = {each: list(differences(line, method, answer)) for each, answer in found.items()}
            assert {each: points for each, points in broken.items() if points} == {}


@UNTRACED
@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_who_stands_beside_the_table(world, line):
    """A suspended person is as good as nobody, another batch's trainer as a stranger; what is hidden looks like what
    there is not; a body that says nothing opens nothing; a method that is not named does not either."""
    for method, row in line.answers.items():
        by = dict(zip(COLUMNS, row, strict=True))
        assert world.ask(SUSPENDED, method, line, body_of(world, line, method)).letter == by["a"], method
        if by["s"] == "." and "<" in line.route:
            assert world.ask(OTHER_TRAINER, method, line).letter in ".b>", method
            there, nowhere = (world.said_of("s", method, line, is_there=each) for each in (True, False))
            assert there == nowhere, method
        if line.route in BODIES and method != "GET":
            empty = {each: world.ask(each, method, line).letter for each in "acsbp" if by[each] in "d."}
            assert all(letter in (by[each], "b", ">") for each, letter in empty.items()), empty
    for method in {"GET", "POST"} - set(line.answers):
        like = line.answers.get("GET", "m" * len(COLUMNS))
        for each in "as":
            letter = world.ask(each, method, line).letter
            assert letter in ("m", "d", ".", like[COLUMNS.index(each)], *(">" * (method == "GET"))), (method, each)


FOR_PROGRAMS = ("api/", "webhooks/", "sandbox/stripe/")
PAGES = [line for line in LINES if not line.route.startswith(FOR_PROGRAMS)]
FORMS = [line for line in PAGES if "GET" not in line.answers]


def test_no_page_answers_a_get_with_a_bare_405():
    assert [line.name for line in PAGES if "m" in line.answers.get("GET", "")] == []
    assert len(FORMS) > 80


@UNTRACED
@pytest.mark.parametrize("line", FORMS, ids=lambda line: line.name)
def test_an_address_that_takes_a_form_leads_to_its_page(world, line):
    """Whoever may send the form, and comes there by a reload, gets a page; a stranger no bare 405 either."""
    senders = [each for each, letter in zip(COLUMNS, line.answers["POST"], strict=True) if letter in "Y>b"]
    for each in {*senders[:1], "s"}:
        place, letters = world.address(line), ""
        while len(letters) < 4 and set(letters) <= {">", "d"}:
            answer = world.ask(each, "GET", line, place=place)
            place, letters = answer.place.partition("#")[0], letters + answer.letter
        assert letters[0] in ">d", (each, letters)
        assert "m" not in letters, (each, letters)
        if each in senders:
            assert letters[-1] in "oY", (each, letters)


# A moderator who could decide a dispute, once something ties her to it.
DECISIONS = [
    each for each in LINES if "disputes/" in each.route and each.route.endswith(("/rule/", "/hand-over/", "/talk/"))
]
TIES = {
    "client": lambda her, contract: Contract.objects.filter(pk=contract).update(client=her),
    "freelancer": lambda her, contract: Contract.objects.filter(pk=contract).update(freelancer=her),
    "trainer": lambda her, contract: Batch.objects.filter(
        certificates__holder__contracts_as_freelancer=contract
    ).update(trainer=her),
    "companion": lambda her, contract: Companion.objects.create(
        dispute=Dispute.objects.get(milestone__contract=contract, state="appealed"), user=her, since=clock.now()
    ),
}


@pytest.mark.parametrize("tie", TIES)
def test_a_moderator_with_a_tie_decides_nothing(world, tie):
    """Each tie alone; that she has ruled before is the column `n`."""
    start = transaction.savepoint()
    TIES[tie](User.objects.get(pk=world.things["moderator"]), world.things["contract_id"])
    found = {line.name: asked(replace(world, held={}), line, "POST", "m").strip() for line in DECISIONS}
    take_back(start)
    assert len(found) == 5
    assert set(found.values()) <= {"x", "."}, found


@UNTRACED
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("role", ROLES)
def test_an_emergency_role_is_never_the_second_person(world, role, way):
    """Who took the role, with whatever other role for good, tries all that its holders do, by page or with a token."""
    answers: dict[str, set[str]] = {}
    with borrowing(world, role, way) as (emergency, own):
        for line, method in acts(way):
            if line.answers[method][COLUMN[own]] != "Y":
                answer = emergency.ask("e", method, line, body_of(emergency, line, method) or WHY)
                answers.setdefault(line.route.removeprefix("api/v1/"), set()).add(answer.letter)
    opened = {route for route, letters in answers.items() if "Y" in letters}
    assert {route for route in opened if not route.startswith(ALONE)} == set(), "alone, or by the gate of two?"
    tried = [OF_TWO[code][WAYS.index(way)] for code, act in ACTS_OF_TWO.items() if role in act.roles]
    assert {route for route in tried if route} <= set(answers) - opened


def test_every_act_of_two_is_tried():
    assert set(ACTS_OF_TWO) == set(OF_TWO)


# What stands in addresses of pages, beside what the description names of the API's.
IN_ADDRESSES = {"q", "topic", "skills", "district", "tab", "state", "claimed", "sort", "side", "batch", "code", "next"}
FIRST = list({line.route: line for line in reversed(LINES) if not line.route.startswith(SHOWS_ALL)}.values())
ASKED = [line for line in FIRST if "GET" in line.answers and (parameters(line) or "<int:" not in line.route)]
SENT = [(line, each) for line in FIRST for each in ("POST", "PATCH") if each in line.answers and line.route in BODIES]


def let_in(line: Line, method: str) -> str:
    """Somebody whom the line lets in: nobody else's words are read."""
    by = dict(zip(COLUMNS, line.answers[method], strict=True))
    return next((each for letter in "Yo>b" for each in COLUMNS if by[each] == letter), "s")


@UNTRACED
@pytest.mark.parametrize("line", ASKED, ids=lambda line: line.name)
def test_a_nul_in_an_address_is_no_fault_of_ours(world, line):
    """The database takes no text with one; whatever field did not look, somebody is told that it is no text."""
    query = "&".join(f"{name}=a%00" for name in sorted(IN_ADDRESSES | parameters(line)))
    assert world.ask(let_in(line, "GET"), "GET", line, place=f"{world.address(line)}?{query}").code != 500


@UNTRACED
@pytest.mark.parametrize(("line", "method"), SENT, ids=lambda part: getattr(part, "name", part))
def test_a_nul_in_what_is_sent_is_no_fault_of_ours(world, line, method):
    body = with_nul(body_of(world, line, method))
    assert world.ask(let_in(line, method), method, line, body).code != 500


def test_a_note_that_was_deleted_is_answered_as_described(world):
    line = next(each for each in LINES if each.route == "api/v1/bids/<int:bid_id>/note/")
    assert list(differences(line, "POST", world.ask("c", "POST", line, {"text": ""}))) == []
