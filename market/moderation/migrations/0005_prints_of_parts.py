"""Prints are of parts of texts now. Those of whole texts say nothing of parts: a text gets its own when it is seen again."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


def forget(apps, schema_editor):
    apps.get_model("moderation", "TextPrint").objects.all().delete()
    for flag in apps.get_model("moderation", "Flag").objects.filter(rule="copied"):
        flag.facts["share"] = 100  # then only whole texts were found
        flag.save(update_fields=["facts"])


class Migration(migrations.Migration):

    dependencies = [
        ("moderation", "0004_late_harassment"),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.RemoveField(model_name="textprint", name="mark"),
        migrations.AddField(
            model_name="textprint",
            name="marks",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None, default=list),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="textprint",
            index=django.contrib.postgres.indexes.GinIndex(fields=["marks"], name="texts_by_prints"),
        ),
    ]
