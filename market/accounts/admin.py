"""People and what opens their accounts, in the administration."""

from allauth.socialaccount.models import SocialAccount
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from market.accounts.models import (
    ApiToken,
    Deletion,
    Device,
    EmailChange,
    EmergencyRight,
    Export,
    PhoneCode,
    PhoneNumber,
    User,
)
from market.accounts.people.staff_actions import end_roles
from market.accounts.sign_in.device_actions import end_access
from market.core.admin.admin_site import Button, site
from market.core.admin.model_admin import ReadOnlyModelAdmin


def _end_sessions(*, by: User, row: User, reason: str) -> None:
    end_access(row)


def _end_roles(*, by: User, row: User, reason: str) -> None:
    end_roles(by=by, person_id=row.pk, reason=reason)


@admin.register(User, site=site)
class UserTable(ReadOnlyModelAdmin):
    """Accounts."""

    columns = ("display_name", "email", "language", "roles", "is_active", "is_demo", "date_joined")
    hidden = ("password",)
    search_fields = ("=id", "email", "display_name", "other_name", "name")
    list_filter = ("is_active", "is_demo", "language")
    date_hierarchy = "date_joined"
    buttons = (
        Button(
            "end_sessions",
            _("Sign out everywhere"),
            _("Every browser and every program of this person is signed out. The password stays as it is."),
            _end_sessions,
            roles=(User.Role.LEAD, User.Role.OPERATOR),
            asks=True,
        ),
        Button(
            "end_roles",
            _("Remove the roles"),
            _("This person works for the site no more, is signed out everywhere, and reads your reason."),
            _end_roles,
            roles=(User.Role.OPERATOR,),
            when=lambda row: row.is_staff,
            asks=True,
        ),
    )


@admin.register(Device, site=site)
class DeviceTable(ReadOnlyModelAdmin):
    """Browsers that people signed in with."""

    columns = ("user", "country", "signed_in_at", "seen_at")
    hidden = ("mark", "session_key", "network")  # the address is for the user's own list
    search_fields = ("=user__email",)
    list_filter = ("country",)
    date_hierarchy = "seen_at"


@admin.register(ApiToken, site=site)
class ApiTokenTable(ReadOnlyModelAdmin):
    """Tokens of programs, without the token."""

    columns = ("user", "name", "scopes", "created_at", "expires_at", "used_at")
    hidden = ("token",)
    search_fields = ("=user__email", "name")
    date_hierarchy = "created_at"


@admin.register(EmailChange, site=site)
class EmailChangeTable(ReadOnlyModelAdmin):
    """Changes of address under way."""

    columns = ("user", "new_email", "asked_at", "confirmed_at", "agreed_at")
    hidden = ("key",)
    search_fields = ("=user__email", "=new_email")


@admin.register(PhoneNumber, site=site)
class PhoneNumberTable(ReadOnlyModelAdmin):
    """Who has a phone number, without the number."""

    columns = ("user", "confirmed_at")
    hidden = ("number",)
    search_fields = ("=user__email",)


@admin.register(SocialAccount, site=site)
class SocialAccountTable(ReadOnlyModelAdmin):
    """Whose account Google opens, without the address there."""

    columns = ("user", "provider", "date_joined", "last_login")
    hidden = ("uid", "extra_data")
    search_fields = ("=user__email",)


@admin.register(PhoneCode, site=site)
class PhoneCodeTable(ReadOnlyModelAdmin):
    """Codes by SMS of the last hour, without number and code."""

    columns = ("purpose", "user", "asked_at", "expires_at", "tries")
    hidden = ("number", "nonce")


@admin.register(Export, site=site)
class ExportTable(ReadOnlyModelAdmin):
    """Copies of people's data, without the copy."""

    columns = ("user", "state", "asked_at", "ready_at", "expires_at", "size")
    hidden = ("file",)
    search_fields = ("=user__email",)
    list_filter = ("state",)


@admin.register(Deletion, site=site)
class DeletionTable(ReadOnlyModelAdmin):
    """Accounts that are to be erased."""

    columns = ("user", "asked_at", "due_at", "done_at")
    hidden = ("key",)
    search_fields = ("=user__email",)
    date_hierarchy = "due_at"


@admin.register(EmergencyRight, site=site)
class EmergencyRightTable(ReadOnlyModelAdmin):
    """Roles that were taken in an emergency."""

    columns = ("user", "role", "began_at", "ends_at", "ended_at", "closed_by", "is_fine")
    search_fields = ("=user__email",)
    list_filter = ("role", "is_fine")
    date_hierarchy = "began_at"
