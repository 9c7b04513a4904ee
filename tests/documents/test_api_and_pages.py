"""Pages and API of documents: the list, one, its file, the check by a stranger, and asking for one."""

import hashlib

import pytest

from market.documents.models import Document
from market.payments.documents.credit_notes import issue_credit_notes
from tests.payments import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(provider, carla, farida):
    story.released(provider, "100.00")
    return Document.objects.get(kind="invoice")


def body(response):
    return b"".join(response.streaming_content)


def test_list_filters_and_leads_to_a_page_and_one_file(invoice, page, api, carla, farida, omar):
    html = page(carla).get("/money/documents/").content.decode()
    assert invoice.full_number in html
    assert "Receipt for our fee" in html
    assert html.count(story.Milestone.objects.get().full_title) == 2
    html = page(carla).get("/money/documents/?kind=payout_receipt").content.decode()
    assert "Nothing matches this filter" in html
    assert "No documents yet" in page(omar).get("/money/documents/").content.decode()
    assert [each["number"] for each in api(farida).get("/api/v1/me/documents/").json()["results"]] == [
        invoice.full_number
    ]
    assert api(carla).get("/api/v1/me/documents/?year=no").status_code == 400
    address = f"/money/documents/{invoice.pk}/"
    html = page(farida).get(address).content.decode()
    assert "Farida Private" in html
    assert "$100.00" in html
    first = body(page(farida).get(f"{address}file/"))
    second = body(api(carla).get(f"/api/v1/documents/{invoice.pk}/file/"))
    assert first == second
    assert first.startswith(b"%PDF-")
    stored = api(carla).get(f"/api/v1/documents/{invoice.pk}/").json()
    assert stored["sha256"] == hashlib.sha256(first).hexdigest()
    api_address = f"/api/v1/documents/{invoice.pk}/"
    for path in (address, f"{address}file/", api_address, f"{api_address}file/"):
        assert (api if "api" in path else page)(omar).get(path).status_code == 404


def test_stranger_with_the_code_sees_what_the_paper_shows_and_that_it_is_corrected(invoice, page, api, carla):
    html = page().get(f"/documents/{invoice.code}/")
    assert html["X-Robots-Tag"] == "noindex"
    text = html.content.decode()
    assert "Genuine and valid" in text
    assert "Farida Private" in text
    assert carla.email not in text
    milestone = story.Milestone.objects.get()
    (note,) = issue_credit_notes(milestone, amount=milestone.released_value, cause="test", why="given_back")
    text = page().get(f"/documents/{invoice.code}/", headers={"accept-language": "bn"}).content.decode()
    assert note.full_number in text
    assert "সংশোধিত" in text
    checked = api().get(f"/api/v1/documents/{invoice.code}/check/").json()
    assert (checked["state"], checked["corrected_by"]) == ("corrected", [note.full_number])
    for path in ("/documents/no-such-code/", "/api/v1/documents/no-such-code/check/"):
        assert page().get(path).status_code == 404
    assert "issued no document" in page().get("/documents/no-such-code/").content.decode()


def test_freelancer_asks_by_page_and_api(page, api, farida, carla, today, run_jobs):
    assert "ask" not in page(carla).get("/money/documents/").content.decode().partition("<main")[2].partition("?")[0]
    form = {"since": "2026-01-01", "until": "2025-01-01"}
    answer = page(farida).post("/money/documents/income-certificate/", form)
    assert answer.status_code == 400
    assert "before the first one" in answer.content.decode()
    form["until"] = today.isoformat()
    warned = page(farida).post("/money/documents/income-certificate/", form)
    assert (warned.status_code, "Issue it without income" in warned.content.decode()) == (409, True)
    answer = page(farida).post("/money/documents/income-certificate/", {**form, "empty": "yes"}, follow=True)
    assert "Nothing was released in this period." in answer.content.decode()
    body = {"year": today.year, "kind": "calendar"}
    warned = api(farida).post("/api/v1/me/documents/yearly-statement/", body, content_type="application/json")
    assert warned.json()["code"] == "no_income"
    body["even_if_empty"] = True
    issued = api(farida).post("/api/v1/me/documents/yearly-statement/", body, content_type="application/json")
    assert issued.status_code == 201
    assert issued.json()["number"].startswith("YST-")
    refused = api(carla).post(
        "/api/v1/me/documents/income-certificate/", form | {"until": "2026-02-01"}, content_type="application/json"
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "not_a_freelancer")


def test_party_asks_for_the_file_of_a_contract(invoice, page, api, carla, omar):
    address = f"/contracts/{invoice.contract}/file/"
    assert page(carla).post(address).status_code == 302
    assert api(carla).post(f"/api/v1/contracts/{invoice.contract}/file/").json()["number"].endswith("-000002")
    assert api(omar).post(f"/api/v1{address}").status_code == 404


def test_billing_details_by_page_and_api(page, api, carla):
    assert api(carla).get("/api/v1/me/billing-details/").status_code == 404
    form = {"name": "Tea Ltd", "address": "Dhaka", "tax_number": "?"}
    assert page(carla).post("/settings/billing/", form).status_code == 400
    assert page(carla).post("/settings/billing/", {**form, "tax_number": ""}).status_code == 302
    assert api(carla).get("/api/v1/me/billing-details/").json()["name"] == "Tea Ltd"
    assert "Tea Ltd" in page(carla).get("/settings/billing/").content.decode()
