"""What is kept of a person here: her files. What belongs to others' work stays, under a name that says nothing."""

from django.db.models import ForeignObjectRel

from market.accounts.models import User
from market.accounts.personal import ending, keeps
from market.files.models import Upload

keeps(Upload, of="owner", scrub=["name"], files=["file"])


@ending
def delete_loose_files(user: User) -> None:
    """Delete the files that nothing of anybody's points to."""
    pointers = [each for each in Upload._meta.get_fields(include_hidden=True) if isinstance(each, ForeignObjectRel)]
    for upload in Upload.objects.filter(owner=user):
        if not any(_points(each, upload) for each in pointers):
            upload.file.delete(save=False)  # writes: the same
            upload.delete()  # writes: erasing is an action's, which calls this


def _points(pointer: ForeignObjectRel, upload: Upload) -> bool:
    found: bool = pointer.related_model._base_manager.filter(**{pointer.field.name: upload}).exists()
    return found
