from django.db import migrations, models

REASONS = [
    ("agreed", "Agreed by the freelancer"),
    ("given", "Given by the freelancer"),
    ("idle", "Nothing happened for a long time"),
    ("cancelled", "Late, and cancelled by the client after notice"),
    ("last_day", "The last day of holding was reached"),
    ("late_payment", "The payment came after the milestone had ended"),
    ("ended", "The contract was ended early by both"),
    ("dispute", "The end of a dispute"),
]


class Migration(migrations.Migration):
    dependencies = [("payments", "0010_payout_arrival")]

    operations = [migrations.AlterField("refund", "reason", models.CharField(max_length=12, choices=REASONS))]
