"""Addresses of the lists of people, jobs and services, of the search over all, of landing and of officers' pages."""

from django.urls import path

from market.search.alerts import api as alerts_api
from market.search.alerts import views as alerts_views
from market.search.curation import views as curation_views
from market.search.fits import api as fits_api
from market.search.fits import views as fits_views
from market.search.landing import views as landing_views
from market.search.lessons import api as lessons_api
from market.search.lists import api, views
from market.search.messages import api as messages_api
from market.search.messages import views as messages_views
from market.search.saved import api as saved_api
from market.search.saved import views as saved_views
from market.search.suggesting import api as suggesting_api
from market.search.suggesting import views as suggesting_views
from market.search.weights import api as weights_api
from market.search.weights import views as weights_views

urlpatterns = [
    path("topics/", landing_views.topics, name="topics"),
    path("topics/<slug:topic>/", landing_views.topic_landing, name="topic_landing"),
    path("skills/<slug:skill>/", landing_views.skill_landing, name="skill_landing"),
    path("districts/", landing_views.districts, name="districts"),
    path("districts/<slug:district>/", landing_views.district_landing, name="district_landing"),
    path("talent/", views.talent, name="talent"),
    path("jobs/", views.job_list, name="job_list"),
    path("jobs/for-you/", fits_views.jobs_for_you, name="jobs_for_you"),
    path("jobs/<int:job_id>/fits/", fits_views.job_fits, name="job_fits"),
    path("services/", views.service_list, name="service_list"),
    path("saved/", saved_views.saved, name="saved"),
    path("saved/people/<int:profile_id>/", saved_views.toggle_saved_profile, name="toggle_saved_profile"),
    path("saved/services/<int:service_id>/", saved_views.toggle_saved_service, name="toggle_saved_service"),
    path("saved/jobs/<int:job_id>/", saved_views.toggle_saved_job, name="toggle_saved_job"),
    path("saved/searches/", alerts_views.saved_searches, name="saved_searches"),
    path("saved/searches/new/", alerts_views.save_search, name="save_search"),
    path("saved/searches/<int:search_id>/", alerts_views.change_saved_search, name="change_saved_search"),
    path("saved/searches/<int:search_id>/pause/", alerts_views.pause_saved_search, name="pause_saved_search"),
    path("saved/searches/<int:search_id>/remove/", alerts_views.remove_saved_search, name="remove_saved_search"),
    path("saved/follow/<slug:kind>/<slug:slug>/", alerts_views.follow, name="follow"),
    path("unsubscribe/searches/<str:token>/", alerts_views.stop_saved_search, name="stop_saved_search"),
    path("search/", views.search, name="search"),
    path("search/past/clear/", suggesting_views.clear_past_searches, name="clear_past_searches"),
    path("messages/search/", messages_views.search_messages, name="search_messages"),
    path("search/order/", views.search_ranking, name="search_ranking"),
    path("staff/ranking/", weights_views.ranking_weights, name="ranking_weights"),
    path("staff/search/words/", curation_views.search_words, name="search_words"),
    path("staff/search/topics/<int:topic_id>/", curation_views.change_topic, name="change_topic"),
    path("staff/search/skills/new/", curation_views.add_skill, name="add_skill"),
    path("staff/search/skills/<int:skill_id>/", curation_views.change_skill, name="change_skill"),
    path("staff/search/skills/<int:skill_id>/retire/", curation_views.retire_skill, name="retire_skill"),
    path("staff/search/skills/<int:skill_id>/restore/", curation_views.restore_skill, name="restore_skill"),
]
api_urlpatterns = [
    path("profiles/", api.ProfileList.as_view(), name="api_profiles"),
    path("jobs/", api.JobList.as_view(), name="api_jobs"),
    path("jobs/<int:job_id>/fits/", fits_api.JobFits.as_view(), name="api_job_fits"),
    path("me/jobs-for-you/", fits_api.JobsForYou.as_view(), name="api_jobs_for_you"),
    path("services/", api.ServiceList.as_view(), name="api_services"),
    path("profiles/<int:profile_id>/save/", saved_api.SaveProfile.as_view(), name="api_save_profile"),
    path("services/<int:service_id>/save/", saved_api.SaveService.as_view(), name="api_save_service"),
    path("me/saved-profiles/", saved_api.SavedProfiles.as_view(), name="api_saved_profiles"),
    path("me/saved-services/", saved_api.SavedServices.as_view(), name="api_saved_services"),
    path("me/past-searches/", suggesting_api.PastSearches.as_view(), name="api_past_searches"),
    path("search/suggest/", suggesting_api.Suggest.as_view(), name="api_suggest"),
    path("lessons/search/", lessons_api.SearchLessons.as_view(), name="api_search_lessons"),
    path("conversations/search/", messages_api.SearchConversations.as_view(), name="api_search_conversations"),
    path("messages/", messages_api.SearchMessages.as_view(), name="api_search_messages"),
    path("ranking/weights/", weights_api.RankingWeights.as_view(), name="api_ranking_weights"),
    path("ranking/weights/preview/", weights_api.PreviewRankingWeights.as_view(), name="api_preview_ranking_weights"),
    path("me/saved-searches/", alerts_api.SavedSearches.as_view(), name="api_saved_searches"),
    path("me/saved-searches/<int:search_id>/", alerts_api.SavedSearchDetail.as_view(), name="api_saved_search"),
]
