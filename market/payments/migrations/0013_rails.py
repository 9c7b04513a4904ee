from pathlib import Path

from django.db import migrations, models

RULES = (Path(__file__).resolve().parent.parent / "sql" / "rails.sql").read_text()
# What the events are about that were stored before they said so themselves.
SUBJECTS = """
UPDATE payments_providerevent SET
    subject = CASE WHEN kind LIKE 'checkout.session.%%' THEN 'checkout'
                   WHEN kind LIKE 'refund.%%' OR kind LIKE 'charge.refund.%%' THEN 'refund'
                   WHEN kind LIKE 'charge.dispute.%%' THEN 'dispute'
                   WHEN kind = 'account.updated' THEN 'account'
                   WHEN kind LIKE 'payout.%%' THEN 'payout' ELSE '' END,
    account_id = left(coalesce(payload ->> 'account', ''), 255),
    mark = left(coalesce(payload #>> '{data,object,metadata,refund}', ''), 100)
"""
SUSPICIONS = [
    ("waiting", "Looked at by the payment service"),
    ("accepted", "Counted by an operator"),
    ("refused", "Sent back by an operator"),
]
RAIL = models.CharField(default="stripe", max_length=12)


class Migration(migrations.Migration):
    dependencies = [("payments", "0012_exchange_rates")]

    operations = [
        migrations.RenameField("funding", "session_id", "checkout_id"),
        migrations.RenameField("funding", "payment_intent_id", "payment_id"),
        migrations.AlterField(
            "funding", "checkout_id", models.CharField(blank=True, max_length=255, null=True)
        ),
        migrations.AddField("funding", "rail", RAIL),
        migrations.AddField("funding", "suspicion", models.CharField(blank=True, choices=SUSPICIONS, default="", max_length=8)),
        migrations.AddField("release", "owed_value", models.DecimalField(decimal_places=2, default=0, max_digits=12)),
        migrations.AddField("payout", "rail", RAIL),
        migrations.AddField("providerevent", "rail", RAIL),
        migrations.AddField("providerevent", "subject", models.CharField(blank=True, default="", max_length=10)),
        migrations.AddField("providerevent", "account_id", models.CharField(blank=True, default="", max_length=255)),
        migrations.AddField("providerevent", "mark", models.CharField(blank=True, default="", max_length=100)),
        migrations.AlterField("providerevent", "event_id", models.CharField(max_length=255)),
        migrations.RunSQL(SUBJECTS, migrations.RunSQL.noop),
        migrations.AddField("ledgeraccount", "rail", models.CharField(blank=True, default="", max_length=12)),
        migrations.RemoveConstraint("ledgeraccount", "one_account_of_a_kind"),
        migrations.RunSQL(RULES, migrations.RunSQL.noop),
    ]
