"""Addresses of moderation: a user's measures, and the moderators' desk."""

from django.urls import path

from market.moderation.appeals import api as appeals_api
from market.moderation.appeals import views as appeals_views
from market.moderation.cases import api as cases_api
from market.moderation.cases import views as cases_views
from market.moderation.measures import api as measures_api
from market.moderation.measures import views as measures_views
from market.moderation.phrases import views as phrases_views

urlpatterns = [
    path("measures/", measures_views.my_measures, name="my_measures"),
    path("measures/grounds/", measures_views.measure_grounds, name="measure_grounds"),
    path("measures/<int:measure_id>/", measures_views.measure, name="measure"),
    path("measures/<int:measure_id>/appeal/", appeals_views.appeal_measure, name="appeal_measure"),
    path("staff/cases/", cases_views.case_desk, name="case_desk"),
    path("staff/cases/open/<str:what>/<int:thing_id>/", cases_views.open_case, name="open_case"),
    path("staff/cases/phrases/", phrases_views.phrases, name="phrases"),
    path("staff/cases/phrases/<int:phrase_id>/remove/", phrases_views.remove_phrase, name="remove_phrase"),
    path("staff/cases/<int:case_id>/", cases_views.case, name="case"),
    path("staff/cases/<int:case_id>/settle/", cases_views.settle_case, name="settle_case"),
    path("staff/cases/<int:case_id>/talk/", cases_views.case_conversation, name="case_conversation"),
    path("staff/measures/<int:measure_id>/", measures_views.desk_measure, name="desk_measure"),
    path("staff/measures/<int:measure_id>/undo/", measures_views.undo_measure, name="undo_measure"),
    path("staff/measures/<int:measure_id>/decide/", appeals_views.decide_measure_appeal, name="decide_measure_appeal"),
]
api_urlpatterns = [
    path("measures/", measures_api.MyMeasures.as_view(), name="api_my_measures"),
    path("measures/<int:measure_id>/", measures_api.MeasureDetail.as_view(), name="api_measure"),
    path("measures/<int:measure_id>/appeal/", appeals_api.AppealMeasure.as_view(), name="api_appeal_measure"),
    path("measures/<int:measure_id>/undo/", measures_api.UndoMeasure.as_view(), name="api_undo_measure"),
    path(
        "measures/<int:measure_id>/decide/", appeals_api.DecideMeasureAppeal.as_view(), name="api_decide_measure_appeal"
    ),
    path("measures/grounds/", measures_api.MeasureGrounds.as_view(), name="api_measure_grounds"),
    path("cases/", cases_api.Cases.as_view(), name="api_cases"),
    path("cases/appeals/", appeals_api.CaseAppeals.as_view(), name="api_case_appeals"),
    path("cases/<int:case_id>/", cases_api.CaseDetail.as_view(), name="api_case"),
    path("cases/<int:case_id>/keep/", cases_api.KeepCase.as_view(), name="api_keep_case"),
    path("cases/<int:case_id>/close/", cases_api.CloseCase.as_view(), name="api_close_case"),
    path("cases/<int:case_id>/measures/", measures_api.ImposeMeasure.as_view(), name="api_impose_measure"),
]
