from django.db import migrations
from django.utils import timezone


def begin(apps, schema_editor):
    """Who claimed a certificate before the claim made a draft gets one: with its topic and district, as a claim does."""
    Certificate, Profile = apps.get_model("training", "Certificate"), apps.get_model("profiles", "Profile")
    instant = timezone.now()
    rows = Certificate.objects.filter(holder__isnull=False, holder__is_active=True, state="valid", profile=None)
    rows = rows.exclude(holder__roles__overlap=["moderator", "lead", "officer", "operator"])
    for row in rows.select_related("batch").order_by("pk").iterator():
        Profile.objects.get_or_create(
            user_id=row.holder_id,
            defaults={
                "certificate": row,
                "topic_id": row.batch.topic_id,
                "district_id": row.batch.district_id,
                "languages": ["bn"],
                "created_at": instant,
                "updated_at": instant,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("profiles", "0012_hidden_by_moderators"), ("training", "0005_long_releases")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
