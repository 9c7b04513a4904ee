"""Deliveries: their files beside each other, as one archive, and in the API."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from market.contracts.deliveries.actions import fetch_opened
from market.contracts.models import Delivery
from market.contracts.workroom.actions import submit_work
from market.core.base.lifecycle import Lifecycle
from market.disputes.claims.actions import open_dispute
from market.disputes.claims.evidence_actions import StatementContent
from market.files.actions import keep_upload
from market.files.collections import collection_of
from tests.payments import story


def deliver(farida, milestone, *files):
    """A delivery with files, given as (name, content)."""
    ids = [str(keep_upload(by=farida, file=SimpleUploadedFile(*each)).pk) for each in files]
    submit_work(by=farida, milestone_id=milestone.pk, note="Here", file_ids=ids)
    return Delivery.objects.get(milestone=milestone)


def test_archive_has_all_files_under_safe_different_names(api, page, carla, farida, omar, funded):
    delivery = deliver(farida, funded, ("../a.txt", b"one"), ("A.txt", b"two"), ("নকশা.txt", b"three"))
    for client, url in ((page, ""), (api, "/api/v1")):
        answer = client(carla).get(f"{url}/deliveries/{delivery.pk}/files.zip")
        archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "a.txt": b"one",
            "A (2).txt": b"two",
            "নকশা.txt": b"three",
        }
        assert "Logo for a tea shop Sketches 1.zip" in answer.headers["Content-Disposition"]
        assert client(omar).get(f"{url}/deliveries/{delivery.pk}/files.zip").status_code == 404


def test_archive_that_is_too_large_is_not_offered_and_refused(api, page, carla, farida, funded):
    delivery = deliver(farida, funded, *((f"{number}.bin", b"x" * 900_000) for number in range(5)))
    with override_settings(LIFECYCLE=Lifecycle(upload_megabytes=1)):
        assert "files.zip" not in page(carla).get(f"/contracts/{funded.contract_id}/").content.decode()
        answer = api(carla).get(f"/api/v1/deliveries/{delivery.pk}/files.zip")
    assert (answer.status_code, answer.json()["code"]) == (409, "too_much_at_once")


def test_pages_of_files_lead_to_each_other_and_back(page, carla, farida, funded):
    deliver(farida, funded, ("a.txt", b"one"), ("b.txt", b"two"))
    first, second = Delivery.objects.get().files.all()
    page(carla).get(f"/contracts/{funded.contract_id}/")
    text = page(carla).get(f"/files/{first.pk}/view/").content.decode()
    assert f"/files/{second.pk}/view/" in text
    assert f"/contracts/{funded.contract_id}/#milestone-{funded.pk}" in text


def test_deliveries_are_listed_in_the_api(api, carla, farida, omar, funded):
    delivery = deliver(farida, funded, ("a.txt", b"one"), ("b.txt", b"two"))
    answer = api(carla).get(f"/api/v1/milestones/{funded.pk}/deliveries/")
    (row,) = answer.json()["results"]
    assert (row["number"], row["note"]) == (1, "Here")
    assert row["archive_url"] == f"/api/v1/deliveries/{delivery.pk}/files.zip"
    assert [each["thumbnail_url"] for each in row["files"]] == [None, None]
    assert row["files"][0]["view_url"].endswith("/view/")
    assert api(omar).get(f"/api/v1/milestones/{funded.pk}/deliveries/").status_code == 404


def test_printed_record_names_files_with_their_checksums(page, carla, farida, funded):
    delivery = deliver(farida, funded, ("a.txt", b"one"))
    page(carla).get(f"/contracts/{funded.contract_id}/")
    text = page(carla).get(f"/contracts/{funded.contract_id}/record/").content.decode()
    assert delivery.files.get().sha256 in text


def test_parties_come_back_to_the_workroom_from_a_disputed_delivery(provider):
    milestone = story.funded(provider, "40.00")
    contract = milestone.contract
    fetch_opened(contract.client, deliver(contract.freelancer, milestone, ("a.txt", b"one")).pk)
    content = StatementContent("Not done.")
    open_dispute(by=contract.client, milestone_id=milestone.pk, claim=story.usd(20), content=content)
    upload = Delivery.objects.get().files.get()
    assert collection_of(contract.client, upload).url == milestone.get_absolute_url()


def test_a_delivery_is_replaced_until_the_client_reads_it(api, carla, farida, funded):
    deliver(farida, funded, ("wrong.txt", b"one"))
    url = f"/api/v1/milestones/{funded.pk}/replace/"
    assert api(farida).post(url, {"note": "The right version"}).json()["state"] == "submitted"
    api(carla).get(f"/api/v1/milestones/{funded.pk}/deliveries/")
    answer = api(farida).post(url, {"note": "Once more"})
    assert (answer.status_code, answer.json()["code"]) == (409, "delivery_opened")
