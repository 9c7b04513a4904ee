"""Tasks of operators: an index of the search engine that was not as the database."""

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.home_tasks import STAFF, Home, Task, task_source
from market.core.web.jinja import url_or_empty
from market.search.models import SearchIndex

REPAIRED = _("The search index differed from the database last night and was repaired")
WRONG = _("The search index differs from the database: build it anew (manage.py reindex)")


@task_source(order=95, roles=(User.Role.OPERATOR,))
def index_drift_tasks(home: Home) -> list[Task]:
    """What the last comparison found, until the next one finds nothing."""
    if not settings.ELASTICSEARCH_URLS:
        return []
    rows = SearchIndex.objects.filter(is_live=True).annotate(differed=F("rows_repaired") + F("rows_wrong"))
    return [_drift_task(row, row.differed) for row in rows.filter(differed__gt=0)]


def _drift_task(index: SearchIndex, differed: int) -> Task:
    rows = url_or_empty("admin:search_searchindex_changelist")
    url = f"{rows}{index.pk}/change/" if rows else ""
    text, is_urgent = (WRONG, True) if index.rows_wrong else (REPAIRED, False)
    about = str(_("Rows that differed"))
    return Task("search_drift", STAFF, text, about, url, None, None, "warning", index.compared_at, differed, is_urgent)
