"""Addresses of the site's own pages."""

from django.conf import settings
from django.urls import path

from market.site import views
from market.site.demo import desk
from market.site.help import views as help_views
from market.site.home import api as home_api
from market.site.home import views as home_views
from market.site.open_web import views as open_web_views
from market.site.staff import access_log

urlpatterns = [
    path("", views.home, name="home"),
    path("how-holding-works/", views.how_holding_works, name="how_holding_works"),
    path("about/", views.about, name="about"),
    path("contact/", views.contact, name="contact"),
    path("terms/", views.terms, name="terms"),
    path("privacy/", views.privacy, name="privacy"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("robots.txt", open_web_views.robots_txt, name="robots_txt"),
    path("sitemap.xml", open_web_views.sitemap_index, name="sitemap_index"),
    path("sitemaps/<slug:section>/<int:part>.xml", open_web_views.sitemap_part, name="sitemap_part"),
    path("help/", help_views.help_pages, name="help_pages"),
    path("help/<slug:name>/", help_views.help_page, name="help_page"),
    path("my-work/", home_views.work, name="work"),
    path("staff/looks/", access_log.access_log, name="access_log"),
]
if not settings.PRODUCTION:
    urlpatterns += [
        path("sandbox/", desk.desk, name="desk"),
        path("sandbox/clock/", desk.move_clock, name="move_clock"),
        path("sandbox/mail/", desk.mails, name="mails"),
        path("sandbox/mail/<int:mail_id>/", desk.mail, name="mail"),
        path("sandbox/mail/<int:mail_id>/html/", desk.mail_html, name="mail_html"),
    ]
api_urlpatterns = [path("me/home/", home_api.MyHome.as_view(), name="api_my_home")]
