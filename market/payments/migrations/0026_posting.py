from pathlib import Path

from django.db import migrations, models

POSTING = (Path(__file__).resolve().parent.parent / "sql" / "posting.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("contracts", "0019_given_back"), ("payments", "0025_refund_destination")]

    operations = [
        migrations.RemoveIndex("ledgerentry", "entries_of_an_account"),
        migrations.RemoveIndex("ledgerentry", "entries_by_transaction"),
        migrations.AddConstraint(
            "ledgerentry",
            models.UniqueConstraint(
                fields=("account", "transaction"), include=("amount",), name="one_entry_of_an_account"
            ),
        ),
        migrations.AlterField("ledgertransaction", "key", models.CharField(max_length=100)),
        migrations.AddConstraint(
            "ledgertransaction", models.UniqueConstraint(fields=("key",), name="one_transaction_of_a_key")
        ),
        migrations.RunSQL(POSTING, migrations.RunSQL.noop),
    ]
