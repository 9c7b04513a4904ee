from datetime import timedelta

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from market.core.base import clock
from market.core.base.reminders import next_reminder

# As in market.jobs.postings.reminders when this was written.
OFFER, JOB = (timedelta(days=2), timedelta(days=1)), (timedelta(days=5), timedelta(days=1))


def remind_of_running(apps, schema_editor):
    """Jobs and offers that run have the reminders that are ahead; one that is due and was not sent comes at once."""
    Job = apps.get_model("jobs", "Job")
    now = clock.now()
    for job in Job.objects.filter(state="open", expires_at__gt=now).iterator():
        before = OFFER if job.offered_to_id else JOB
        is_missed = job.warned_at is None and job.expires_at - before[0] <= now
        job.remind_at = now if is_missed else next_reminder(job.expires_at, before, after=now)
        job.save(update_fields=["remind_at"])


class Migration(migrations.Migration):
    dependencies = [("jobs", "0011_custom_offers"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField("job", "remind_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(remind_of_running, migrations.RunPython.noop),
        migrations.RemoveIndex("job", "jobs_to_warn_of"),
        migrations.RemoveField("job", "warned_at"),
        migrations.AddIndex(
            "job",
            models.Index(
                fields=["remind_at"], condition=Q(state="open", remind_at__isnull=False), name="jobs_to_remind_of"
            ),
        ),
    ]
