from datetime import timedelta
from typing import Any

from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least, Now


def give_due_dates(apps: Any, _editor: Any) -> None:
    """Changes that were asked for before are due in three days, and not before the work was; both are told a day
    before."""
    waiting = Q(state="changes_requested") | Q(state_before_refund="changes_requested")
    rows = apps.get_model("contracts", "Milestone").objects.filter(waiting, ended_at=None)
    rows.update(changes_due_at=Least(Greatest(Now() + timedelta(days=3), F("work_due_at")), F("last_day_at")))
    rows.update(work_notice_at=F("changes_due_at") - timedelta(days=1))


class Migration(migrations.Migration):
    dependencies = [("contracts", "0013_notice_to_cancel")]

    operations = [
        migrations.AddField("milestone", "changes_due_at", models.DateTimeField(null=True, blank=True)),
        migrations.RunPython(give_due_dates, migrations.RunPython.noop),
    ]
