"""Voice notes: sound that was recorded for a message.

Its sender's device says in the metadata of the upload how long it is and how loud over time, so that nobody loads it
to see that.
"""

import base64
import binascii
import re
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Invalid
from market.core.text.formats import MEGABYTE

MOST_SECONDS, MOST_BYTES = 180, 5 * MEGABYTE
_VOICE = re.compile("([0-9]{1,3}) ([0-9a-f]{48})", re.ASCII)


class VoiceNote(NamedTuple):
    """`waveform`: 48 loudnesses, each a hexadecimal digit."""

    seconds: int
    waveform: str


class VoiceNoteWrong(Invalid):
    help = "talking-safely#voice"
    code = "voice_note_wrong"
    sentence = _("A voice note is sound alone, of %(most)s seconds at most. Send this as an ordinary file.")

    def __init__(self) -> None:
        super().__init__(most=MOST_SECONDS)
        self.errors = {"file": [str(self)]}


def voice_note_of(metadata: str, size: int) -> VoiceNote | None:
    """What the metadata of an upload of so many bytes say of a voice note: `voice`, a space, and in Base64 its seconds
    and its waveform ("12 0149…"). None without. Raises VoiceNoteWrong.
    """
    encoded = next((pair[6:] for pair in metadata.split(",") if pair.startswith("voice ")), None)
    if encoded is None:
        return None
    try:
        match = _VOICE.fullmatch(base64.b64decode(encoded, validate=True).decode())
    except (binascii.Error, ValueError) as wrong:
        raise VoiceNoteWrong from wrong
    if match is None or not 0 < int(match[1]) <= MOST_SECONDS or size > MOST_BYTES:
        raise VoiceNoteWrong
    return VoiceNote(int(match[1]), match[2])
