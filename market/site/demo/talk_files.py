"""What can be sent in a conversation: a picture and a document with a caption, a voice note with what it says in
writing, and a PDF with a number to call, which is held back until money is.
"""

import base64
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from fpdf import FPDF

from market.accounts.models import User
from market.files.actions import keep_upload
from market.files.models import Upload
from market.files.resumable.actions import append_part, begin_upload
from market.messaging.actions import post_message
from market.messaging.changes.actions import react
from market.messaging.models import Conversation
from market.profiles.models import Profile
from market.site.demo.files import keep_picture
from market.site.demo.stage import Stage
from market.site.demo.texts import DATA

SAID = "I made the petals rounder. The second sketch is for dark backgrounds."
VOICE = "5 b4b51a5e684a83a90001a4e3c31ef890b5ca2b92b9210000"  # seconds, and how loud it is over time
CALL = "My work of the last two years\n\nLogos, labels and posters.\n\nCall me on 01711-223344 before we begin."


def send_files(stage: Stage, talk: Conversation, freelancer: Profile, client: User) -> None:
    """They talk about a sketch; both have written before."""
    by, topic = freelancer.user, freelancer.topic.slug
    sketch = [keep_picture(by, topic, stage.texts, name) for name in ("first-sketch.png", "how-i-work.pdf")]
    _post(by, talk, "A first sketch, and how I work.", *sketch)
    sent = talk.messages.latest("seq")
    post_message(by=client, conversation_id=talk.pk, text="Lovely! Could it be rounder?", reply_to=sent.seq)
    react(by=client, conversation_id=talk.pk, seq=sent.seq, kind="love")
    _post(by, talk, SAID, _voice_note(by))
    portfolio = keep_upload(by=by, file=SimpleUploadedFile("my-portfolio.pdf", _page(CALL)))
    _post(by, talk, "All my work is in here.", portfolio)


def _post(by: User, talk: Conversation, text: str, *files: Upload) -> None:
    post_message(by=by, conversation_id=talk.pk, text=text, file_ids=[each.pk for each in files])


def _voice_note(by: User) -> Upload:
    content, name = (DATA / "voice-note.webm").read_bytes(), "voice-note.webm"
    pairs = {"filename": name, "voice": VOICE}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())
    begun = begin_upload(by=by, size=len(content), name=name, metadata=metadata)
    finished = append_part(by=by, key=begun.pk, offset=0, stream=io.BytesIO(content))
    assert isinstance(finished, Upload)  # noqa: S101  # that were all bytes
    return finished


def _page(text: str) -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=14)
    pdf.multi_cell(0, text=text)
    return bytes(pdf.output())
