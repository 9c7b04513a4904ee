"""Delivered files: readable by client and freelancer, 404 for everybody else."""

from django.core.files.uploadedfile import SimpleUploadedFile

from market.contracts.workroom.actions import submit_work
from market.files.actions import keep_upload


def test_delivered_file_is_readable_by_both_parties_only(api, page, carla, farida, omar, rina, pavel, funded):
    upload = keep_upload(by=farida, file=SimpleUploadedFile("logo.svg", b"<svg/>"))
    for url, client in ((f"/api/v1/files/{upload.pk}/", api), (f"/files/{upload.pk}/", page)):
        assert client(carla).get(url).status_code == 404
    submit_work(by=farida, milestone_id=funded.pk, note="Here", file_ids=[str(upload.pk)])
    page(carla).get(funded.get_absolute_url())
    for url, client in ((f"/api/v1/files/{upload.pk}/", api), (f"/files/{upload.pk}/", page)):
        for reader in (carla, farida):
            assert b"".join(client(reader).get(url).streaming_content) == b"<svg/>"
        for stranger in (omar, rina, pavel):
            assert client(stranger).get(url).status_code == 404
