"""The web socket: tickets, one hub for each process, hints between processes (Redis, where there is one), and the
frames that apps register in a `frames.py`. Public actions: `issue_ticket`, `use_ticket`.
"""
