"""What the sender of a video hears of it."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from market.core.base.events import Event
from market.learning.versions.events import course_notification


class VideoReady(Event, code="video.ready"):
    video: Mapping[str, str]
    slug: str

    audited = None
    notification = course_notification(
        subject=_("Your video is ready: %(video)s"),
        body=_("“%(video)s” can be played in small sizes now. To show it, put this into a lesson: video:%(slug)s"),
        label=_("A video that I sent is ready, or could not be made"),
    )


class VideoFailed(Event, code="video.failed"):
    video: Mapping[str, str]
    fault: Mapping[str, str]

    audited = None
    notification = course_notification(
        subject=_("Your video needs you: %(video)s"),
        body=_("“%(video)s” is not as it should be: %(fault)s"),
        label=_("A video that I sent is ready, or could not be made"),
    )
