"""Forms of versions of courses."""

from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.files.forms import OneFileField, OneFileForm
from market.training.classes.actions import REASON_LENGTH


class CourseFileForm(OneFileForm):
    """A course as an archive."""

    file = OneFileField(
        accept=".zip,application/zip",
        resumes="page",
        label=_("The course as a ZIP archive"),
        help_text=_("Take the course along, change its files, and send it here. At most 5 MB."),
    )


class ReturnVersionForm(Form):
    """What is to be mended."""

    reason = TextField(
        most=REASON_LENGTH, lines=4, label=_("What is to be mended"), help_text=_("Who wrote it reads this.")
    )
