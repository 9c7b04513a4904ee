"""The moderators' desk over HTTP, in the order: anonymous, outsider, wrong role, wrong state, success, repeat."""

import pytest
from allauth.mfa.models import Authenticator

from market.core.models import AuditEntry
from market.moderation.appeals.actions import appeal_measure
from market.moderation.cases.actions import flag_item
from market.moderation.cases.subjects import find_item
from market.moderation.models import Case, Flag, Measure
from market.safety.actions import report_thing
from tests import make

pytestmark = pytest.mark.django_db
PATH = "/api/v1/cases/"
STEP = {"level": "limit", "ground": "outside_payment", "facts": "The job asks for a deposit.", "days": 7, "seen": 0}


@pytest.fixture
def desk(api, mitu, moni, lata):
    """`desk(mitu)`: a program of hers, who has set up her second factor."""
    for who in (mitu, moni, lata):
        Authenticator.objects.create(user=who, type=Authenticator.Type.TOTP, data={"secret": "x"})

    def program(who):
        client = api(who)
        return lambda method, path, body=None: getattr(client, method)(path, body, format="json")

    return program


def test_the_desk_is_the_moderators_and_leads_alone(api, desk, case, impose, rina, mitu, lata, oli, carla, farida):
    made = impose(rina, "warn")
    paths = [("get", PATH), ("get", f"{PATH}appeals/"), ("get", f"{PATH}{case.pk}/")]
    paths += [("post", f"/api/v1/cases/{case.pk}/keep/"), ("post", f"/api/v1/cases/{case.pk}/close/")]
    paths += [("post", f"/api/v1/cases/{case.pk}/measures/"), ("post", f"/api/v1/measures/{made.pk}/undo/")]
    paths += [("post", f"/api/v1/measures/{made.pk}/decide/")]
    for method, path in paths:
        assert getattr(api(), method)(path).status_code == 401
        for who in (oli, carla, farida):
            assert getattr(api(who), method)(path, {}, format="json").status_code == 404, (path, who)
    for who in (mitu, lata):
        assert desk(who)("get", f"{PATH}{case.pk}/").status_code == 200


def test_a_program_reads_no_more_than_the_page_and_its_looks_go_on_record(desk, case, mitu, moni):
    report_thing(by=mitu, kind="job", thing_id=case.thing, reason="spam")
    looks = AuditEntry.objects.filter(code="case.read")
    assert desk(mitu)("get", f"{PATH}{case.pk}/").json()["reports"] == []
    assert not looks.exists()
    assert len(desk(moni)("get", f"{PATH}{case.pk}/").json()["reports"]) == 2
    assert looks.get().by == moni


def test_a_moderator_without_second_factor_is_told_so(api, mitu, case):
    assert api(mitu).get(PATH).json()["code"] == "second_factor_missing"


def test_the_queue_and_a_case_say_what_the_page_says(desk, case, job, omar, mitu, carla):
    report_thing(by=omar, kind="job", thing_id=make.make_job(carla, title="Another").pk, reason="abuse")
    found = find_item("job", job.pk)
    flag_item(kind="job", thing_id=job.pk, item=found, rule=Flag.Rule.PHRASE, facts={"found": "a deposit"})
    program = desk(mitu)
    rows = program("get", PATH).json()["results"]
    assert [(row["title"], row["is_urgent"], row["reports"], row["steps"]) for row in rows] == [
        ("Another", True, 1, 0),
        ("Logo for a tea shop", False, 1, 0),
    ]
    assert program("get", f"{PATH}?state=closed").json()["results"] == []
    told = program("get", f"{PATH}{case.pk}/").json()
    assert (told["about"]["display_name"], told["seen"], told["measures"]) == ("Carla", 0, [])
    assert [(each["reporter"]["display_name"], each["text"]) for each in told["reports"]] == [
        ("Farida", "Asks for a deposit.")
    ]
    assert [(each["rule"], each["facts"]) for each in told["flags"]] == [("phrase", {"found": "a deposit"})]
    assert {"heading": "Title", "text": "Logo for a tea shop"} in told["words"]


