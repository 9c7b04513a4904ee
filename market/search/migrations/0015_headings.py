import django.contrib.postgres.indexes
from django.db import migrations, models

import market.search.models

KINDS = ("profile", "job", "service")
SKILLS = ("skill_ids", "heading_skill_ids", "work_skill_ids")


class Migration(migrations.Migration):
    """Indexes by which PostgreSQL reads less: of headings, and of skills alone."""

    dependencies = [
        ("jobs", "0007_hidden_by_moderators"),
        ("profiles", "0016_profiles_searched"),
        ("search", "0014_saved_searches"),
        ("services", "0004_removed_are_hidden"),
    ]

    operations = [
        operation
        for kind in KINDS
        for operation in (
            migrations.AddIndex(
                f"{kind}document",
                django.contrib.postgres.indexes.GinIndex(market.search.models.Heading("words"), name=f"{kind}_heading"),
            ),
            migrations.AddIndex(f"{kind}document", models.Index(fields=[kind], include=SKILLS, name=f"{kind}_skills")),
        )
    ]
