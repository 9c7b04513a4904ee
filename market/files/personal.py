"""What is kept of a user here: files. What belongs to others' work stays, under a name that says nothing."""

from django.db.models import Q

from market.accounts.personal import keeps
from market.files.loose import loose
from market.files.models import Upload

keeps(Upload, of="owner", scrub=["name"], files=["file"])
keeps(Upload, of=lambda user: loose() & Q(owner=user), gone=True, files=["file"], in_copy=False)
