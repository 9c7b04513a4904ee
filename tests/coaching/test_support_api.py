"""Support over the API."""

from market.messaging.actions import post_message
from tests.coaching.test_support import batch, lead, place  # noqa: F401  # fixtures


def test_the_api_of_support(api, place, rina, lead, oli, farida):  # noqa: F811  # fixtures
    own, of_batch = f"/api/v1/places/{place.pk}/support/", f"/api/v1/batches/{place.batch_id}/support/"
    assert [api(farida).get(each).status_code for each in (own, of_batch)] == [404, 404]
    assert api(farida).post(own).status_code == 404
    assert (api(rina).get(of_batch).status_code, api(oli).post(own).status_code) == (404, 403)
    talk = api(rina).post(own).json()["id"]
    assert api(lead).post(own).json()["id"] == talk
    assert api(rina).get(own).json()["conversation"] == talk
    post_message(by=rina, conversation_id=talk, text="Good morning")
    shown = api(lead).get(of_batch).json()
    assert shown["goal_hours"] == 24
    assert [each["waits_since"] for each in shown["trainees"]] == [None]  # read a minute later
