"""Tells the account of each freelancer who has a picture where it is."""

from pathlib import PurePath
from typing import Any

from django.db import migrations


def show_faces(apps: Any, schema_editor: Any) -> None:
    """The address of each picture; as `Profile.picture_url` gives it today."""
    User = apps.get_model("accounts", "User")
    for profile in apps.get_model("profiles", "Profile").objects.exclude(picture="").iterator():
        address = f"/talent/{profile.pk}/pictures/{PurePath(profile.picture.name).name}"
        User.objects.filter(pk=profile.user_id).update(face=address)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_face"), ("profiles", "0017_price_from")]
    operations = [migrations.RunPython(show_faces, migrations.RunPython.noop)]
