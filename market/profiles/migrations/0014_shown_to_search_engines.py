"""Whether search engines may list a profile: until its freelancer says otherwise, they may."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("profiles", "0013_drafts_of_claimed_certificates")]

    operations = [
        migrations.AddField(
            model_name="profile",
            name="is_indexable",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
