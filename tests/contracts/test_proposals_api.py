"""The API of what one side asks and the other answers, the log, and the calendar."""

import pytest

from market.contracts.models import CalendarKey, Milestone
from market.contracts.proposals.actions import propose_change
from market.contracts.proposals.changes import Wish
from market.core.base.money import Decimal

NEW = {"title": "Signboard", "amount": {"amount": "25.00", "currency": "USD"}, "days": 2}
PATHS = [
    ("get", "/api/v1/contracts/{contract}/proposals/", {}),
    ("get", "/api/v1/contracts/{contract}/log/", {}),
    ("post", "/api/v1/contracts/{contract}/changes/", {"milestones": [NEW]}),
    ("post", "/api/v1/contracts/{contract}/end/", {}),
    ("get", "/api/v1/proposals/{proposal}/", {}),
    ("post", "/api/v1/proposals/{proposal}/agree/", {}),
    ("post", "/api/v1/proposals/{proposal}/refuse/", {}),
    ("post", "/api/v1/proposals/{proposal}/withdraw/", {}),
    ("post", "/api/v1/milestones/{milestone}/extension/", {"days": 3}),
    ("post", "/api/v1/milestones/{milestone}/ask-revision/", {}),
    ("post", "/api/v1/milestones/{milestone}/grant-revision/", {}),
]


@pytest.fixture
def asked(carla, funded):
    wish = Wish(title="Signboard", amount=Decimal("25.00"), days=2)
    return propose_change(by=carla, contract_id=funded.contract_id, wishes=[wish])


@pytest.mark.parametrize(("method", "path", "body"), PATHS)
def test_anonymous_and_outsiders(api, omar, funded, asked, method, path, body):
    address = path.format(contract=funded.contract_id, proposal=asked.pk, milestone=funded.pk)
    nobody, outsider = (getattr(api(user), method)(address, body, format="json") for user in (None, omar))
    assert (nobody.status_code, nobody.json()["code"]) == (401, "not_signed_in")
    assert (outsider.status_code, outsider.json()["code"]) == (404, "not_found")


def test_a_change_wrong_role_wrong_state_success_repeat(api, carla, farida, contract):
    first, second = contract.milestones.order_by("position")
    address = f"/api/v1/contracts/{contract.pk}/changes/"
    body = {"milestones": [{"id": first.pk, "days": 9}, {"id": second.pk, "drop": True}, NEW], "note": "More"}
    made = api(carla).post(address, body, format="json")
    assert made.status_code == 201
    found = made.json()
    assert [each["do"] for each in found["items"]] == ["change", "drop", "add"]
    assert found["items"][0]["was"] == {"title": "Sketches", "amount": "80.00", "days": 4, "revisions": None}
    assert (found["items"][0]["now"]["days"], found["items"][1]["now"], found["split"]) == (9, None, [])
    again = api(carla).post(address, body, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "proposal_open")
    one = f"/api/v1/proposals/{found['id']}/"
    assert api(carla).post(f"{one}agree/").json()["code"] == "own_proposal"
    assert api(farida).post(f"{one}withdraw/").json()["code"] == "not_your_proposal"
    assert api(farida).post(f"{one}agree/").json()["state"] == "agreed"
    twice = api(farida).post(f"{one}agree/")
    assert (twice.status_code, twice.json()["code"]) == (409, "proposal_not_open")
    assert api(farida).get(one).json()["state"] == "agreed"
    listed = api(farida).get(f"/api/v1/contracts/{contract.pk}/proposals/").json()
    assert [each["id"] for each in listed["results"]] == [found["id"]]
    for act, who in (("refuse", farida), ("withdraw", carla)):
        next_one = api(carla).post(address, {"milestones": [NEW]}, format="json").json()["id"]
        answer = api(who).post(f"/api/v1/proposals/{next_one}/{act}/")
        assert answer.json()["state"] == {"refuse": "refused", "withdraw": "withdrawn"}[act]


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        ([], "milestones"),
        ([{**NEW, "amount": {"amount": "25.00", "currency": "BDT"}}], "non_field_errors"),
        ([{**NEW, "amount": {"amount": "1.00", "currency": "USD"}}], "milestones.0.amount"),
        ([{"title": "Signboard"}], "milestones.0.amount"),
        ([{"id": 987654, **NEW}], "milestones.0"),
    ],
)
def test_what_is_wrong_is_named(api, carla, contract, wishes, field):
    answer = api(carla).post(f"/api/v1/contracts/{contract.pk}/changes/", {"milestones": wishes}, format="json")
    assert answer.status_code == 400
    assert field in answer.json()["errors"] or field == "non_field_errors"


def test_more_time_over_the_api(api, carla, farida, funded):
    address = f"/api/v1/milestones/{funded.pk}/extension/"
    assert api(carla).post(address, {"days": 3}).json()["code"] == "not_the_freelancer"
    assert api(farida).post(address, {"days": 99}).status_code == 400
    made = api(farida).post(address, {"days": 3, "note": "Ill"}).json()
    assert (made["kind"], made["milestone"], made["items"]) == ("extension", funded.pk, [])
    assert api(farida).post(address, {"days": 3}).status_code == 409
    api(carla).post(f"/api/v1/proposals/{made['id']}/agree/")
    funded.refresh_from_db()
    assert funded.work_due_at.isoformat() == made["until"]


