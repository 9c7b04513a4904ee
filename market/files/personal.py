"""Personal data of this app: files. What belongs to others' work stays, under a name that says nothing."""

from django.db.models import Q

from market.accounts.privacy.registry import register
from market.files.loose import loose
from market.files.models import PartialUpload, Upload, UploadPart

register(Upload, of="owner", scrub=["name"], blank={"metadata": ""}, files=["file"])
register(
    Upload, of=lambda user: loose() & Q(owner=user), delete=True, files=["file", "thumbnail", "large"], in_export=False
)
register(UploadPart, of="upload__owner", delete=True, files=["file"], in_export=False)
register(PartialUpload, of="owner", delete=True, in_export=False)
