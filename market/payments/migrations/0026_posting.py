from pathlib import Path

from django.db import migrations, models

POSTING = (Path(__file__).resolve().parent.parent / "sql" / "posting.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("contracts", "0019_given_back"), ("payments", "0025_refund_destination")]

    operations = [
        migrations.RemoveIndex("ledgerentry", "entries_of_an_account"),
        migrations.RemoveIndex("ledgerentry", "entries_by_transaction"),
        migrations.AddIndex(
            "ledgerentry",
            models.Index(fields=["account", "transaction", "id"], include=["amount"], name="entries_in_order"),
        ),
        migrations.AlterField("ledgertransaction", "key", models.CharField(max_length=100)),
        migrations.AddConstraint(
            "ledgertransaction", models.UniqueConstraint(fields=("key",), name="one_transaction_of_a_key")
        ),
        migrations.RunSQL(POSTING, migrations.RunSQL.noop),
    ]
