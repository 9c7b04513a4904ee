"""Profiles in the administration."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.profiles.models import ClientProfile, PortfolioCase, PortfolioPicture, Profile, ProfileAddress, Skill


@admin.register(Skill, site=site)
class SkillTable(ReadOnlyModelAdmin):
    """Skills."""

    columns = ("slug", "name_en", "name_bn", "topic")
    search_fields = ("slug", "name_en", "name_bn")
    private = False


@admin.register(Profile, site=site)
class ProfileTable(ReadOnlyModelAdmin):
    """Profiles of graduates."""

    columns = ("user", "state", "headline_en", "topic", "district", "jobs_done", "published_at")
    search_fields = ("=id", "=user__email", "user__display_name", "headline_en", "headline_bn")
    list_filter = ("state", "availability")
    date_hierarchy = "created_at"


@admin.register(ProfileAddress, site=site)
class ProfileAddressTable(ReadOnlyModelAdmin):
    """Addresses that profiles have or had."""

    columns = ("profile", "is_current", "created_at")
    search_fields = ("name",)
    list_filter = ("is_current",)
    subject_field = "profile"


@admin.register(PortfolioCase, site=site)
class PortfolioCaseTable(ReadOnlyModelAdmin):
    """Works shown in profiles."""

    columns = ("profile", "position", "title", "created_at")
    search_fields = ("=profile__id", "title", "=profile__user__email")


@admin.register(PortfolioPicture, site=site)
class PortfolioPictureTable(ReadOnlyModelAdmin):
    """Pictures of works."""

    columns = ("profile", "case", "position", "title", "created_at")
    search_fields = ("=profile__id", "title", "=profile__user__email")


@admin.register(ClientProfile, site=site)
class ClientProfileTable(ReadOnlyModelAdmin):
    """What clients say of themselves, and their figures."""

    columns = ("user", "company", "country", "payment_proven", "jobs_posted", "jobs_filled", "paid_usd")
    search_fields = ("=user__email", "company")
    list_filter = ("payment_proven",)