def test_private_words_that_nobody_reported_are_read_on_the_page_alone(desk, carla, farida, mitu):
    bid = make.make_bid(make.make_job(carla), farida)
    found = find_item("bid", bid.pk)
    flag_item(kind="bid", thing_id=bid.pk, item=found, rule=Flag.Rule.CONTACT, facts={"found": "x"})
    program, path = desk(mitu), f"{PATH}{Case.objects.get().pk}/"
    assert program("get", path).json()["words"] == []
    report_thing(by=carla, kind="bid", thing_id=bid.pk, reason="spam")
    assert program("get", path).json()["words"] != []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"level": "shout"}, "level"),
        ({"ground": "because"}, "ground"),
        ({"facts": " "}, "facts"),
        ({"days": None}, "days"),
        ({"days": 0}, "days"),
        ({"seen": None}, "seen"),
    ],
)
def test_a_bad_step_names_its_field(desk, case, mitu, change, field):
    answer = desk(mitu)("post", f"{PATH}{case.pk}/measures/", STEP | change)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert not Measure.objects.exists()


def test_a_step_an_appeal_and_taking_it_back(desk, case, carla, mitu, moni):
    one, other = desk(mitu), desk(moni)
    made = one("post", f"{PATH}{case.pk}/measures/", STEP)
    assert (made.status_code, made.json()["level"], made.json()["imposed_by"]["display_name"]) == (201, "limit", "Mitu")
    carla.refresh_from_db()
    assert carla.is_limited
    again = other("post", f"{PATH}{case.pk}/measures/", STEP)
    assert (again.status_code, again.json()["code"]) == (409, "decided_meanwhile")
    measure = made.json()["id"]
    appeal_measure(by=carla, measure_id=measure, text="It was my brother.")
    assert one("get", f"{PATH}appeals/").json()["results"] == []
    (waiting,) = other("get", f"{PATH}appeals/").json()["results"]
    assert (waiting["id"], waiting["case"], waiting["appeal"]["text"]) == (measure, case.pk, "It was my brother.")
    path, verdict = f"/api/v1/measures/{measure}/decide/", {"verdict": "upheld", "reasons": "The record shows it."}
    assert one("post", path, verdict).json()["code"] == "own_decision"
    assert other("post", path, {"verdict": "maybe", "reasons": "x"}).status_code == 400
    assert other("post", path, verdict).json()["appeal"]["is_upheld"] is True
    assert other("post", path, verdict).json()["code"] == "measure_appeal_decided"
    undo = f"/api/v1/measures/{measure}/undo/"
    assert one("post", undo, {"reason": ""}).status_code == 400
    assert one("post", undo, {"reason": "Too much."}).json()["ending"] == "undone"
    assert one("post", undo, {"reason": "Too much."}).json()["code"] == "measure_ended"
    carla.refresh_from_db()
    assert not carla.is_limited


def test_an_appeal_of_whom_she_knows_is_not_in_her_list(desk, impose, farida, moni, lata):
    made = impose(farida, "warn")
    appeal_measure(by=farida, measure_id=made.pk, text="No.")
    farida.certificate.batch.trainer = moni
    farida.certificate.batch.save()
    assert desk(moni)("get", f"{PATH}appeals/").json()["results"] == []
    assert [each["id"] for each in desk(lata)("get", f"{PATH}appeals/").json()["results"]] == [made.pk]
    decision = {"verdict": "lifted", "reasons": "She is mine."}
    assert desk(moni)("post", f"/api/v1/measures/{made.pk}/decide/", decision).json()["code"] == "tied_to_case"


def test_keeping_and_closing(desk, case, mitu):
    program = desk(mitu)
    kept = program("post", f"{PATH}{case.pk}/keep/", {"note": "I ask her."}).json()
    assert (kept["state"], kept["keeper"]["display_name"], kept["note"]) == ("kept", "Mitu", "I ask her.")
    assert program("post", f"{PATH}{case.pk}/close/", {}).json()["state"] == "closed"
    assert program("post", f"{PATH}{case.pk}/close/", {}).json()["code"] == "case_closed"


def test_the_grounds_are_public(api):
    told = api().get("/api/v1/measures/grounds/").json()
    assert {"code", "name", "meaning"} == set(told[0])
    assert "harassment" in [each["code"] for each in told]


def test_the_queue_costs_few_statements(desk, carla, farida, mitu, django_assert_max_num_queries):
    for number in range(12):
        report_thing(by=farida, kind="job", thing_id=make.make_job(carla, title=f"Job {number}").pk, reason="spam")
    program = desk(mitu)
    with django_assert_max_num_queries(6):
        assert len(program("get", PATH).json()["results"]) == 12
