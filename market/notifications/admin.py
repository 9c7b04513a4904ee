"""Notifications and the ways to people, in the administration."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.notifications.models import AddressTrouble, NewsSettings, Notification, PushKey, Subscription


@admin.register(Notification, site=site)
class NotificationTable(ReadOnlyModelAdmin):
    """The notifications of users: types and channels, not the words."""

    columns = ("user", "kind", "created_at", "read_at", "mail", "mailed_at", "pushed_at")
    hidden = ("facts", "url")
    search_fields = ("=user__email", "kind")
    list_filter = ("mail",)
    date_hierarchy = "created_at"


@admin.register(NewsSettings, site=site)
class NewsSettingsTable(ReadOnlyModelAdmin):
    """The notification settings of users."""

    columns = ("user", "digest", "quiet_from", "quiet_until")
    search_fields = ("=user__email",)
    list_filter = ("digest",)


@admin.register(AddressTrouble, site=site)
class AddressTroubleTable(ReadOnlyModelAdmin):
    """Addresses to which mail does not get through."""

    columns = ("address", "soft", "reason", "is_complaint", "stopped_at", "last_at")
    search_fields = ("address",)
    list_filter = ("is_complaint",)
    date_hierarchy = "last_at"


@admin.register(PushKey, site=site)
class PushKeyTable(ReadOnlyModelAdmin):
    """The keys with which pushes are signed, without them."""

    columns = ("made_at",)
    hidden = ("private", "public")
    hide_names = True
    private = False


@admin.register(Subscription, site=site)
class SubscriptionTable(ReadOnlyModelAdmin):
    """Browsers to which pushes go, without their addresses and keys."""

    columns = ("user", "device", "created_at")
    hidden = ("endpoint", "p256dh", "auth")
    search_fields = ("=user__email",)
