"""What is done with files when nobody is there."""

from datetime import timedelta

from procrastinate.contrib.django import app

from market.core.base.jobs import task
from market.files import actions
from market.files.models import Upload, UploadPart
from market.files.orphan_actions import delete_orphans
from market.files.previews import actions as preview_actions
from market.files.resumable.actions import forget_unfinished_uploads
from market.files.scanning.actions import scan_missing
from market.files.scanning.scanner import state
from market.runtime import health

RESTORED_WITHIN = timedelta(days=30)  # a backup that is put back by mistake is replaced by a newer one within this time
health.FACTS["scanner"] = state


@app.periodic(cron="30 20 * * *")  # 2:30 at night in Dhaka
@app.task(queue="bulk", queueing_lock="forget_loose_uploads", pass_context=False)
def forget_loose_uploads(timestamp: int) -> None:
    """Uploads that belong to nothing, those that were never finished, and files that no row leads to, each night."""
    actions.forget_loose_uploads()
    forget_unfinished_uploads()
    delete_orphans(UploadPart, "parts")
    delete_orphans(Upload, "uploads", RESTORED_WITHIN)


@app.periodic(cron="45 20 * * *")
@app.task(queue="bulk", queueing_lock="make_missing_previews", pass_context=False)
def make_missing_previews(timestamp: int) -> None:
    """Uploads that nobody looked at yet, each night."""
    preview_actions.make_missing_previews()


@app.periodic(cron="0 21 * * *")  # 3:00 at night in Dhaka
@app.task(queue="bulk", queueing_lock="scan_missing_uploads", pass_context=False)
def scan_missing_uploads(timestamp: int) -> None:
    """Uploads in which nobody looked for viruses yet, each night."""
    scan_missing()


@task(queue="previews")
def make_preview_job(upload_id: str) -> None:
    """Draw one upload."""
    preview_actions.make_preview(upload_id=upload_id)
