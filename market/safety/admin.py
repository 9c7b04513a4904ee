"""Reports and blocks in the administration."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.admin.admin_site import Button, site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.safety.actions import decide_report
from market.safety.models import Block, Report, ReportedMessage


def _close(*, by: User, row: Report, reason: str) -> None:
    decide_report(by=by, report_id=row.pk, state=Report.State.CLOSED, note=reason)


def _keep(*, by: User, row: Report, reason: str) -> None:
    decide_report(by=by, report_id=row.pk, state=Report.State.KEPT, note=reason)


@admin.register(Report, site=site)
class ReportTable(ReadOnlyModelAdmin):
    """What people reported."""

    columns = ("kind", "reason", "state", "reporter", "about", "created_at", "decided_by")
    search_fields = ("=id", "=thing", "=reporter__email", "=about__email", "title")
    list_filter = ("state", "kind", "reason")
    date_hierarchy = "created_at"
    buttons = (
        Button(
            "keep",
            _("Put on watch"),
            _("The report stays in the queue, with your note for the other moderators."),
            _keep,
            roles=(User.Role.MODERATOR,),
            when=lambda row: row.state not in (Report.State.KEPT, Report.State.CLOSED),
        ),
        Button(
            "close",
            _("Close the report"),
            _("The report leaves the queue."),
            _close,
            roles=(User.Role.MODERATOR,),
            when=lambda row: row.state != Report.State.CLOSED,
        ),
    )


@admin.register(ReportedMessage, site=site)
class ReportedMessageTable(ReadOnlyModelAdmin):
    """That messages were chosen as evidence, without their texts: those stand in the case."""

    columns = ("report", "message", "sender", "sent_at", "sha256")
    hidden = ("text", "facts")
    search_fields = ("=report__id", "=sender__email", "=sha256")
    date_hierarchy = "sent_at"


@admin.register(Block, site=site)
class BlockTable(ReadOnlyModelAdmin):
    """Who keeps whom away. Only they change it."""

    columns = ("blocker", "blocked", "created_at")
    search_fields = ("=id", "=blocker__email", "=blocked__email")
    date_hierarchy = "created_at"
