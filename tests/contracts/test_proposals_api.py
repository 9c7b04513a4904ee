"""The API of proposals (changes, extensions, revisions, early end), of the contract's log and of the calendar."""

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
def proposal(carla, funded):
    wish = Wish(title="Signboard", amount=Decimal("25.00"), days=2)
    return propose_change(by=carla, contract_id=funded.contract_id, wishes=[wish])


@pytest.mark.parametrize(("method", "path", "body"), PATHS)
def test_anonymous_is_401_and_outsiders_are_404(api, omar, funded, proposal, method, path, body):
    url = path.format(contract=funded.contract_id, proposal=proposal.pk, milestone=funded.pk)
    anonymous, outsider = (getattr(api(user), method)(url, body, format="json") for user in (None, omar))
    assert (anonymous.status_code, anonymous.json()["code"]) == (401, "not_signed_in")
    assert (outsider.status_code, outsider.json()["code"]) == (404, "not_found")


def test_change_proposal_roles_states_and_repeats(api, carla, farida, contract):
    first, second = contract.milestones.order_by("position")
    url = f"/api/v1/contracts/{contract.pk}/changes/"
    body = {"milestones": [{"id": first.pk, "days": 9}, {"id": second.pk, "drop": True}, NEW], "note": "More"}
    created = api(carla).post(url, body, format="json")
    assert created.status_code == 201
    proposal_data = created.json()
    assert [each["do"] for each in proposal_data["items"]] == ["change", "drop", "add"]
    assert proposal_data["items"][0]["was"] == {
        "title": "Sketches",
        "amount": "80.00",
        "days": 4,
        "revisions": None,
        "done_when": "",
    }
    assert (proposal_data["items"][0]["now"]["days"], proposal_data["items"][1]["now"], proposal_data["split"]) == (
        9,
        None,
        [],
    )
    again = api(carla).post(url, body, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "proposal_open")
    proposal_url = f"/api/v1/proposals/{proposal_data['id']}/"
    assert api(carla).post(f"{proposal_url}agree/").json()["code"] == "own_proposal"
    assert api(farida).post(f"{proposal_url}withdraw/").json()["code"] == "not_your_proposal"
    assert api(farida).post(f"{proposal_url}agree/").json()["state"] == "agreed"
    twice = api(farida).post(f"{proposal_url}agree/")
    assert (twice.status_code, twice.json()["code"]) == (409, "proposal_not_open")
    assert api(farida).get(proposal_url).json()["state"] == "agreed"
    listed = api(farida).get(f"/api/v1/contracts/{contract.pk}/proposals/").json()
    assert [each["id"] for each in listed["results"]] == [proposal_data["id"]]
    for act, who in (("refuse", farida), ("withdraw", carla)):
        next_id = api(carla).post(url, {"milestones": [NEW]}, format="json").json()["id"]
        response = api(who).post(f"/api/v1/proposals/{next_id}/{act}/")
        assert response.json()["state"] == {"refuse": "refused", "withdraw": "withdrawn"}[act]


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
def test_invalid_change_names_the_field(api, carla, contract, wishes, field):
    response = api(carla).post(f"/api/v1/contracts/{contract.pk}/changes/", {"milestones": wishes}, format="json")
    assert response.status_code == 400
    assert field in response.json()["errors"] or field == "non_field_errors"


def test_extension_is_requested_and_agreed(api, carla, farida, funded):
    url = f"/api/v1/milestones/{funded.pk}/extension/"
    assert api(carla).post(url, {"days": 3}).json()["code"] == "not_the_freelancer"
    assert api(farida).post(url, {"days": 99}).status_code == 400
    proposal_data = api(farida).post(url, {"days": 3, "note": "Ill"}).json()
    assert (proposal_data["kind"], proposal_data["milestone"], proposal_data["items"]) == ("extension", funded.pk, [])
    assert api(farida).post(url, {"days": 3}).status_code == 409
    api(carla).post(f"/api/v1/proposals/{proposal_data['id']}/agree/")
    funded.refresh_from_db()
    assert funded.work_due_at.isoformat() == proposal_data["until"]


