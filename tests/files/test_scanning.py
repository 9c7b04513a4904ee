"""Viruses are looked for by a real ClamAV; what one is found in is refused, wherever it is sent."""

import re
from contextlib import suppress

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from market.core.base import clock
from market.core.base.home_tasks import Home
from market.files.actions import keep_upload
from market.files.archives import send_archive
from market.files.home_tasks import NEWS, threat_tasks
from market.files.models import PartialUpload, Upload
from market.files.scanning.actions import ThreatFound, scan_missing
from market.files.scanning.clamd import Clamd, ScannerFailed
from market.files.scanning.scanner import state
from tests.clamav import EICAR, clamd
from tests.files.test_resumable_api import begin, send, sender, stored_files
from tests.jobs.test_views import text, typed
from tests.servers import server

__all__ = ["clamd", "sender"]  # fixtures


@pytest.fixture
def scanned(clamd, settings):
    settings.SCANNER, settings.CLAMD_ADDRESS = "clamd", clamd[0]


@pytest.fixture
def away(settings, tmp_path):
    settings.SCANNER, settings.CLAMD_ADDRESS = "clamd", str(tmp_path / "nobody")


def make_file(content=b"work", name="a.txt"):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("way", [0, 1])
def test_clamav_finds_what_it_knows(clamd, way):
    scanner = Clamd(clamd[way])
    assert scanner.scan([b"work", b"x" * 100_000]) == ""
    assert scanner.scan([EICAR[:20], EICAR[20:]]) == "Test.Eicar.UNOFFICIAL"
    assert scanner.version().startswith("ClamAV ")


def test_more_than_clamav_takes_is_no_clean_file(clamd):
    with pytest.raises(ScannerFailed, match="size limit exceeded"):
        Clamd(clamd[0]).scan(b"x" * 65536 for _ in range(100))


@pytest.mark.parametrize("answer", [b"", b"stream: OK", b"stream: x ERROR\0", b"stream:  FOUND\0"])
def test_strange_answers_are_no_clean_file(answer):
    def serve(line, over):
        line.settimeout(0.3)  # what comes is read: else the line breaks off
        with suppress(TimeoutError):
            while line.recv(65536):
                pass
        line.sendall(answer)

    with server(serve) as url:
        address = re.sub("^http://|/hook$", "", url)
        if answer == b"stream: OK":
            assert Clamd(address).scan([b"work"]) == ""
        else:
            with pytest.raises(ScannerFailed):
                Clamd(address).scan([b"work"])


def test_infected_file_is_refused_and_a_clean_one_noted(scanned, api, farida, settings):
    answer = api(farida).post("/api/v1/uploads/", {"file": make_file(EICAR)}, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (400, "file_infected")
    assert "Test.Eicar" in answer.json()["errors"]["file"][0]
    assert not stored_files(settings)
    assert keep_upload(by=farida, file=make_file()).scanned_at is not None


def test_infected_file_in_parts_is_refused_with_the_last_and_nothing_is_left(scanned, sender, settings):
    url = begin(sender, size=len(EICAR)).headers["Location"]
    assert send(sender, url, 0, EICAR[:30]).status_code == 204
    answer = send(sender, url, 30, EICAR[30:])
    assert (answer.status_code, answer.json()["code"]) == (400, "file_infected")
    assert begin(sender, size=len(EICAR), data=EICAR).json()["code"] == "file_infected"
    assert sender.head(url).status_code == 404
    assert not PartialUpload.objects.exists()
    assert not stored_files(settings)


@pytest.mark.parametrize(("language", "words"), [("en", "A virus was found in this file"), ("bn", "ভাইরাস")])
def test_page_names_the_infected_file_and_keeps_the_others(scanned, page, carla, language, words):
    carla.language = language
    carla.save()
    answer = page(carla).post("/jobs/new/", typed(uploads=[make_file(), make_file(EICAR, "bad.txt")]))
    assert answer.status_code == 400
    assert re.search(f"bad.txt: .*{words}", text(answer))
    assert Upload.objects.get().name == "a.txt"


def test_without_an_answer_files_are_refused_until_later(away, sender, page, carla, farida, clamd, settings):
    answer = sender.post("/api/v1/uploads/", {"file": make_file()}, format="multipart")
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "scanner_unavailable", "60")
    shown = page(carla).post("/jobs/new/", typed(uploads=[make_file()]))
    assert shown.status_code == 503
    assert "cannot be checked for viruses right now" in text(shown)
    url = begin(sender, size=4).headers["Location"]
    assert send(sender, url, 0, b"work").status_code == 503
    assert sender.head(url).status_code == 503
    settings.CLAMD_ADDRESS = clamd[0]
    assert sender.head(url).headers["Upload-Offset"] == "4"
    assert Upload.objects.get().scanned_at is not None


def test_site_may_accept_files_meanwhile_and_looks_at_them_at_night(away, api, page, farida, clamd, settings, pavel):
    settings.SCANNER_DOWN = "accept"
    bad, good = keep_upload(by=farida, file=make_file(EICAR)), keep_upload(by=farida, file=make_file())
    assert bad.scanned_at is None
    assert scan_missing() == 0
    settings.CLAMD_ADDRESS = clamd[0]
    assert scan_missing() == 2
    assert scan_missing() == 0
    bad.refresh_from_db()
    assert (bad.threat, Upload.objects.get(pk=good.pk).threat) == ("Test.Eicar.UNOFFICIAL", "")
    answer = api(farida).get(f"/api/v1/files/{bad.pk}/")
    assert (answer.status_code, answer.json()["code"]) == (403, "file_infected")
    with pytest.raises(ThreatFound):
        send_archive(farida, [good, bad], "work")
    shown = text(page(farida).get(f"/files/{bad.pk}/view/"))
    assert "A virus was found in this file: Test.Eicar.UNOFFICIAL." in shown
    assert f'href="/files/{bad.pk}/"' not in shown
    assert "Test.Eicar.UNOFFICIAL" in text(page(pavel).get("/"))
    Upload.objects.update(scanned_at=clock.now() - NEWS)
    assert threat_tasks(Home(pavel)) == []


def test_a_file_that_cannot_be_scanned_keeps_no_other_one_from_it(farida, clamd, settings):
    older = keep_upload(by=farida, file=make_file())
    newer = keep_upload(by=farida, file=make_file())
    newer.file.storage.delete(newer.file.name)
    newer.file.storage.save(newer.file.name, ContentFile(bytes(7 * 1024 * 1024)))  # more than this clamd takes
    Upload.objects.update(scanned_at=None)
    settings.SCANNER, settings.CLAMD_ADDRESS = "clamd", clamd[0]
    assert scan_missing() == 1
    assert list(Upload.objects.filter(scanned_at=None)) == [newer]
    older.refresh_from_db()
    assert older.scanned_at is not None


def test_state_is_told(settings, clamd, tmp_path):
    assert state() == "off"
    settings.SCANNER, settings.CLAMD_ADDRESS = "clamd", clamd[1]
    assert state().startswith("on: ClamAV")
    settings.CLAMD_ADDRESS = str(tmp_path / "nobody")
    assert state().startswith("does not answer: ")
