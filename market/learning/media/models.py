"""Videos of a course, the sizes in which they are played, their captions, and how much of them people saw.

Video: waiting -> working -> ready, original_only (no ffmpeg is here) or failed (`fault` says why) -> waiting again.
What is played are the renditions of the file `shown`: those of a file that replaces it are seen once all are made.
"""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.learning.courses.course_files import SLUG_LENGTH
from market.learning.courses.models import Titled

if TYPE_CHECKING:
    from django.db.models.fields.files import FieldFile

    from market.accounts.models import User

PART_SECONDS = 10  # a video is seen in parts of so many
LANGUAGES = (("en", "English"), ("bn", "বাংলা"))


class VideoQuerySet(models.QuerySet["Video"]):
    def visible_to(self, user: "User") -> Self:
        """All for trainers and officers, nothing for others: they see videos at lessons."""
        return self if user.has_role(user.Role.TRAINER, user.Role.OFFICER) else self.none()


class Video(Titled):
    """A video of a course. Lessons name it by its slug. Its titles are those of the staff's list."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("video", "Waits for its turn")
        WORKING = "working", pgettext_lazy("video", "Its sizes are being made")
        READY = "ready", pgettext_lazy("video", "Ready")
        ORIGINAL_ONLY = "original_only", pgettext_lazy("video", "Played as it was sent")
        FAILED = "failed", pgettext_lazy("video", "Could not be made")
        WITHDRAWN = "withdrawn", pgettext_lazy("video", "Withdrawn")

    class Fault(models.TextChoices):
        NO_VIDEO = "no_video", _("This file is no video. Send the video itself.")
        NO_PICTURES = "no_pictures", _("This file has sound, but no pictures. Send a file with both.")
        TOO_LONG = "too_long", _("This video is longer than 3 hours. Cut it into shorter ones.")
        RENDITION = "rendition", _("Some sizes could not be made. The others play. Try again.")
        NOTHING = "nothing", _("No size could be made of this video. Try again, or send it as MP4.")
        NO_FFMPEG = "no_ffmpeg", _("The program ffmpeg is not on this server, so the video plays as it was sent.")
        GONE = "gone", _("The file of this video is not there any more. Send it again.")

    course = models.ForeignKey("learning.Course", models.PROTECT, related_name="videos")
    slug = models.SlugField(max_length=SLUG_LENGTH)
    state = models.CharField(max_length=13, choices=State, default=State.WAITING)
    fault = models.CharField(max_length=11, choices=Fault, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)  # how long it is
    # A list of {"at": seconds, "picture": digest of a Picture of the course}; the first one is the poster.
    slides = models.JSONField(default=list)
    original = models.ForeignKey("files.Upload", models.PROTECT, null=True, blank=True, related_name="videos")
    shown = models.UUIDField(null=True, blank=True)  # of the file whose renditions are played
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    objects = VideoQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="one_video_of_a_slug")]
        ordering = ["course", "slug"]

    def get_absolute_url(self) -> str:
        """Its page for the staff."""
        return reverse("course_video", args=[self.pk])

    @property
    def parts(self) -> int:
        """Of how many parts it consists."""
        return -(-self.seconds // PART_SECONDS)


class Rendition(models.Model):
    """A video in one size. Its key is its address, which nobody can guess; what is at an address never changes."""

    class Kind(models.TextChoices):
        SMALL = "144p", _("Small")
        MEDIUM = "240p", _("Medium")
        LARGE = "360p", _("Large")
        SOUND = "sound", _("Only the sound, with slides")
        ORIGINAL = "original", _("As it was sent")

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    video = models.ForeignKey(Video, models.CASCADE, related_name="renditions")
    source = models.UUIDField()  # the upload of which it was made
    kind = models.CharField(max_length=8, choices=Kind)
    media_type = models.CharField(max_length=20, default="video/mp4")
    size = models.PositiveBigIntegerField()
    file = models.FileField(upload_to="videos/%Y/%m", max_length=255, blank=True)  # "": of the original

    class Meta:
        constraints = [models.UniqueConstraint(fields=["video", "source", "kind"], name="one_rendition_of_a_kind")]
        ordering = ["video", "size"]

    def __str__(self) -> str:
        return f"{self.video_id}: {self.kind}"

    def get_absolute_url(self) -> str:
        """From where it is played."""
        return reverse("video_file", args=[self.key])

    @property
    def stored(self) -> "FieldFile | None":
        """Its bytes; None: the original is gone."""
        if self.kind != self.Kind.ORIGINAL:
            return self.file
        return self.video.original.file if self.video.original is not None else None


class VideoCaptions(models.Model):
    """What is said in a video, in one language, as WebVTT. Changed, they get another address."""

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    video = models.ForeignKey(Video, models.CASCADE, related_name="captions")
    language = models.CharField(max_length=2, choices=LANGUAGES)
    text = models.TextField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["video", "language"], name="captions_once_in_a_language")]
        ordering = ["video", "language"]

    def __str__(self) -> str:
        return f"{self.video_id}: {self.language}"

    def get_absolute_url(self) -> str:
        """From where a player takes them."""
        return reverse("video_captions", args=[self.key])


class VideoProgress(models.Model):
    """How much of a video somebody saw: `parts` are their numbers from 0; `position` is where they were last."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="video_progress")
    video = models.ForeignKey(Video, models.CASCADE, related_name="progress")
    parts = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)  # seconds
    position_at = models.DateTimeField()  # when the device noted it: the newest one counts
    read_at = models.DateTimeField(null=True, blank=True)  # when the transcript was read to its end
    watched_at = models.DateTimeField(null=True, blank=True)  # when enough of it was seen

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "video"], name="one_progress_of_a_video")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.video_id}"

    @property
    def is_watched(self) -> bool:
        """Whether enough of it was seen, or read."""
        return self.watched_at is not None or self.read_at is not None
