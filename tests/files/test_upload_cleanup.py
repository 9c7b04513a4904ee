"""Old uploads that nothing refers to are deleted, files and rows; others stay."""

from datetime import timedelta
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from market.core.base import clock
from market.files import actions
from market.files.actions import forget_loose_uploads, keep_upload
from market.files.models import Upload
from tests import make


def upload_file(by, name: str) -> Upload:
    return keep_upload(by=by, file=SimpleUploadedFile(name, b"x"))


def test_old_unreferenced_uploads_are_deleted(carla, farida, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    loose = [upload_file(carla, f"loose {number}.txt") for number in range(5)]
    attached = upload_file(carla, "attached.txt")
    make.make_job(carla, files=[attached.pk])
    Upload.objects.update(created_at=clock.now() - timedelta(hours=169))
    young = upload_file(farida, "young.txt")
    assert forget_loose_uploads() == 5
    assert set(Upload.objects.all()) == {attached, young}
    assert [Path(each.file.path).exists() for each in (*loose, attached, young)] == [False] * 5 + [True, True]
    assert forget_loose_uploads() == 0


def test_upload_attached_meanwhile_is_not_deleted(carla):
    upload = upload_file(carla, "late.txt")
    make.make_job(carla, files=[upload.pk])
    assert actions._forget([upload.pk]) == 0
    assert Path(Upload.objects.get().file.path).exists()
