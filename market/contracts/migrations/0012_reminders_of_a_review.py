from datetime import timedelta
from typing import Any

from django.db import migrations, models


def remind_of_running_reviews(apps: Any, _editor: Any) -> None:
    """Deliveries that wait get their reminders four days before the end; where that is past, at once."""
    reviews = apps.get_model("contracts", "Milestone").objects.filter(review_due_at__isnull=False)
    reviews.update(review_notice_at=models.F("review_due_at") - timedelta(days=4))


class Migration(migrations.Migration):
    dependencies = [("contracts", "0011_done_when")]

    operations = [
        migrations.AddField("milestone", "review_notice_at", models.DateTimeField(null=True, blank=True)),
        migrations.RunPython(remind_of_running_reviews, migrations.RunPython.noop),
    ]
