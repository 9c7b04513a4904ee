"""Forms of the register of earlier certificates, and of objections to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField, WholeNumberField
from market.files.forms import AttachingForm, ManyFilesField, OneFileField, OneFileForm
from market.training.certificates.forms import code_input
from market.training.models import District, RegisterObjection
from market.training.register.certificate_actions import CertificateDetails
from market.training.register.queries import numbered_certificate


class RegisterFileForm(OneFileForm):
    """A file of earlier certificates."""

    file = OneFileField(
        accept=".csv,.txt,.xlsx,text/csv,text/plain",
        resumes="page",
        allow_empty_file=True,
        label=_("File (CSV or XLSX)"),
        help_text=_("From Excel: “Save as”, then “CSV UTF-8”, or the workbook itself. At most 50,000 lines and 10 MB."),
    )


class ObjectionForm(AttachingForm):
    """An applicant's objection."""

    shrinks = "offered"
    uploads = ManyFilesField(label=_("Photo of the certificate"))
    text = TextField(
        most=1000,
        max_length=6000,
        lines=4,
        required=False,
        label=_("What you want to say"),
        help_text=_("If you like: where and when you took the course, or how your name was written then."),
    )


class DistrictField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not to be parted at run time
    """One of the 64 districts, in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        """Its name."""
        return str(obj.name)


class DecideObjectionForm(Form):
    """An officer's decision: what stands on the certificate in the photo, or why the objection is refused."""

    grant = forms.ChoiceField(
        choices=[("yes", _("Grant: the photo shows the applicant's certificate")), ("no", _("Refuse"))],
        widget=forms.RadioSelect,
        label=_("Decision"),
    )
    number = forms.CharField(
        max_length=80, required=False, label=_("Certificate number"), widget=code_input("DWCT-TAN-2016-012")
    )
    name_en = TextField(most=120, max_length=300, required=False, label=_("Name in English"))
    name_bn = TextField(most=120, max_length=300, required=False, label=_("Name in Bangla"))
    district = DistrictField(District.objects.all(), required=False, label=_("District"), empty_label=_("Choose"))
    year = WholeNumberField(required=False, label=_("Year"))
    is_same = forms.BooleanField(
        required=False, label=_("It is the certificate that the register has under this number")
    )
    reason = TextField(
        most=1000,
        max_length=2000,
        lines=3,
        required=False,
        label=_("Reason, if you refuse"),
        help_text=_("The applicant reads it. Say what is missing."),
    )

    def details(self) -> CertificateDetails:
        """The certificate as it was read."""
        sent = self.cleaned_data
        texts = {name: sent[name] for name in ("number", "name_en", "name_bn")}
        return CertificateDetails(**texts, district=sent["district"], year=sent["year"] or 0, is_same=sent["is_same"])


def first_reading(objection: RegisterObjection) -> dict[str, Any]:
    """With what the form begins: what the register has under the number, else what the applicant typed."""
    application = objection.application
    row = numbered_certificate(application.certificate_number)
    if row is not None:
        return {
            "number": row.number,
            "name_en": row.name_en,
            "name_bn": row.name_bn,
            "district": row.district,
            "year": row.year,
        }
    typed = {"number": application.certificate_number, "name_en": application.certificate_name}
    return {**typed, "district": application.district}
