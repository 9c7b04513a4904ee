"""A stand-in for SSLCOMMERZ (v4) with books of its own: sessions, tries to pay, refunds, notifications. It speaks its
published protocol. `actions` is what happens there, `calls` its API, `pages` what people see, `notices` what it sends.
"""
