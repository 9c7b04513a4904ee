"""The books: what each event posts, their tables, and the proof that they agree."""
