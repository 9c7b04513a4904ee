from django.urls import path

from market.training.figures import views as figures_views

outcome_urlpatterns = [
    path("programme/figures/", figures_views.programme_figures, name="programme_figures"),
    path("programme/figures/file/", figures_views.programme_figures_file, name="programme_figures_file"),
]
