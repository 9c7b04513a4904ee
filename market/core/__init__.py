"""What every app stands on, and no subject of its own: `base` (database, money, time, audit log, jobs), `text` (two
languages), `web` (pages), `api` and `admin`. It imports no other app.
"""
