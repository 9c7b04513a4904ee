"""Repayment of a failed refund in the admin and in the API: operators only, 404 for other users."""

from allauth.mfa.models import Authenticator

from tests.core.admin_world import prove

HOW = {"reference": "BKASH-7781", "note": "Agreed by mail on 3 May."}


def test_operator_records_a_repayment_in_the_admin_and_the_api(agreed_refund, pavel, page, api, omar):
    path = f"/staff/admin/payments/refund/{agreed_refund.pk}/"
    browser = prove(page(pavel), pavel)
    assert f"{path}do/repaid/" in browser.get(f"{path}change/").content.decode()
    incomplete = browser.post(f"{path}do/repaid/", {"reason": HOW["note"]})
    assert incomplete.status_code == 400
    assert "Write the reference" in incomplete.content.decode()
    assert HOW["note"] in incomplete.content.decode()
    Authenticator.objects.create(user=pavel, type=Authenticator.Type.TOTP, data={"secret": "x"})
    listed = api(pavel).get("/api/v1/refunds/").json()["results"]
    assert [each["owed"]["amount"] for each in listed] == ["66.64"]
    assert browser.post(f"{path}do/repaid/", {"reason": HOW["note"], "reference": HOW["reference"]}).status_code == 302
    agreed_refund.refresh_from_db()
    assert agreed_refund.repaid_reference == HOW["reference"]
    again = api(pavel).post(f"/api/v1/refunds/{agreed_refund.pk}/repaid/", HOW)
    assert (again.status_code, again.json()["code"]) == (409, "refund_not_owed")
    client = agreed_refund.milestone.contract.client
    assert api(omar).post(f"/api/v1/refunds/{agreed_refund.pk}/repaid/", HOW).status_code == 404
    assert api(client).post(f"/api/v1/refunds/{agreed_refund.pk}/repaid/", HOW).status_code == 403
    assert api(omar).get("/api/v1/refunds/").json()["results"] == []
    (own,) = api(client).get("/api/v1/refunds/").json()["results"]
    assert (own["owed"]["amount"], own["repaid_reference"]) == ("0.00", HOW["reference"])
