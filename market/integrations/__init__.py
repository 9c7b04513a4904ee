"""Webhooks: endpoints of users' programs, and the deliveries to them, signed and tried again. Public actions:
`create_endpoint`, `change_endpoint`, `renew_secret`, `raise_event`, `replay_delivery`.
"""
