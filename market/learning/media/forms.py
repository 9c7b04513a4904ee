"""Forms of videos."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import filled
from market.core.web.forms import Form, TextField
from market.files.forms import AttachingForm
from market.learning.courses.course_files import TITLE_LENGTH
from market.learning.media.captions import MOST_CHARACTERS


class VideoFileForm(AttachingForm):
    """A file of a video."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, most = self.fields["uploads"], settings.LIFECYCLE.video_megabytes
        field.label = _("The video")
        field.help_text = filled(
            _("Any kind of video; one file of %(most)s MB at most. A cut line costs nothing: it goes on."),
            most=most,
        )
        field.widget.larger = most
        field.widget.attrs |= {"accept": "video/*", "data-purpose": "video"}


class AddVideoForm(VideoFileForm):
    """A new video: what the staff calls it, and its file."""

    title_en = TextField(most=TITLE_LENGTH, label=_("Title in English"))
    title_bn = TextField(most=TITLE_LENGTH, label=_("Title in Bangla"))

    field_order = ("title_en", "title_bn", "uploads")


class CaptionsForm(Form):
    """Captions in one language."""

    text = TextField(most=MOST_CHARACTERS, lines=8, required=False, label=_("Captions"))

    def add_error_at(self, path: str, message: str) -> None:
        """Name the line of what is wrong on one: its path is `lines.` and the number."""
        number = path.removeprefix("lines.")
        if number != path:
            message = f"{_('Line %(number)s') % {'number': number}}: {message}"
        super().add_error_at(path, message)
