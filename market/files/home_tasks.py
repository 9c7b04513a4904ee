"""Tasks of operators: files in which a virus was found after they were taken in."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.home_tasks import STAFF, Home, Task, task_source
from market.core.web.jinja import url_or_empty
from market.files.models import Upload

FOUND = _("A virus was found in a file that was already sent: nobody can download it any more")
NEWS = timedelta(days=30)  # afterwards nobody downloads it still, but it is no task any more


@task_source(order=96, roles=(User.Role.OPERATOR,))
def threat_tasks(home: Home) -> list[Task]:
    """The newest of them, with how many there are."""
    lately = Upload.objects.exclude(threat="").filter(scanned_at__gt=clock.now() - NEWS)
    rows = list(lately.order_by("-created_at").values_list("pk", "threat", "scanned_at")[:13])
    if not rows:
        return []
    key, threat, scanned_at = rows[0]
    table = url_or_empty("admin:files_upload_changelist")
    url = f"{table}{key}/change/" if table else ""
    return [Task("file_threat", STAFF, FOUND, threat, url, None, None, "warning", scanned_at, len(rows), True)]
