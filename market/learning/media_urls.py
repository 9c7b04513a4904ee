"""Addresses of videos."""

from django.urls import path

from market.learning.media import api as media_api
from market.learning.media import views as media_views

VIDEO = "staff/videos/<int:video_id>/"
urlpatterns = [
    path("learn/videos/<uuid:rendition_key>/", media_views.video_file, name="video_file"),
    path("learn/videos/captions/<uuid:captions_key>/", media_views.video_captions, name="video_captions"),
    path(
        "learn/<slug:course_slug>/<slug:lesson_slug>/videos/<slug:video_slug>/read/",
        media_views.read_transcript,
        name="read_transcript",
    ),
    path("staff/courses/<slug:course_slug>/videos/", media_views.course_videos, name="course_videos"),
    path(VIDEO, media_views.course_video, name="course_video"),
    path("batches/<int:batch_id>/videos/", media_views.batch_videos, name="batch_videos"),
    path(f"{VIDEO}replace/", media_views.replace_video, name="replace_video"),
    path(f"{VIDEO}retry/", media_views.retry_video, name="retry_video"),
    path(f"{VIDEO}withdraw/", media_views.withdraw_video, name="withdraw_video"),
]
API_LESSON = "courses/<slug:course_slug>/lessons/<slug:lesson_slug>/videos/"
API_VIDEO = "videos/<int:video_id>/"
api_urlpatterns = [
    path(API_LESSON, media_api.LessonVideos.as_view(), name="api_lesson_videos"),
    path(f"{API_LESSON}<slug:video_slug>/progress/", media_api.WatchVideo.as_view(), name="api_watch_video"),
    path("courses/<slug:course_slug>/videos/", media_api.CourseVideos.as_view(), name="api_course_videos"),
    path(API_VIDEO, media_api.CourseVideo.as_view(), name="api_course_video"),
    path(f"{API_VIDEO}watching/", media_api.WatchedVideo.as_view(), name="api_watched_video"),
    path("batches/<int:batch_id>/videos/", media_api.BatchVideos.as_view(), name="api_batch_videos"),
    path(f"{API_VIDEO}replace/", media_api.ReplaceVideo.as_view(), name="api_replace_video"),
    path(f"{API_VIDEO}captions/", media_api.SaveCaptions.as_view(), name="api_save_captions"),
    path(f"{API_VIDEO}retry/", media_api.RetryVideo.as_view(), name="api_retry_video"),
    path(f"{API_VIDEO}withdraw/", media_api.WithdrawVideo.as_view(), name="api_withdraw_video"),
]
