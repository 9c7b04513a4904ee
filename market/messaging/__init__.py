"""Conversations of two people: messages are numbered by one SQL function, delivered by socket and HTTP, and never
lost. Public actions: `open_conversation`, `post_message`, `post_system_message`, `mark_read`.
"""
