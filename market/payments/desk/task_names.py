"""What the site's tasks are called where operators read of them: one table for the tasks of all apps. A test holds that
each registered task stands here."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TASK_NAMES: dict[str, Promise] = {  # by the task's name without the package of the site
    "accounts.tasks.build_export": _("Making a copy of somebody's data"),
    "accounts.tasks.forget_expired": _("Deleting sessions and tokens that have expired"),
    "accounts.tasks.send_account_mail": _("A mail about an account"),
    "accounts.tasks.send_phone_code": _("A code by SMS"),
    "accounts.tasks.send_phone_text": _("An SMS about an account"),
    "accounts.tasks.send_reset": _("A mail for a new password"),
    "core.tasks.forget_counters": _("Deleting counters that are not needed any more"),
    "core.tasks.forget_jobs": _("Deleting work that is done"),
    "core.tasks.run_clocks": _("Deadlines, as an earlier version ran them"),
    "documents.tasks.draw_document_job": _("Drawing a document"),
    "files.tasks.forget_loose_uploads": _("Deleting files that belong to nothing"),
    "files.tasks.make_missing_previews": _("Drawing previews that are missing"),
    "files.tasks.make_preview_job": _("Drawing the preview of a file"),
    "files.tasks.scan_missing_uploads": _("Checking files for viruses"),
    "integrations.tasks.forget_deliveries": _("Deleting old webhook deliveries"),
    "integrations.tasks.send_delivery": _("Delivering a webhook"),
    "integrations.tasks.send_slowly": _("Delivering a webhook to a slow receiver"),
    "notifications.tasks.mail_digest": _("A mail with a digest"),
    "notifications.tasks.mail_notification": _("A mail with a notification"),
    "notifications.tasks.push_notification": _("A push notification"),
    "notifications.tasks.push_to_device": _("A push notification to one device"),
    "payments.tasks.alarm_of_stopped_work": _("Watching for stopped work"),
    "payments.tasks.audit_books": _("Verifying the ledger"),
    "payments.tasks.collect_give_back_job": _("Calling back money that is given back"),
    "payments.tasks.pass_on_debt_job": _("Sending a client what a freelancer owed"),
    "payments.tasks.reconcile": _("The nightly comparison with the providers"),
    "payments.tasks.reconcile_now_job": _("The comparison with the providers that somebody started"),
    "payments.tasks.renew_practice_rate": _("Renewing the example rate"),
    "payments.tasks.retry_payout_job": _("Another try of a payout"),
    "payments.tasks.send_payout_job": _("Sending a payout"),
    "payments.tasks.send_refund_job": _("Sending a refund"),
    "payments.tasks.settle_funding_job": _("Comparing a client's payment with the provider"),
    "payments.tasks.settle_payout_job": _("Comparing a payout with the provider"),
    "payments.tasks.sweep_all_events": _("Fetching missed messages of the last 30 days"),
    "payments.tasks.sweep_recent_events": _("Fetching missed messages of the last day"),
    "payments.tasks.sync_chargeback_job": _("Comparing a chargeback with the provider"),
    "payments.tasks.work_off_event_job": _("Processing a message of a provider"),
    "sandbox.tasks.send_bkash_notices": _("Messages of the practice bKash"),
    "sandbox.tasks.send_sandbox_news": _("Messages of the practice Stripe"),
    "sandbox.tasks.send_sslcommerz_notices": _("Messages of the practice SSLCOMMERZ"),
    "search.backends.elastic.tasks.compare_index": _("Comparing the search index with the database"),
    "search.tasks.index_renamed": _("Applying a changed word to search"),
    "search.tasks.renew_keys": _("Renewing saved searches, a batch"),
    "search.tasks.renew_search_keys": _("Renewing saved searches"),
    "search.tasks.suggest_job": _("Suggesting a job to freelancers"),
    "search.tasks.tell_gathered": _("What is new for saved searches"),
    "search.tasks.tell_of_jobs": _("Suggested jobs for a freelancer"),
    "search.tasks.tell_of_new_row": _("Something new for saved searches"),
    "learning.tasks.delete_abandoned_videos": _("Deleting what was left of videos that could not be made"),
    "learning.tasks.render_video_job": _("Making the sizes of a video"),
    "training.tasks.build_printing": _("Making a PDF to print"),
    "training.tasks.go_on_releasing": _("Issuing certificates"),
    "training.tasks.offer_drawn_seats": _("Offering the seats of a selection"),
    "training.tasks.tell_results": _("Telling applicants the result of a selection"),
    "procrastinate.builtin_tasks.remove_old_jobs": _("Deleting old work"),
}


def without_package(task: str) -> str:
    """The name of a task as the table has it: `payments.tasks.send_refund_job`."""
    return task.removeprefix("builtin:").removeprefix("market.")


def task_name(task: str) -> str | Promise:
    """What a task is called; a task of another version of the site by its own name."""
    return TASK_NAMES.get(without_package(task), without_package(task))
