"""The API's description, the administration, and what an installed site needs."""

from django.conf import settings
from django.urls import path
from drf_spectacular.views import SpectacularSwaggerSplitView

from market.core.admin.admin_site import site
from market.core.api.schema import SchemaView
from market.core.web import views as web_views

OPEN: dict[str, list[type]] = {"authentication_classes": [], "permission_classes": []}
urlpatterns = [
    path("sw.js", web_views.service_worker, name="service_worker"),
    path("manifest/<str:language>.webmanifest", web_views.manifest, name="manifest"),
    path("offline/<str:language>/", web_views.offline, name="offline"),
    path("staff/admin/", site.urls),
]
if not settings.PRODUCTION:
    urlpatterns += [path("style/", web_views.component_gallery, name="component_gallery")]
api_urlpatterns = [
    path("schema/", SchemaView.as_view(**OPEN), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(template_name="core/docs.html", **OPEN), name="docs"),
]
