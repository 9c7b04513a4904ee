import hashlib
import uuid

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from market.core.base.errors import Invalid, TooMany
from market.core.base.lifecycle import Lifecycle
from market.files import access
from market.files.access import attachable, may_read
from market.files.actions import FileEmpty, FileTooLarge, keep_upload
from market.files.models import Upload


def make_file(content=b"work", name="logo.svg"):
    return SimpleUploadedFile(name, content)


def test_upload_is_stored_unchanged_under_a_random_name(farida):
    content = b"<svg onload=alert(1)>"
    upload = keep_upload(by=farida, file=make_file(content))
    assert (upload.name, upload.size) == ("logo.svg", len(content))
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    assert "logo" not in upload.file.name
    assert "." not in upload.file.name.rsplit("/", 1)[-1]
    with default_storage.open(upload.file.name) as stored:
        assert stored.read() == content


def test_same_content_twice_creates_two_uploads(farida):
    assert keep_upload(by=farida, file=make_file()).pk != keep_upload(by=farida, file=make_file()).pk


def test_empty_file_is_refused(farida):
    with pytest.raises(FileEmpty):
        keep_upload(by=farida, file=make_file(b""))


def test_too_large_file_is_a_field_error(farida):
    with override_settings(LIFECYCLE=Lifecycle(upload_megabytes=1)):
        keep_upload(by=farida, file=make_file(b"x" * 1024 * 1024))
        with pytest.raises(FileTooLarge) as refusal:
            keep_upload(by=farida, file=make_file(b"x" * (1024 * 1024 + 1)))
    assert "file" in refusal.value.errors


def test_uploads_are_limited_per_user_and_day(farida, rina):
    with override_settings(LIFECYCLE=Lifecycle(uploads_per_day=1)):
        keep_upload(by=farida, file=make_file())
        with pytest.raises(TooMany):
            keep_upload(by=farida, file=make_file())
        keep_upload(by=rina, file=make_file())


def test_failed_save_leaves_no_file_in_storage(farida, monkeypatch, settings):
    def fail(*args, **kwargs):
        raise RuntimeError("the database is gone")

    monkeypatch.setattr(Upload, "save", fail)
    with pytest.raises(RuntimeError):
        keep_upload(by=farida, file=make_file())
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_only_own_uploads_can_be_attached(farida, rina):
    own, foreign = keep_upload(by=farida, file=make_file()), keep_upload(by=rina, file=make_file())
    assert attachable(farida, [own.pk, str(own.pk)]) == [own]
    assert attachable(farida, []) == []
    for wrong in ([foreign.pk], [uuid.uuid4()], ["x"], [None], [own.pk] + [uuid.uuid4() for _ in range(20)]):
        with pytest.raises(Invalid) as refusal:
            attachable(farida, wrong)
        assert "files" in refusal.value.errors


def test_registered_access_rules_make_files_visible(farida, carla, omar, monkeypatch):
    upload = keep_upload(by=farida, file=make_file())
    monkeypatch.setattr(access, "_rules", [])

    @access.reader
    def sent_to_carla(user):
        return Upload.objects.filter(pk=upload.pk) if user == carla else Upload.objects.none()

    assert [may_read(each, upload) for each in (farida, carla, omar)] == [True, True, False]
