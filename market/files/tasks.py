"""What is done with files when nobody is there."""

from procrastinate.contrib.django import app

from market.files import actions


@app.periodic(cron="30 20 * * *")  # 2:30 at night in Dhaka
@app.task(queue="bulk", queueing_lock="forget_loose_uploads", pass_context=False)
def forget_loose_uploads(timestamp: int) -> None:
    """Uploads that belong to nothing, each night."""
    actions.forget_loose_uploads()
