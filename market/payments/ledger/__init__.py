"""The double-entry ledger: what each event posts, the tables, and their verification."""
