"""Fits in the API."""

from rest_framework import serializers

from market.core.api.serializers import NameSerializer
from market.jobs.representations import JobCardSerializer
from market.profiles.representations import ProfileCardSerializer
from market.search.fits.criteria import Fit


class FitSerializer(serializers.Serializer[Fit]):
    """Why a job and a freelancer fit."""

    skills = NameSerializer(many=True, help_text="Those that the job asks for and the freelancer has.")
    topic = serializers.BooleanField(source="has_topic", help_text="It is the freelancer's topic.")
    price = serializers.BooleanField(source="has_price", help_text="The budget reaches the freelancer's lowest price.")
    language = serializers.BooleanField(
        source="has_language", help_text="It is written in a language of the freelancer's."
    )


class FittingProfileSerializer(ProfileCardSerializer):
    """A freelancer who fits a job."""

    fit = FitSerializer()


class FittingJobSerializer(JobCardSerializer):
    """A job that fits the caller."""

    fit = FitSerializer()
