"""Forms of the seal and the signatures."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from market.core.web.forms import DayField, Form, TextField
from market.files.forms import OneFileField, OneFileForm
from market.training.classes.actions import REASON_LENGTH
from market.training.signatories.actions import PICTURES, TEXTS, SignatoryDetails
from market.training.signatories.pictures import read_picture

ACCEPT = "image/png,image/jpeg,image/webp"
KEPT = _("PNG or JPEG, at most 2 MB, best without a background. Without a file the one of now stays.")


def _picture(label: Any) -> OneFileField:
    return OneFileField(accept=ACCEPT, resumes="page", required=False, label=label, help_text=KEPT)


class SignatoriesForm(OneFileForm):
    """A seal, two signatures with names and posts, and the day from which certificates carry them."""

    valid_from = DayField(label=_("Valid from"), help_text=_("Certificates that are issued before keep theirs."))
    seal = _picture(_("Seal"))
    first_name_en = TextField(most=120, label=_("First signatory, in English"))
    first_name_bn = TextField(most=120, max_length=300, label=_("First signatory, in Bangla"))
    first_post_en = TextField(most=160, label=_("Their post, in English"))
    first_post_bn = TextField(most=160, max_length=400, label=_("Their post, in Bangla"))
    first_signature = _picture(_("Their signature"))
    second_name_en = TextField(most=120, label=_("Second signatory, in English"))
    second_name_bn = TextField(most=120, max_length=300, label=_("Second signatory, in Bangla"))
    second_post_en = TextField(most=160, label=_("Their post, in English"))
    second_post_bn = TextField(most=160, max_length=400, label=_("Their post, in Bangla"))
    second_signature = _picture(_("Their signature"))

    @property
    def details(self) -> SignatoryDetails:
        """What was sent. Raises Invalid for a file that is no picture."""
        sent = self.cleaned_data
        pictures = {name: read_picture(sent[name], name) for name in PICTURES if sent.get(name)}
        return SignatoryDetails(sent["valid_from"], {name: sent[name] for name in TEXTS}, pictures)


class RefuseSignatoriesForm(Form):
    """Why seal and signatures are refused."""

    reason = TextField(most=REASON_LENGTH, lines=2, label=_("What is wrong"))
