from datetime import datetime, timedelta
from typing import Any

from django.db import migrations, models
from django.utils import timezone


def remind_of_running_deadlines(apps: Any, _editor: Any) -> None:
    """What waits already gets the last reminder; where that is past, at once. Held money gets the next one."""
    rows = apps.get_model("contracts", "Milestone")._base_manager
    day = timedelta(days=1)
    unfunded = rows.filter(state="awaiting_funding", kind="work", funding_due_at__isnull=False)
    unfunded.update(funding_reminder_at=models.F("funding_due_at") - day)
    is_paid = rows.filter(contract=models.OuterRef("contract"), funded_at__isnull=False)
    orders = unfunded.filter(~models.Exists(is_paid), contract__bid=None)  # they live for a day
    orders.update(funding_reminder_at=models.F("funding_due_at") - timedelta(hours=3))
    requests = rows.filter(state="refund_requested", refund_due_at__isnull=False)
    requests.update(refund_reminder_at=models.F("refund_due_at") - day)
    proposals = apps.get_model("contracts", "Proposal").objects.filter(state="open")
    proposals.update(remind_at=models.F("due_at") - day)
    _remind_of_held(rows, timezone.now())


def _remind_of_held(rows: Any, now: datetime) -> None:
    """The next reminder of each last day, and the second one of each hold without a delivery."""
    second, first = timedelta(days=3), timedelta(days=10)
    rows.filter(last_day_at__isnull=False).update(last_day_reminder_at=models.F("last_day_at") - second)
    rows.filter(last_day_at__gt=now + first).update(last_day_reminder_at=models.F("last_day_at") - first)
    idle = rows.filter(state="funded", idle_notice_at=None, idle_refund_at__gt=now + second)
    idle.update(idle_notice_at=models.F("idle_refund_at") - second)


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