def test_revision_is_requested_and_agreed(api, carla, farida, funded):
    Milestone.objects.filter(pk=funded.pk).update(revisions=0)
    url = f"/api/v1/milestones/{funded.pk}/ask-revision/"
    assert api(farida).post(url).json()["code"] == "not_the_client"
    assert api(carla).post(url).json()["code"] == "milestone_wrong_state"
    api(farida).post(f"/api/v1/milestones/{funded.pk}/submit/", {"note": "Here"})
    assert "note" in api(carla).post(url, {"note": "x" * 1001}).json()["errors"]
    created = api(carla).post(url, {"note": "Too dark"})
    assert (created.status_code, created.json()["kind"], created.json()["until"]) == (201, "revision", None)
    assert api(carla).post(url).json()["code"] == "proposal_open"
    api(farida).post(f"/api/v1/proposals/{created.json()['id']}/agree/")
    milestone_data = api(carla).get(f"/api/v1/contracts/{funded.contract_id}/").json()["milestones"][0]
    assert milestone_data["revisions"] == {"included": 1, "used": 0}


def test_revision_limit_and_granting_a_revision(api, carla, farida, funded):
    url = f"/api/v1/milestones/{funded.pk}/grant-revision/"
    assert api(farida).post(url).json()["code"] == "revisions_not_counted"
    Milestone.objects.filter(pk=funded.pk).update(revisions=0)
    assert api(carla).post(url).json()["code"] == "not_the_freelancer"
    assert api(farida).post(url).json()["revisions"] == {"included": 1, "used": 0}
    api(farida).post(f"/api/v1/milestones/{funded.pk}/submit/", {"note": "Here"})
    changes = f"/api/v1/milestones/{funded.pk}/request-changes/"
    assert api(carla).post(changes, {"note": "Greener"}).json()["revisions"] == {"included": 1, "used": 1}
    api(farida).post(f"/api/v1/milestones/{funded.pk}/submit/", {"note": "Here"})
    refused = api(carla).post(changes, {"note": "Bluer"})
    assert (refused.status_code, refused.json()["code"]) == (409, "revisions_used")
    milestones = api(carla).get(f"/api/v1/contracts/{funded.contract_id}/").json()["milestones"]
    assert [(each["revisions"], each["is_late"]) for each in milestones] == [
        ({"included": 1, "used": 1}, False),
        (None, False),
    ]


def test_end_with_a_split_is_proposed(api, carla, funded):
    Milestone.objects.filter(pk=funded.pk).update(held_value=Decimal("80.00"))
    url = f"/api/v1/contracts/{funded.contract_id}/end/"
    assert api(carla).post(url, {}, format="json").json()["code"] == "money_still_held"
    split = [{"milestone": funded.pk, "release": {"amount": "30.00", "currency": "BDT"}}]
    assert api(carla).post(url, {"split": split}, format="json").status_code == 400
    split[0]["release"]["currency"] = "USD"
    assert api(carla).post(url, {"split": split, "note": "Moving"}, format="json").json()["state"] == "active"
    (proposal_data,) = api(carla).get(f"/api/v1/contracts/{funded.contract_id}/proposals/").json()["results"]
    assert proposal_data["split"][0]["refund"] == {"amount": "50.00", "currency": "USD"}
    assert proposal_data["until"] is None


def test_log_lists_each_step_for_both_parties_in_their_language(api, page, carla, farida, contract, funded):
    api(farida).post(f"/api/v1/milestones/{funded.pk}/submit/", {"note": "Here"})
    log = api(carla).get(f"/api/v1/contracts/{contract.pk}/log/").json()
    assert [each["what"] for each in log["results"]] == ["milestone.submitted", "contract.started"]
    assert (log["results"][0]["by"], log["results"][0]["milestone"]) == (farida.pk, funded.pk)
    assert "Farida" in log["results"][0]["sentence"]
    for person in (carla, farida):
        html = page(person).get(f"/contracts/{contract.pk}/log/").content.decode()
        assert "Sketches" in html
    carla.language = "bn"
    carla.save()
    bangla = api(carla).get(f"/api/v1/contracts/{contract.pk}/log/", headers={"accept-language": "bn"}).json()
    assert any("ঀ" <= letter <= "৿" for letter in bangla["results"][0]["sentence"])


def test_calendar_address_is_created_renewed_and_deleted(api, carla):
    url = "/api/v1/me/calendar/"
    assert api().get(url).status_code == 401
    assert api(carla).get(url).status_code == 404
    created = api(carla).post(url)
    assert (created.status_code, api(carla).get(url).json()) == (201, created.json())
    assert api(carla).post(url).json()["url"] != created.json()["url"]
    assert api(carla).delete(url).status_code == 204
    assert api(carla).delete(url).status_code == 204
    assert not CalendarKey.objects.exists()
