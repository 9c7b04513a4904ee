"""Places in batches: offers, the waiting list that moves by itself, and what becomes of a trainee's place."""
