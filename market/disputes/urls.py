"""Addresses of disputes."""

from django.urls import path

from market.disputes import api, views
from market.disputes.claims import api as claims_api
from market.disputes.claims import views as claims_views
from market.disputes.rulings import api as rulings_api
from market.disputes.rulings import correction_views
from market.disputes.rulings import views as rulings_views

urlpatterns = [
    path("disputes/", views.disputes, name="disputes"),
    path("disputes/grounds/", rulings_views.grounds, name="grounds"),
    path("disputes/figures/", views.dispute_figures, name="dispute_figures"),
    path("disputes/desk/", rulings_views.ruling_desk, name="ruling_desk"),
    path("disputes/<int:dispute_id>/", views.dispute, name="dispute"),
    path("disputes/<int:dispute_id>/answer/", claims_views.answer_dispute, name="answer_dispute"),
    path("disputes/<int:dispute_id>/say/", claims_views.add_statement, name="add_statement"),
    path("disputes/<int:dispute_id>/appeal/", rulings_views.appeal_ruling, name="appeal_ruling"),
    path("disputes/<int:dispute_id>/offer/", claims_views.offer_split, name="offer_split"),
    path("disputes/<int:dispute_id>/concede/", claims_views.concede_dispute, name="concede_dispute"),
    path("disputes/<int:dispute_id>/withdraw/", claims_views.withdraw_dispute, name="withdraw_dispute"),
    path("disputes/<int:dispute_id>/trainer/", claims_views.ask_trainer, name="ask_trainer"),
    path("disputes/<int:dispute_id>/rule/", rulings_views.rule_dispute, name="rule_dispute"),
    path("disputes/<int:dispute_id>/talk/", rulings_views.dispute_conversation, name="dispute_conversation"),
    path("disputes/<int:dispute_id>/hand-over/", rulings_views.hand_over_dispute, name="hand_over_dispute"),
    path("disputes/<int:dispute_id>/ask-reader/", rulings_views.ask_reader, name="ask_reader"),
    path("disputes/<int:dispute_id>/note/", rulings_views.note_on_draft, name="note_on_draft"),
    path("disputes/<int:dispute_id>/correct/", correction_views.propose_correction, name="propose_correction"),
    path("corrections/<int:correction_id>/", correction_views.correction, name="correction"),
    path("corrections/<int:correction_id>/confirm/", correction_views.confirm_correction, name="confirm_correction"),
    path("corrections/<int:correction_id>/decline/", correction_views.decline_correction, name="decline_correction"),
    path("settlements/<int:offer_id>/", claims_views.settlement, name="settlement"),
    path("settlements/<int:offer_id>/accept/", claims_views.accept_offer, name="accept_offer"),
    path("settlements/<int:offer_id>/decline/", claims_views.decline_offer, name="decline_offer"),
    path("milestones/<int:milestone_id>/dispute/", claims_views.open_dispute, name="open_dispute"),
]
api_urlpatterns = [
    path("milestones/<int:milestone_id>/disputes/", claims_api.OpenDispute.as_view()),
    path("disputes/", api.DisputeList.as_view()),
    path("disputes/<int:dispute_id>/", api.DisputeDetail.as_view()),
    path("disputes/<int:dispute_id>/answer/", claims_api.AnswerDispute.as_view()),
    path("disputes/<int:dispute_id>/statements/", claims_api.AddStatement.as_view()),
    path("disputes/<int:dispute_id>/offers/", claims_api.OfferSplit.as_view()),
    path("disputes/<int:dispute_id>/concede/", claims_api.ConcedeDispute.as_view()),
    path("disputes/<int:dispute_id>/withdraw/", claims_api.WithdrawDispute.as_view()),
    path("disputes/<int:dispute_id>/trainer/", claims_api.AskTrainer.as_view()),
    path("disputes/<int:dispute_id>/appeal/", rulings_api.AppealRuling.as_view()),
    path("disputes/<int:dispute_id>/rule/", rulings_api.RuleDispute.as_view()),
    path("disputes/<int:dispute_id>/rule/preview/", rulings_api.PreviewRuling.as_view()),
    path("disputes/<int:dispute_id>/corrections/", rulings_api.ProposeCorrection.as_view()),
    path("corrections/<int:correction_id>/confirm/", rulings_api.ConfirmCorrection.as_view()),
    path("corrections/<int:correction_id>/decline/", rulings_api.DeclineCorrection.as_view()),
    path("disputes/<int:dispute_id>/hand-over/", rulings_api.HandOverDispute.as_view()),
    path("offers/<int:offer_id>/accept/", claims_api.AcceptOffer.as_view()),
    path("offers/<int:offer_id>/decline/", claims_api.DeclineOffer.as_view()),
    path("grounds/", rulings_api.GroundList.as_view()),
]
