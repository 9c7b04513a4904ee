"""PDFs whose text holds contact data: held back until money of the two is held, on pages and over the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from fpdf import FPDF

from market.core.text.contact import reaches_somebody
from market.files.actions import keep_upload
from market.files.models import Upload
from market.files.previews.actions import make_preview
from market.jobs.models import Job
from market.messaging.actions import open_contact, open_conversation, post_message
from tests import make

HARMLESS = "Invoice 2026-0017\nTotal 1,200.00 USD\nSee example.org/style-guide for the colours."
CALL = "My portfolio\nCall me on 01711-223344 before we begin."


def document(*pages):
    """A PDF with a page for each text."""
    pdf = FPDF()
    for text in pages:
        pdf.add_page()
        pdf.set_font("Helvetica", size=12)
        pdf.multi_cell(0, text=text)
    return bytes(pdf.output())


def keep(by, *pages, name="cv.pdf", is_searched=True):
    upload = keep_upload(by=by, file=SimpleUploadedFile(name, document(*pages)))
    if is_searched:
        make_preview(upload_id=upload.pk)
    return Upload.objects.get(pk=upload.pk)


@pytest.fixture
def talk(carla, farida):
    """A conversation in which both have written."""
    conversation = open_conversation(title="Logo", address="", people=[carla, farida])
    for by in (carla, farida):
        post_message(by=by, conversation_id=conversation.pk, text="Hello")
    return conversation


def text(answer):
    return answer.content.decode()


@pytest.mark.parametrize(
    ("line", "is_contact"),
    [
        ("Call me on 01711-223344", True),
        ("ফোন: ০১৭১১ ২২৩৩৪৪", True),
        ("rina@example.com", True),
        ("https://wa.me/8801711223344", True),
        ("t.me/rina_designs", True),
        ("fb.com/rinadesigns", True),
        ("More at example.org/style-guide", False),
        ("Figure 3: sales of 2024, 2025 and 2026", False),
        ("Item  Amount  Total\r\n017    120.50  2\r\n018  1,120.00  36", False),
        ("ISBN 978-0-306-40615-7", False),
        ("Invoice 2026-0017, order 01711", False),
    ],
)
def test_which_lines_of_a_document_reach_somebody(line, is_contact):
    assert reaches_somebody(f"Title\r\n{line}\r\nEnd") is is_contact


def test_text_on_any_page_is_found(db, farida):
    assert not keep(farida, HARMLESS).has_contact
    assert keep(farida, HARMLESS, "Nothing", CALL).has_contact
    assert keep(farida, CALL).thumbnail


def test_a_held_file_in_a_conversation(page, api, talk, carla, farida, mitu):
    upload = keep(farida, CALL)
    post_message(by=farida, conversation_id=talk.pk, text="My CV", file_ids=[upload.pk])
    for path in (f"/files/{upload.pk}/", f"/files/{upload.pk}/large.webp", f"/files/{upload.pk}/thumbnail.webp"):
        assert page(carla).get(path).status_code == 403, path
    answer = api(carla).get(f"/api/v1/files/{upload.pk}/")
    assert (answer.status_code, answer.json()["code"]) == (403, "file_held_back")
    shown = text(page(carla).get(f"/files/{upload.pk}/view/"))
    assert "You can open it once the first milestone is funded." in shown
    assert f'href="/files/{upload.pk}/"' not in shown
    row = api(carla).get(f"/api/v1/conversations/{talk.pk}/messages/").json()["results"][-1]["attachments"][0]
    assert (row["url"], row["thumbnail_url"]) == (f"/files/{upload.pk}/view/", None)
    assert "contact data" in row["note"]
    html = text(page(carla).get(talk.get_absolute_url()))
    assert "You can open it once the first milestone is funded." in html
    assert f"/files/{upload.pk}/thumbnail.webp" not in html
    type(carla).objects.filter(pk=carla.pk).update(language="bn")
    bangla = text(page(carla).get(talk.get_absolute_url()))
    assert "প্রথম মাইলস্টোনের টাকা জমা হলে" in bangla
    own = text(page(farida).get(talk.get_absolute_url()))
    assert "Others can open it once the first milestone is funded." in own
    assert b"".join(page(farida).get(f"/files/{upload.pk}/").streaming_content).startswith(b"%PDF")
    open_contact([talk.pk])
    assert b"".join(page(carla).get(f"/files/{upload.pk}/").streaming_content).startswith(b"%PDF")
    assert "contact data" not in text(page(carla).get(f"/files/{upload.pk}/view/"))


def test_a_file_opens_once_it_was_looked_through(page, talk, carla, farida):
    upload = keep(farida, HARMLESS, is_searched=False)
    post_message(by=farida, conversation_id=talk.pk, text="The terms", file_ids=[upload.pk])
    assert page(carla).get(f"/files/{upload.pk}/").status_code == 403
    assert "This file is being looked through." in text(page(carla).get(f"/files/{upload.pk}/view/"))
    make_preview(upload_id=upload.pk)
    assert b"".join(page(carla).get(f"/files/{upload.pk}/").streaming_content).startswith(b"%PDF")


def test_a_held_file_of_a_job(page, api, carla, farida):
    upload, job = keep(carla, CALL, name="brief.pdf"), make.make_job(carla)
    job.files.add(upload)
    assert Job.objects.visible_to(farida).filter(pk=job.pk).exists()
    assert page(farida).get(f"/files/{upload.pk}/").status_code == 403
    assert "You can open it once" in text(page(farida).get(job.get_absolute_url()))
    assert "Others can open it once" in text(page(carla).get(job.get_absolute_url()))
    row = api(farida).get(f"/api/v1/jobs/{job.pk}/").json()["files"][0]
    assert (row["thumbnail_url"], "contact data" in row["held_note"]) == (None, True)
