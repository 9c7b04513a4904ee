"""Addresses of the site's own pages."""

from django.conf import settings
from django.urls import path

from market.site import desk, views

urlpatterns = [
    path("", views.home, name="home"),
    path("how-holding-works/", views.how_holding_works, name="how_holding_works"),
    path("about/", views.about, name="about"),
    path("terms/", views.terms, name="terms"),
    path("privacy/", views.privacy, name="privacy"),
    path("my-work/", views.work, name="work"),
]
if not settings.PRODUCTION:
    urlpatterns += [
        path("sandbox/", desk.desk, name="desk"),
        path("sandbox/clock/", desk.move_clock, name="move_clock"),
        path("sandbox/mail/", desk.mails, name="mails"),
        path("sandbox/mail/<int:mail_id>/", desk.mail, name="mail"),
        path("sandbox/mail/<int:mail_id>/html/", desk.mail_html, name="mail_html"),
    ]
