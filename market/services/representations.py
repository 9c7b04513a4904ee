"""Services in lists, as the APIs of other apps show them too."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import MoneyField, NameSerializer, NamesField
from market.services.models import Service


class SellerSerializer(serializers.Serializer[Any]):
    """Whose service it is: `id` is that of their profile."""

    id = serializers.IntegerField(source="profile.pk")
    display_name = serializers.CharField()
    names = NamesField()
    url = serializers.CharField(source="profile.get_absolute_url")


class ServiceCardSerializer(serializers.Serializer[Service]):
    """A service in a list. `ServiceQuerySet.for_cards` loads what it needs."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    topic = NameSerializer()
    skills = NameSerializer(many=True)
    freelancer = SellerSerializer()
    price_from = MoneyField(allow_null=True)
    days_from = serializers.IntegerField(allow_null=True)
    orders = serializers.IntegerField(source="orders_paid")
    thumbnail = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url")

    def get_thumbnail(self, service: Service) -> str:
        """The first picture, 480 by 360; "" without one."""
        return service.cover.thumbnail_url if service.cover else ""
