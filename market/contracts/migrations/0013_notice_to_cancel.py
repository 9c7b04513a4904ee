from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("contracts", "0012_reminders_of_a_review")]

    operations = [
        migrations.AddField("milestone", "cancel_at", models.DateTimeField(null=True, blank=True)),
        migrations.AddField("milestone", "cancel_reminder_at", models.DateTimeField(null=True, blank=True)),
        migrations.AddConstraint(
            "milestone",
            models.CheckConstraint(
                condition=Q(cancel_at__isnull=True) | Q(state="funded"), name="only_undelivered_work_is_cancelled"
            ),
        ),
    ]
