"""A local Stripe with its own ledger, for development and tests: the real library talks to it over HTTP. Beside it, in
`bkash`, a local bKash, in `sms` a local SMS gateway, and in `google` a stand-in for Google. Never installed in
production; imports the core only.
"""
