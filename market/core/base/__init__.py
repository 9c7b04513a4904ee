"""What every layer stands on: database, errors, money, time, audit log, jobs, limits, idempotency, settings."""
