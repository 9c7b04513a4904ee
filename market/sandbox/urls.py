"""The addresses of the local payment provider: its API as Stripe's, and its pages; of the local SMS gateway, and of
the stand-ins for bKash, Google and SSLCOMMERZ.
"""

from django.urls import URLPattern, path, re_path

from market.sandbox import connect_calls, dispute_calls, file_calls, payment_calls, platform_calls, views
from market.sandbox.api import endpoint
from market.sandbox.bkash import api as bkash_api
from market.sandbox.bkash import calls as bkash_calls
from market.sandbox.bkash import transfers as bkash_transfers
from market.sandbox.bkash import views as bkash_views
from market.sandbox.google import views as google_views
from market.sandbox.sms import views as sms_views
from market.sandbox.sslcommerz import calls as sslcommerz_calls
from market.sandbox.sslcommerz import pages as sslcommerz_pages

urlpatterns: list[URLPattern] = [
    path("checkout/<key>/", views.sandbox_checkout, name="sandbox_checkout"),
    path("checkout/<key>/bank/", views.sandbox_authenticate, name="sandbox_authenticate"),
    path("onboarding/<token>/", views.sandbox_onboarding, name="sandbox_onboarding"),
    path("faults/", views.sandbox_faults, name="sandbox_faults"),
    path("faults/forget/", views.sandbox_forget_faults, name="sandbox_forget_faults"),
    path("charges/<key>/dispute/", views.sandbox_dispute, name="sandbox_dispute"),
    path("disputes/<key>/", views.sandbox_decide, name="sandbox_decide"),
    path("v1/checkout/sessions", endpoint(get=payment_calls.list_sessions, post=payment_calls.create_session)),
    path("v1/checkout/sessions/<key>", endpoint(get=payment_calls.get_session)),
    path("v1/checkout/sessions/<key>/expire", endpoint(post=payment_calls.expire_session)),
    path("v1/payment_intents", endpoint(get=payment_calls.list_intents)),
    path("v1/payment_intents/<key>", endpoint(get=payment_calls.get_intent)),
    path("v1/charges", endpoint(get=payment_calls.list_charges)),
    path("v1/charges/<key>", endpoint(get=payment_calls.get_charge)),
    path("v1/refunds", endpoint(get=payment_calls.list_refunds, post=payment_calls.create_refund)),
    path("v1/refunds/<key>", endpoint(get=payment_calls.get_refund)),
    path("v1/disputes", endpoint(get=dispute_calls.list_disputes)),
    path("v1/disputes/<key>", endpoint(get=dispute_calls.get_dispute, post=dispute_calls.update_dispute)),
    path("v1/disputes/<key>/close", endpoint(post=dispute_calls.close_dispute)),
    path("v1/files", endpoint(post=file_calls.create_file)),
    path("v1/files/<key>", endpoint(get=file_calls.get_file)),
    path("v1/balance", endpoint(get=payment_calls.get_balance)),
    path("v1/balance_transactions", endpoint(get=payment_calls.list_lines)),
    path("v1/balance_transactions/<key>", endpoint(get=payment_calls.get_line)),
    path("v1/events", endpoint(get=payment_calls.list_events)),
    path("v1/events/<key>", endpoint(get=payment_calls.get_event)),
    path("v1/account", endpoint(get=platform_calls.get_own_account)),
    path("v1/country_specs/<key>", endpoint(get=platform_calls.get_country)),
    path("v1/webhook_endpoints", endpoint(get=platform_calls.list_endpoints)),
    path("v1/accounts", endpoint(get=connect_calls.list_accounts, post=connect_calls.create_account)),
    path("v1/accounts/<key>", endpoint(get=connect_calls.get_account)),
    path("v1/account_links", endpoint(post=connect_calls.create_link)),
    path("v1/transfers", endpoint(get=connect_calls.list_transfers, post=connect_calls.create_transfer)),
    path("v1/transfers/<key>", endpoint(get=connect_calls.get_transfer)),
    path(
        "v1/transfers/<key>/reversals", endpoint(get=connect_calls.list_reversals, post=connect_calls.create_reversal)
    ),
    path("v1/transfers/<key>/reversals/<reversal_key>", endpoint(get=connect_calls.get_reversal)),
    path("v1/payouts", endpoint(get=connect_calls.list_payouts)),
    path("v1/payouts/<key>", endpoint(get=connect_calls.get_payout)),
    re_path(r"^v1/", endpoint()),
]
_V1, _V2 = "v1.2.0-beta/tokenized/checkout", "v2/tokenized-checkout/refund/payment"
_CHECKOUT = "v1.2.0-beta/checkout"
bkash_urlpatterns = [
    path("pay/<payment_id>/", bkash_views.sandbox_bkash_page, name="sandbox_bkash_page"),
    path("subscribe/", bkash_views.sandbox_bkash_subscribe, name="sandbox_bkash_subscribe"),
    path("deposit/", bkash_views.sandbox_bkash_deposit, name="sandbox_bkash_deposit"),
    path("sns/", bkash_views.sandbox_bkash_confirm, name="sandbox_bkash_confirm"),
    path("sns/<name>", bkash_views.sandbox_bkash_certificate, name="sandbox_bkash_certificate"),
    path(f"{_V1}/token/grant", bkash_api.token_endpoint),
    path(f"{_V1}/token/refresh", bkash_api.token_endpoint),
    path(f"{_V1}/create", bkash_api.endpoint(bkash_calls.create_payment)),
    path(f"{_V1}/execute", bkash_api.endpoint(bkash_calls.execute_payment)),
    path(f"{_V1}/payment/status", bkash_api.endpoint(bkash_calls.query_payment)),
    path(f"{_V1}/general/searchTransaction", bkash_api.endpoint(bkash_calls.search_transaction)),
    path(f"{_CHECKOUT}/token/grant", bkash_api.token_endpoint),
    path(f"{_CHECKOUT}/token/refresh", bkash_api.token_endpoint),
    path(f"{_CHECKOUT}/payment/b2cPayment", bkash_api.checkout_endpoint(bkash_transfers.b2c_payment)),
    path(
        f"{_CHECKOUT}/payment/organizationBalance",
        bkash_api.checkout_endpoint(bkash_transfers.organization_balance, reads=True),
    ),
    path(f"{_CHECKOUT}/payment/search/<number>", bkash_api.checkout_endpoint(bkash_transfers.search, reads=True)),
    path(f"{_V2}/transaction", bkash_api.endpoint(bkash_calls.refund_payment, is_v2=True)),
    path(f"{_V2}/status", bkash_api.endpoint(bkash_calls.list_refunds, is_v2=True)),
]
sms_urlpatterns = [
    path("", sms_views.sandbox_messages, name="sandbox_messages"),
    path("send/", sms_views.sandbox_send_sms, name="sandbox_send_sms"),
]
google_urlpatterns = [
    path("", google_views.sandbox_google, name="sandbox_google"),
    path("token/", google_views.sandbox_google_token, name="sandbox_google_token"),
    path("keys/", google_views.sandbox_google_keys, name="sandbox_google_keys"),
]
sslcommerz_urlpatterns = [
    path("EasyCheckOut/<str:key>/", sslcommerz_pages.sandbox_sslcommerz, name="sandbox_sslcommerz"),
    path(
        "payments/<int:payment_id>/approve/",
        sslcommerz_pages.sandbox_sslcommerz_approve,
        name="sandbox_sslcommerz_approve",
    ),
    path("gwprocess/v4/api.php", sslcommerz_calls.sandbox_sslcommerz_session, name="sandbox_sslcommerz_session"),
    path(
        "validator/api/validationserverAPI.php",
        sslcommerz_calls.sandbox_sslcommerz_validation,
        name="sandbox_sslcommerz_validation",
    ),
    path(
        "validator/api/merchantTransIDvalidationAPI.php",
        sslcommerz_calls.sandbox_sslcommerz_transactions,
        name="sandbox_sslcommerz_transactions",
    ),
]
