"""A refund that failed, over HTTP: who may say that it was sent another way, and who learns nothing of it."""

from allauth.mfa.models import Authenticator

from tests.core.admin_world import prove

HOW = {"reference": "BKASH-7781", "note": "Agreed by mail on 3 May."}


def test_an_operator_does_it_by_page_and_by_program(failed, pavel, page, api, omar):
    path = f"/staff/admin/payments/refund/{failed.pk}/"
    browser = prove(page(pavel), pavel)
    assert f"{path}do/repaid/" in browser.get(f"{path}change/").content.decode()
    half = browser.post(f"{path}do/repaid/", {"reason": HOW["note"]})
    assert half.status_code == 400
    assert "Write the reference" in half.content.decode()
    assert HOW["note"] in half.content.decode()
    Authenticator.objects.create(user=pavel, type=Authenticator.Type.TOTP, data={"secret": "x"})
    listed = api(pavel).get("/api/v1/refunds/").json()["results"]
    assert [each["owed"]["amount"] for each in listed] == ["66.64"]
    assert browser.post(f"{path}do/repaid/", {"reason": HOW["note"], "reference": HOW["reference"]}).status_code == 302
    failed.refresh_from_db()
    assert failed.repaid_reference == HOW["reference"]
    again = api(pavel).post(f"/api/v1/refunds/{failed.pk}/repaid/", HOW)
    assert (again.status_code, again.json()["code"]) == (409, "refund_not_owed")
    client = failed.milestone.contract.client
    assert api(omar).post(f"/api/v1/refunds/{failed.pk}/repaid/", HOW).status_code == 404
    assert api(client).post(f"/api/v1/refunds/{failed.pk}/repaid/", HOW).status_code == 403
    assert api(omar).get("/api/v1/refunds/").json()["results"] == []
    (own,) = api(client).get("/api/v1/refunds/").json()["results"]
    assert (own["owed"]["amount"], own["repaid_reference"]) == ("0.00", HOW["reference"])
