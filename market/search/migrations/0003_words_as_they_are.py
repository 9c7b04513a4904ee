"""Words are kept as they are: they hardly get smaller by compression, which costs half of writing them and each look."""

from django.db import migrations

TABLES = ("search_profiledocument", "search_jobdocument", "search_servicedocument")


class Migration(migrations.Migration):
    dependencies = [("search", "0002_services")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} ALTER COLUMN words SET STORAGE EXTERNAL",
            f"ALTER TABLE {table} ALTER COLUMN words SET STORAGE EXTENDED",
        )
        for table in TABLES
    ]
