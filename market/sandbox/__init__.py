"""A local Stripe with its own ledger, for development and tests: the real library talks to it over HTTP. Beside it, in
`sms`, a local SMS gateway. Never installed in production; imports the core only.
"""
