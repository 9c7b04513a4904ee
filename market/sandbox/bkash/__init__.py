"""A local bKash (tokenised checkout v1.2.0-beta, refunds v2) with books of its own: its API in `api` and `calls`, the
page where a person pays in `views`, and its notifications, signed as Amazon SNS signs, in `notices`.
"""
