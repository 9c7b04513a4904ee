"""Quick replies in the API, in the order anonymous, stranger, wrong input, success, too many."""

import pytest

from market.messaging.phrases.actions import MOST_REPLIES

pytestmark = pytest.mark.django_db


def test_quick_replies_over_the_api(api, farida, rina):
    path = "/api/v1/quick-replies/"
    assert api().get(path).status_code == 401
    wrong = api(farida).post(path, {"text": "x" * 1001})
    assert (wrong.status_code, set(wrong.json()["errors"])) == (400, {"text"})
    first, second = (api(farida).post(path, {"text": text}).json() for text in ("One", "Hello {name}"))
    assert [each["text"] for each in api(farida).get(path).json()] == ["One", "Hello {name}"]
    assert api(rina).get(path).json() == []
    own = f"/api/v1/quick-replies/{second['id']}/"
    assert [api(rina).get(own).status_code, api(rina).patch(own, {"text": "x"}).status_code] == [404, 404]
    moved = api(farida).patch(own, {"position": 1, "text": "Hi {name}"}).json()
    assert (moved["text"], moved["position"]) == ("Hi {name}", 1)
    assert [each["id"] for each in api(farida).get(path).json()] == [second["id"], first["id"]]
    assert api(farida).delete(own).status_code == 204
    assert api(farida).get(own).status_code == 404
    for _ in range(MOST_REPLIES - 1):
        api(farida).post(path, {"text": "again"})
    full = api(farida).post(path, {"text": "again"})
    assert (full.status_code, full.json()["code"]) == (409, "quick_replies_full")
