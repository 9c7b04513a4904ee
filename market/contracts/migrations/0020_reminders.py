from datetime import timedelta
from typing import Any

from django.db import migrations, models


def remind_of_running_deadlines(apps: Any, _editor: Any) -> None:
    """What waits already gets the last reminder; where that is past, at once."""
    rows = apps.get_model("contracts", "Milestone").objects
    day = timedelta(days=1)
    unfunded = rows.filter(state="awaiting_funding", kind="work", funding_due_at__isnull=False)
    unfunded.update(funding_reminder_at=models.F("funding_due_at") - day)
    asked = rows.filter(state="refund_requested", refund_due_at__isnull=False)
    asked.update(refund_reminder_at=models.F("refund_due_at") - day)
    proposals = apps.get_model("contracts", "Proposal").objects.filter(state="open")
    proposals.update(remind_at=models.F("due_at") - day)
    rows.filter(last_day_at__isnull=False).update(last_day_reminder_at=models.F("last_day_at") - 3 * day)


class Migration(migrations.Migration):
    dependencies = [("contracts", "0019_given_back")]

    operations = [
        *(
            migrations.AddField("milestone", name, models.DateTimeField(null=True, blank=True))
            for name in ("funding_reminder_at", "refund_reminder_at", "last_day_reminder_at")
        ),
        migrations.AddField("proposal", "remind_at", models.DateTimeField(null=True, blank=True)),
        migrations.RunPython(remind_of_running_deadlines, migrations.RunPython.noop),
    ]
