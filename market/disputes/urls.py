"""Addresses of disputes."""

from django.urls import path

from market.disputes import api, correcting_views, desk_api, desk_views, views

urlpatterns = [
    path("disputes/", views.dispute_list, name="disputes"),
    path("disputes/grounds/", views.grounds, name="grounds"),
    path("disputes/figures/", views.year_figures, name="dispute_figures"),
    path("disputes/desk/", desk_views.desk, name="ruling_desk"),
    path("disputes/<int:dispute_id>/", views.dispute, name="dispute"),
    path("disputes/<int:dispute_id>/answer/", views.answer, name="answer_dispute"),
    path("disputes/<int:dispute_id>/say/", views.say, name="add_statement"),
    path("disputes/<int:dispute_id>/appeal/", views.appeal, name="appeal_ruling"),
    path("disputes/<int:dispute_id>/offer/", views.offer, name="offer_split"),
    path("disputes/<int:dispute_id>/concede/", views.concede, name="concede_dispute"),
    path("disputes/<int:dispute_id>/withdraw/", views.withdraw, name="withdraw_dispute"),
    path("disputes/<int:dispute_id>/trainer/", views.trainer, name="ask_trainer"),
    path("disputes/<int:dispute_id>/rule/", desk_views.ruling, name="rule_dispute"),
    path("disputes/<int:dispute_id>/talk/", desk_views.talk, name="dispute_talk"),
    path("disputes/<int:dispute_id>/hand-over/", desk_views.hand_over, name="hand_over_dispute"),
    path("disputes/<int:dispute_id>/ask-reader/", desk_views.ask_reader, name="ask_reader"),
    path("disputes/<int:dispute_id>/note/", desk_views.note, name="note_on_draft"),
    path("disputes/<int:dispute_id>/correct/", correcting_views.correct, name="correct_ruling"),
    path("corrections/<int:correction_id>/", correcting_views.to_correction, name="correction"),
    path("corrections/<int:correction_id>/confirm/", correcting_views.confirm, name="confirm_correction"),
    path("corrections/<int:correction_id>/decline/", correcting_views.decline, name="decline_correction"),
    path("settlements/<int:offer_id>/", views.to_offer, name="settlement"),
    path("settlements/<int:offer_id>/accept/", views.accept, name="accept_offer"),
    path("settlements/<int:offer_id>/decline/", views.decline, name="decline_offer"),
    path("milestones/<int:milestone_id>/dispute/", views.open_one, name="open_dispute"),
]
api_urlpatterns = [
    path("milestones/<int:milestone_id>/disputes/", api.OpenDispute.as_view()),
    path("disputes/", api.DisputeList.as_view()),
    path("disputes/<int:dispute_id>/", api.DisputeDetail.as_view()),
    path("disputes/<int:dispute_id>/answer/", api.AnswerDispute.as_view()),
    path("disputes/<int:dispute_id>/statements/", api.AddStatement.as_view()),
    path("disputes/<int:dispute_id>/offers/", api.OfferSplit.as_view()),
    path("disputes/<int:dispute_id>/concede/", api.ConcedeDispute.as_view()),
    path("disputes/<int:dispute_id>/withdraw/", api.WithdrawDispute.as_view()),
    path("disputes/<int:dispute_id>/trainer/", api.AskTrainer.as_view()),
    path("disputes/<int:dispute_id>/appeal/", api.AppealRuling.as_view()),
    path("disputes/<int:dispute_id>/rule/", desk_api.RuleDispute.as_view()),
    path("disputes/<int:dispute_id>/rule/preview/", desk_api.PreviewRuling.as_view()),
    path("disputes/<int:dispute_id>/corrections/", desk_api.CorrectRuling.as_view()),
    path("corrections/<int:correction_id>/confirm/", desk_api.ConfirmCorrection.as_view()),
    path("corrections/<int:correction_id>/decline/", desk_api.DeclineCorrection.as_view()),
    path("disputes/<int:dispute_id>/hand-over/", desk_api.HandOverDispute.as_view()),
    path("offers/<int:offer_id>/accept/", api.AcceptOffer.as_view()),
    path("offers/<int:offer_id>/decline/", api.DeclineOffer.as_view()),
    path("grounds/", api.GroundList.as_view()),
]
