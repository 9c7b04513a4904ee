"""The API of cases for moderators, in the order: anonymous, other users, wrong role, wrong state, success, repeat."""

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
MEASURE = {"level": "limit", "ground": "outside_payment", "facts": "The job asks for a deposit.", "days": 7, "seen": 0}


@pytest.fixture
def desk(api, mitu, moni, lata):
    """`desk(mitu)`: an API client of this user, who has set up a second factor."""
    for who in (mitu, moni, lata):
        Authenticator.objects.create(user=who, type=Authenticator.Type.TOTP, data={"secret": "x"})

    def client_of(who):
        client = api(who)
        return lambda method, path, body=None: getattr(client, method)(path, body, format="json")

    return client_of


def test_case_endpoints_are_404_for_other_users_and_401_for_anonymous(
    api, desk, case, impose, rina, mitu, lata, oli, carla, farida
):
    measure = impose(rina, "warn")
    paths = [("get", PATH), ("get", f"{PATH}appeals/"), ("get", f"{PATH}{case.pk}/")]
    paths += [("post", f"/api/v1/cases/{case.pk}/keep/"), ("post", f"/api/v1/cases/{case.pk}/close/")]
    paths += [("post", f"/api/v1/cases/{case.pk}/measures/"), ("post", f"/api/v1/measures/{measure.pk}/undo/")]
    paths += [("post", f"/api/v1/measures/{measure.pk}/decide/")]
    for method, path in paths:
        assert getattr(api(), method)(path).status_code == 401
        for who in (oli, carla, farida):
            assert getattr(api(who), method)(path, {}, format="json").status_code == 404, (path, who)
    for who in (mitu, lata):
        assert desk(who)("get", f"{PATH}{case.pk}/").status_code == 200


def test_reading_reports_over_the_api_is_written_to_the_audit_log(desk, case, mitu, moni):
    report_thing(by=mitu, kind="job", thing_id=case.thing, reason="spam")
    entries = AuditEntry.objects.filter(code="case.read")
    assert desk(mitu)("get", f"{PATH}{case.pk}/").json()["reports"] == []
    assert not entries.exists()
    assert len(desk(moni)("get", f"{PATH}{case.pk}/").json()["reports"]) == 2
    assert entries.get().by == moni


def test_a_moderator_without_second_factor_gets_an_error_code(api, mitu, case):
    assert api(mitu).get(PATH).json()["code"] == "second_factor_missing"


def test_payloads_of_the_queue_and_of_a_case(desk, case, job, omar, mitu, carla):
    report_thing(by=omar, kind="job", thing_id=make.make_job(carla, title="Another").pk, reason="abuse")
    item = find_item("job", job.pk)
    flag_item(kind="job", thing_id=job.pk, item=item, rule=Flag.Rule.PHRASE, facts={"found": "a deposit"})
    call = desk(mitu)
    rows = call("get", PATH).json()["results"]
    assert [(row["title"], row["is_urgent"], row["reports"], row["steps"]) for row in rows] == [
        ("Another", True, 1, 0),
        ("Logo for a tea shop", False, 1, 0),
    ]
    assert call("get", f"{PATH}?state=closed").json()["results"] == []
    payload = call("get", f"{PATH}{case.pk}/").json()
    assert (payload["about"]["display_name"], payload["seen"], payload["measures"]) == ("Carla", 0, [])
    assert [(each["reporter"]["display_name"], each["text"]) for each in payload["reports"]] == [
        ("Farida", "Asks for a deposit.")
    ]
    assert [(each["rule"], each["facts"]) for each in payload["flags"]] == [("phrase", {"found": "a deposit"})]
    assert {"heading": "Title", "text": "Logo for a tea shop"} in payload["words"]


