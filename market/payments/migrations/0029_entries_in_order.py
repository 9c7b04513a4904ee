from pathlib import Path

from django.db import migrations, models

POSTING = (Path(__file__).resolve().parent.parent / "sql" / "posting.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("payments", "0028_evidence_files")]

    operations = [
        migrations.RemoveConstraint("ledgerentry", "one_entry_of_an_account"),
        migrations.AddIndex(
            "ledgerentry",
            models.Index(fields=["account", "transaction", "id"], include=["amount"], name="entries_in_order"),
        ),
        migrations.RunSQL(POSTING, migrations.RunSQL.noop),
    ]
