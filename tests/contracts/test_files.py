"""Delivered files: read by both sides, and by nobody else."""

from django.core.files.uploadedfile import SimpleUploadedFile

from market.contracts.workroom.actions import submit_work
from market.files.actions import keep_upload


def test_both_sides_read_what_was_delivered_and_nobody_else(api, page, carla, farida, omar, rina, pavel, funded):
    upload = keep_upload(by=farida, file=SimpleUploadedFile("logo.svg", b"<svg/>"))
    for address, client in ((f"/api/v1/files/{upload.pk}/", api), (f"/files/{upload.pk}/", page)):
        assert client(carla).get(address).status_code == 404
    submit_work(by=farida, milestone_id=funded.pk, note="Here", file_ids=[str(upload.pk)])
    for address, client in ((f"/api/v1/files/{upload.pk}/", api), (f"/files/{upload.pk}/", page)):
        for reader in (carla, farida):
            assert b"".join(client(reader).get(address).streaming_content) == b"<svg/>"
        for stranger in (omar, rina, pavel):
            assert client(stranger).get(address).status_code == 404
