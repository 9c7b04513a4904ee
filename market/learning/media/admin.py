"""Videos in the administration."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.learning.media.models import Rendition, Video, VideoCaptions, VideoProgress


@admin.register(Video, site=site)
class VideoTable(ReadOnlyModelAdmin):
    """The videos of courses."""

    columns = ("course", "slug", "state", "fault", "percent", "seconds", "uploaded_by", "uploaded_at")
    hidden = ("slides",)
    list_filter = ("state",)
    search_fields = ("=slug", "=course__slug")


@admin.register(Rendition, site=site)
class RenditionTable(ReadOnlyModelAdmin):
    """The sizes of videos."""

    columns = ("video", "kind", "media_type", "size", "source")
    list_filter = ("kind",)
    search_fields = ("=video__slug",)


@admin.register(VideoCaptions, site=site)
class VideoCaptionsTable(ReadOnlyModelAdmin):
    """The captions of videos."""

    columns = ("video", "language", "saved_by", "saved_at")
    hidden = ("text",)
    search_fields = ("=video__slug",)


@admin.register(VideoProgress, site=site)
class VideoProgressTable(ReadOnlyModelAdmin):
    """How much of a video people saw."""

    columns = ("user", "video", "position", "position_at", "read_at", "watched_at")
    search_fields = ("=video__slug",)
