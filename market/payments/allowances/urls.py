"""Addresses of allowances."""

from django.urls import path

from market.payments.allowances import api, desk_api, desk_views, rule_views, views

OWN, DESK = "me/allowances/<int:allowance_id>/", "staff/allowances/"
OF_DESK, LIST, RULE = "register/allowances/", "lists/<int:list_id>/", "rules/<int:rule_id>/"
urlpatterns = [
    path("me/allowances/", views.my_allowances, name="my_allowances"),
    path("me/allowances/lines/<int:line_id>/ask/", views.ask_about_allowance, name="ask_about_allowance"),
    path(f"{OWN}received/", views.confirm_allowance, name="confirm_allowance"),
    path(f"{OWN}retry/", views.retry_allowance, name="retry_allowance"),
    path(f"{OWN}return/", views.return_allowance, name="return_allowance"),
    path(f"{OWN}receipt/", views.allowance_receipt, name="allowance_receipt"),
    path(f"{OWN}receipt/issue/", views.issue_allowance_receipt, name="issue_allowance_receipt"),
    path(DESK, desk_views.allowance_lists, name="allowance_lists"),
    path(f"{DESK}make/<int:phase_id>/<slug:month>/", desk_views.make_allowance_list, name="make_allowance_list"),
    path(f"{DESK}{LIST}", desk_views.allowance_list, name="allowance_list"),
    path(f"{DESK}{LIST}approve/", desk_views.approve_allowance_list, name="approve_allowance_list"),
    path(f"{DESK}{LIST}refuse/", desk_views.refuse_allowance_list, name="refuse_allowance_list"),
    path(f"{DESK}{LIST}file/", desk_views.allowance_list_file, name="allowance_list_file"),
    path(f"{DESK}lines/<int:line_id>/", desk_views.correct_allowance_line, name="correct_allowance_line"),
    path(f"{DESK}rules/", rule_views.allowance_rules, name="allowance_rules"),
    path(f"{DESK}{RULE}confirm/", rule_views.confirm_allowance_rule, name="confirm_allowance_rule"),
    path(f"{DESK}{RULE}refuse/", rule_views.refuse_allowance_rule, name="refuse_allowance_rule"),
    path(f"{DESK}questions/", rule_views.allowance_questions, name="allowance_questions"),
    path(f"{DESK}questions/<int:question_id>/", rule_views.allowance_question, name="allowance_question"),
]
api_urlpatterns = [
    path("me/allowances/", api.MyAllowances.as_view(), name="api_my_allowances"),
    path("me/allowances/lines/<int:line_id>/ask/", api.AskAboutAllowance.as_view(), name="api_ask_about_allowance"),
    path(f"{OWN}received/", api.ConfirmAllowance.as_view(), name="api_confirm_allowance"),
    path(f"{OWN}retry/", api.RetryAllowance.as_view(), name="api_retry_allowance"),
    path(f"{OWN}receipt/issue/", api.IssueAllowanceReceipt.as_view(), name="api_issue_allowance_receipt"),
    path(f"{OWN}return/", api.ReturnAllowance.as_view(), name="api_return_allowance"),
    path(f"{OF_DESK}rules/", desk_api.AllowanceRules.as_view(), name="api_allowance_rules"),
    path(f"{OF_DESK}{RULE}confirm/", desk_api.ConfirmAllowanceRule.as_view(), name="api_confirm_allowance_rule"),
    path(f"{OF_DESK}{RULE}refuse/", desk_api.RefuseAllowanceRule.as_view(), name="api_refuse_allowance_rule"),
    path(f"{OF_DESK}lists/", desk_api.AllowanceLists.as_view(), name="api_allowance_lists"),
    path(f"{OF_DESK}{LIST}lines/", desk_api.AllowanceLines.as_view(), name="api_allowance_lines"),
    path(f"{OF_DESK}{LIST}approve/", desk_api.ApproveAllowanceList.as_view(), name="api_approve_allowance_list"),
    path(f"{OF_DESK}{LIST}refuse/", desk_api.RefuseAllowanceList.as_view(), name="api_refuse_allowance_list"),
    path(
        f"{OF_DESK}lines/<int:line_id>/correct/",
        desk_api.CorrectAllowanceLine.as_view(),
        name="api_correct_allowance_line",
    ),
    path(f"{OF_DESK}questions/", desk_api.AllowanceQuestions.as_view(), name="api_allowance_questions"),
    path(f"{OF_DESK}questions/<int:question_id>/", desk_api.AllowanceQuestion.as_view(), name="api_allowance_question"),
]
