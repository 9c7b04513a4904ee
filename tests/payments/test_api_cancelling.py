"""The notice to cancel late work over the API."""

from tests.payments.test_cancelling import DAY


def test_client_gives_notice_and_takes_it_back(late, api, carla, farida):
    given = api(carla).post(f"/api/v1/milestones/{late.pk}/cancel-notice/").json()
    assert given["next_deadline"] == {"what": "cancelled_after_notice", "at": given["cancel_at"]}
    assert api(farida).post(f"/api/v1/milestones/{late.pk}/cancel-notice/withdraw/").status_code == 403
    back = api(carla).post(f"/api/v1/milestones/{late.pk}/cancel-notice/withdraw/").json()
    assert (back["state"], back["is_late"], back["cancel_at"]) == ("funded", True, None)
    assert back["next_deadline"]["what"] == "refunded_if_idle"


def test_refusals_have_codes(under_notice, api, carla, travel):
    path = f"/api/v1/milestones/{under_notice.pk}/cancel-notice/"
    assert api(carla).post(path).json()["code"] == "cancel_notice_given"
    travel(3 * DAY)
    answer = api(carla).post(path)
    assert (answer.status_code, answer.json()["code"]) == (409, "milestone_wrong_state")
