"""The API of people who fit a job, and of jobs for a freelancer."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest, Pagination
from market.core.web.throttles import searches
from market.profiles.models import Profile
from market.search.fits.jobs import jobs_that_fit, with_reasons
from market.search.fits.people import own_open_job, people_who_fit
from market.search.fits.serializers import FittingJobSerializer, FittingProfileSerializer


class JobFits(DomainView):
    """The people who fit a job of the caller's best; `POST jobs/{id}/invitations/` invites them."""

    @extend_schema(operation_id="jobs_fits_list", responses=FittingProfileSerializer(many=True))
    def get(self, request: MemberRequest, job_id: int) -> Response:
        """The best fit first, without those who are invited or have bid."""
        searches.check(request)
        return self.page_of(people_who_fit(own_open_job(request.user, job_id)), FittingProfileSerializer)


class JobsForYou(DomainView):
    """The open jobs that fit the caller, a freelancer."""

    @extend_schema(responses=FittingJobSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The best fit first, without those that the caller hid, bid on or was invited to; empty for who has no profile
        that is shown."""
        searches.check(request)
        profile = Profile.objects.with_parts().filter(user=request.user).first()
        if profile is None or not profile.is_shown:
            return self.page_of([], FittingJobSerializer)
        pages = Pagination()
        jobs = with_reasons(profile, pages.paginate_queryset(jobs_that_fit(profile), request) or [])
        return pages.get_paginated_response(
            [FittingJobSerializer(job, context={"request": request}).data for job in jobs]
        )
