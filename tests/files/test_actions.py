import hashlib
import uuid

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from market.core.base.errors import Invalid, TooMany
from market.core.base.lifecycle import Lifecycle
from market.files import access
from market.files.access import attachable, visible_to
from market.files.actions import FileEmpty, FileTooLarge, keep_upload
from market.files.models import Upload


def sent(content=b"work", name="logo.svg"):
    return SimpleUploadedFile(name, content)


def test_a_file_is_kept_as_it_is_under_a_name_that_says_nothing(farida):
    content = b"<svg onload=alert(1)>"
    upload = keep_upload(by=farida, file=sent(content))
    assert (upload.name, upload.size) == ("logo.svg", len(content))
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    assert "logo" not in upload.file.name
    assert "." not in upload.file.name.rsplit("/", 1)[-1]
    with default_storage.open(upload.file.name) as kept:
        assert kept.read() == content


def test_the_same_file_twice_is_two_uploads(farida):
    assert keep_upload(by=farida, file=sent()).pk != keep_upload(by=farida, file=sent()).pk


def test_an_empty_file_is_refused(farida):
    with pytest.raises(FileEmpty):
        keep_upload(by=farida, file=sent(b""))


def test_a_large_file_is_refused_at_its_field(farida):
    with override_settings(LIFECYCLE=Lifecycle(upload_megabytes=1)):
        keep_upload(by=farida, file=sent(b"x" * 1024 * 1024))
        with pytest.raises(FileTooLarge) as refusal:
            keep_upload(by=farida, file=sent(b"x" * (1024 * 1024 + 1)))
    assert "file" in refusal.value.errors


def test_a_day_has_a_limit_for_each_person(farida, rina):
    with override_settings(LIFECYCLE=Lifecycle(uploads_per_day=1)):
        keep_upload(by=farida, file=sent())
        with pytest.raises(TooMany):
            keep_upload(by=farida, file=sent())
        keep_upload(by=rina, file=sent())


def test_a_failed_record_leaves_no_file(farida, monkeypatch, settings):
    def fail(*args, **kwargs):
        raise RuntimeError("the database is gone")

    monkeypatch.setattr(Upload, "save", fail)
    with pytest.raises(RuntimeError):
        keep_upload(by=farida, file=sent())
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_only_her_own_can_be_attached(farida, rina):
    hers, others = keep_upload(by=farida, file=sent()), keep_upload(by=rina, file=sent())
    assert attachable(farida, [hers.pk, str(hers.pk)]) == [hers]
    assert attachable(farida, []) == []
    for wrong in ([others.pk], [uuid.uuid4()], ["x"], [None], [hers.pk] + [uuid.uuid4() for _ in range(20)]):
        with pytest.raises(Invalid) as refusal:
            attachable(farida, wrong)
        assert "files" in refusal.value.errors


def test_rules_of_higher_apps_open_files_to_readers(farida, carla, omar, monkeypatch):
    upload = keep_upload(by=farida, file=sent())
    monkeypatch.setattr(access, "_rules", [])

    @access.reader
    def sent_to_carla(user):
        return Upload.objects.filter(pk=upload.pk) if user == carla else Upload.objects.none()

    assert [visible_to(each).filter(pk=upload.pk).exists() for each in (farida, carla, omar)] == [True, True, False]