def test_one_more_round_over_the_api(api, carla, farida, funded):
    Milestone.objects.filter(pk=funded.pk).update(revisions=0)
    address = f"/api/v1/milestones/{funded.pk}/ask-revision/"
    assert api(farida).post(address).json()["code"] == "not_the_client"
    assert api(carla).post(address).json()["code"] == "milestone_wrong_state"
    api(farida).post(f"/api/v1/milestones/{funded.pk}/submit/", {"note": "Here"})
    assert "note" in api(carla).post(address, {"note": "x" * 1001}).json()["errors"]
    made = api(carla).post(address, {"note": "Too dark"})
    assert (made.status_code, made.json()["kind"], made.json()["until"]) == (201, "revision", None)
    assert api(carla).post(address).json()["code"] == "proposal_open"
    api(farida).post(f"/api/v1/proposals/{made.json()['id']}/agree/")
    found = api(carla).get(f"/api/v1/contracts/{funded.contract_id}/").json()["milestones"][0]
    assert found["revisions"] == {"included": 1, "used": 0}


def test_rounds_of_changes_over_the_api(api, carla, farida, funded):
    address = f"/api/v1/milestones/{funded.pk}/grant-revision/"
    assert api(farida).post(address).json()["code"] == "revisions_not_counted"
    Milestone.objects.filter(pk=funded.pk).update(revisions=0)
    assert api(carla).post(address).json()["code"] == "not_the_freelancer"
    assert api(farida).post(address).json()["revisions"] == {"included": 1, "used": 0}
    api(farida).post(f"/api/v1/milestones/{funded.pk}/submit/", {"note": "Here"})
    changes = f"/api/v1/milestones/{funded.pk}/request-changes/"
    assert api(carla).post(changes, {"note": "Greener"}).json()["revisions"] == {"included": 1, "used": 1}
    api(farida).post(f"/api/v1/milestones/{funded.pk}/submit/", {"note": "Here"})
    refused = api(carla).post(changes, {"note": "Bluer"})
    assert (refused.status_code, refused.json()["code"]) == (409, "revisions_used")
    found = api(carla).get(f"/api/v1/contracts/{funded.contract_id}/").json()["milestones"]
    assert [(each["revisions"], each["is_late"]) for each in found] == [
        ({"included": 1, "used": 1}, False),
        (None, False),
    ]


def test_an_end_with_a_split_over_the_api(api, carla, funded):
    Milestone.objects.filter(pk=funded.pk).update(held_value=Decimal("80.00"))
    address = f"/api/v1/contracts/{funded.contract_id}/end/"
    assert api(carla).post(address, {}, format="json").json()["code"] == "money_still_held"
    split = [{"milestone": funded.pk, "release": {"amount": "30.00", "currency": "BDT"}}]
    assert api(carla).post(address, {"split": split}, format="json").status_code == 400
    split[0]["release"]["currency"] = "USD"
    assert api(carla).post(address, {"split": split, "note": "Moving"}, format="json").json()["state"] == "active"
    (asked,) = api(carla).get(f"/api/v1/contracts/{funded.contract_id}/proposals/").json()["results"]
    assert asked["split"][0]["refund"] == {"amount": "50.00", "currency": "USD"}
    assert asked["until"] is None


def test_the_log_says_each_step_to_both(api, page, carla, farida, contract, funded):
    api(farida).post(f"/api/v1/milestones/{funded.pk}/submit/", {"note": "Here"})
    found = api(carla).get(f"/api/v1/contracts/{contract.pk}/log/").json()
    assert [each["what"] for each in found["results"]] == ["milestone.submitted", "contract.started"]
    assert (found["results"][0]["by"], found["results"][0]["milestone"]) == (farida.pk, funded.pk)
    assert "Farida" in found["results"][0]["sentence"]
    for person in (carla, farida):
        text = page(person).get(f"/contracts/{contract.pk}/log/").content.decode()
        assert "Sketches" in text
    carla.language = "bn"
    carla.save()
    bangla = api(carla).get(f"/api/v1/contracts/{contract.pk}/log/", headers={"accept-language": "bn"}).json()
    assert any("ঀ" <= letter <= "৿" for letter in bangla["results"][0]["sentence"])


def test_the_calendar_over_the_api(api, carla):
    address = "/api/v1/me/calendar/"
    assert api().get(address).status_code == 401
    assert api(carla).get(address).status_code == 404
    made = api(carla).post(address)
    assert (made.status_code, api(carla).get(address).json()) == (201, made.json())
    assert api(carla).post(address).json()["url"] != made.json()["url"]
    assert api(carla).delete(address).status_code == 204
    assert api(carla).delete(address).status_code == 204
    assert not CalendarKey.objects.exists()
