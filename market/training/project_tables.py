"""Briefs, projects and assessments in the administration: read only, the programme's pages change them."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.training import models


@admin.register(models.Brief, site=site)
class BriefTable(ReadOnlyModelAdmin):
    """Briefs for projects."""

    columns = ("topic", "title_en", "hours", "level", "state", "author", "added_at")
    search_fields = ("title_en", "title_bn")
    list_filter = ("state", "level")
    private = False


@admin.register(models.Project, site=site)
class ProjectTable(ReadOnlyModelAdmin):
    """Projects of trainees."""

    columns = ("enrolment", "title", "state", "awaits", "answer_due_at", "due_at", "missed", "decided_at")
    search_fields = ("title", "=enrolment__batch__code", "=enrolment__trainee__email")
    list_filter = ("state", "awaits")


@admin.register(models.ProjectChange, site=site)
class ProjectChangeTable(ReadOnlyModelAdmin):
    """What was proposed, decided and submitted."""

    columns = ("project", "kind", "state", "by", "at", "reason")
    search_fields = ("=project__enrolment__batch__code", "=project__enrolment__trainee__email")
    list_filter = ("kind",)


@admin.register(models.CheckIn, site=site)
class CheckInTable(ReadOnlyModelAdmin):
    """Check-ins of projects."""

    columns = ("project", "at", "done", "stuck", "next", "replied_by", "replied_at")
    search_fields = ("=project__enrolment__batch__code", "=project__enrolment__trainee__email")


@admin.register(models.ProjectVersion, site=site)
class ProjectVersionTable(ReadOnlyModelAdmin):
    """Versions of projects."""

    columns = ("project", "number", "by", "at")
    hidden = ("files", "note", "links")
    search_fields = ("=project__enrolment__batch__code", "=project__enrolment__trainee__email")


@admin.register(models.VersionComment, site=site)
class VersionCommentTable(ReadOnlyModelAdmin):
    """Comments on versions."""

    columns = ("version", "by", "at")
    hidden = ("text",)


@admin.register(models.Criterion, site=site)
class CriterionTable(ReadOnlyModelAdmin):
    """Criteria of rubrics."""

    columns = ("topic", "position", "name_en", "points", "added_by", "added_at", "retired_at")
    private = False


@admin.register(models.Assessment, site=site)
class AssessmentTable(ReadOnlyModelAdmin):
    """Assessments of projects."""

    columns = ("project", "round", "part", "assessor", "percent", "result", "at")
    hidden = ("text", "note")
    list_filter = ("part", "result")


@admin.register(models.AssessmentPoints, site=site)
class AssessmentPointsTable(ReadOnlyModelAdmin):
    """Points of criteria."""

    columns = ("assessment", "criterion", "points", "most")