def test_unreported_private_text_is_not_in_the_api(desk, carla, farida, mitu):
    bid = make.make_bid(make.make_job(carla), farida)
    item = find_item("bid", bid.pk)
    flag_item(kind="bid", thing_id=bid.pk, item=item, rule=Flag.Rule.CONTACT, facts={"found": "x"})
    call, path = desk(mitu), f"{PATH}{Case.objects.get().pk}/"
    assert call("get", path).json()["words"] == []
    report_thing(by=carla, kind="bid", thing_id=bid.pk, reason="spam")
    assert call("get", path).json()["words"] != []


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
def test_invalid_measure_is_400_with_an_error_for_its_field(desk, case, mitu, change, field):
    response = desk(mitu)("post", f"{PATH}{case.pk}/measures/", MEASURE | change)
    assert (response.status_code, list(response.json()["errors"])) == (400, [field])
    assert not Measure.objects.exists()


def test_imposing_appealing_and_undoing_a_measure(desk, case, carla, mitu, moni):
    first, second = desk(mitu), desk(moni)
    created = first("post", f"{PATH}{case.pk}/measures/", MEASURE)
    assert (created.status_code, created.json()["level"], created.json()["imposed_by"]["display_name"]) == (
        201,
        "limit",
        "Mitu",
    )
    carla.refresh_from_db()
    assert carla.is_limited
    again = second("post", f"{PATH}{case.pk}/measures/", MEASURE)
    assert (again.status_code, again.json()["code"]) == (409, "decided_meanwhile")
    measure = created.json()["id"]
    appeal_measure(by=carla, measure_id=measure, text="It was my brother.")
    assert first("get", f"{PATH}appeals/").json()["results"] == []
    (waiting,) = second("get", f"{PATH}appeals/").json()["results"]
    assert (waiting["id"], waiting["case"], waiting["appeal"]["text"]) == (measure, case.pk, "It was my brother.")
    path, verdict = f"/api/v1/measures/{measure}/decide/", {"verdict": "upheld", "reasons": "The record shows it."}
    assert first("post", path, verdict).json()["code"] == "own_decision"
    assert second("post", path, {"verdict": "maybe", "reasons": "x"}).status_code == 400
    assert second("post", path, verdict).json()["appeal"]["is_upheld"] is True
    assert second("post", path, verdict).json()["code"] == "measure_appeal_decided"
    undo = f"/api/v1/measures/{measure}/undo/"
    assert first("post", undo, {"reason": ""}).status_code == 400
    assert first("post", undo, {"reason": "Too much."}).json()["ending"] == "undone"
    assert first("post", undo, {"reason": "Too much."}).json()["code"] == "measure_ended"
    carla.refresh_from_db()
    assert not carla.is_limited


def test_appeals_with_a_conflict_of_interest_are_not_listed(desk, impose, farida, moni, lata):
    measure = impose(farida, "warn")
    appeal_measure(by=farida, measure_id=measure.pk, text="No.")
    farida.certificate.batch.trainer = moni
    farida.certificate.batch.save()
    assert desk(moni)("get", f"{PATH}appeals/").json()["results"] == []
    assert [each["id"] for each in desk(lata)("get", f"{PATH}appeals/").json()["results"]] == [measure.pk]
    decision = {"verdict": "lifted", "reasons": "She is mine."}
    assert desk(moni)("post", f"/api/v1/measures/{measure.pk}/decide/", decision).json()["code"] == "tied_to_case"


def test_a_case_is_assigned_and_closed(desk, case, mitu):
    call = desk(mitu)
    payload = call("post", f"{PATH}{case.pk}/keep/", {"note": "I ask her."}).json()
    assert (payload["state"], payload["keeper"]["display_name"], payload["note"]) == ("kept", "Mitu", "I ask her.")
    assert call("post", f"{PATH}{case.pk}/close/", {}).json()["state"] == "closed"
    assert call("post", f"{PATH}{case.pk}/close/", {}).json()["code"] == "case_closed"


def test_grounds_are_public(api):
    grounds = api().get("/api/v1/measures/grounds/").json()
    assert {"code", "name", "meaning"} == set(grounds[0])
    assert "harassment" in [each["code"] for each in grounds]


def test_the_queue_has_a_small_query_count(desk, carla, farida, mitu, django_assert_max_num_queries):
    for number in range(12):
        report_thing(by=farida, kind="job", thing_id=make.make_job(carla, title=f"Job {number}").pk, reason="spam")
    call = desk(mitu)
    with django_assert_max_num_queries(6):
        assert len(call("get", PATH).json()["results"]) == 12
