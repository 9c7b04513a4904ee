"""The API's description, and the health of the process."""

from django.conf import settings
from django.urls import path
from drf_spectacular.views import SpectacularSwaggerSplitView

from market.core import health, views
from market.core.administration import site
from market.core.description import DescriptionView

OPEN: dict[str, list[type]] = {"authentication_classes": [], "permission_classes": []}
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("manifest/<str:language>.webmanifest", views.manifest, name="manifest"),
    path("offline/<str:language>/", views.offline, name="offline"),
    path("staff/admin/", site.urls),
]
if not settings.PRODUCTION:
    urlpatterns += [path("style/", views.style, name="style")]
api_urlpatterns = [
    path("schema/", DescriptionView.as_view(**OPEN), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(template_name="core/docs.html", **OPEN), name="docs"),
]
