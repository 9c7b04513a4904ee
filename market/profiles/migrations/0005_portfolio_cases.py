"""Works of a portfolio; each picture that stands becomes a work of its own."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


def make_cases(apps, schema_editor):
    """A work for each picture, in the pictures' order."""
    picture_class, case_class = apps.get_model("profiles", "PortfolioPicture"), apps.get_model("profiles", "PortfolioCase")
    for picture in picture_class.objects.filter(case=None).iterator():
        picture.case = case_class.objects.create(
            profile_id=picture.profile_id,
            position=picture.position,
            title=picture.title,
            created_at=picture.created_at,
        )
        picture.position = 1
        picture.save(update_fields=["case", "position"])


class Migration(migrations.Migration):
    dependencies = [("profiles", "0004_hours_and_absences")]

    operations = [
        migrations.CreateModel(
            name="PortfolioCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=300)),
                ("text", models.TextField(blank=True)),
                (
                    "links",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=400), blank=True, default=list, size=None
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cases", to="profiles.profile"
                    ),
                ),
            ],
            options={"ordering": ["position", "id"]},
        ),
        migrations.AlterModelOptions(
            name="portfoliopicture", options={"ordering": ["case__position", "case_id", "position", "id"]}
        ),
        migrations.AddField(
            model_name="portfoliopicture",
            name="case",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pictures",
                to="profiles.portfoliocase",
            ),
        ),
        migrations.RunPython(make_cases, migrations.RunPython.noop),
    ]
