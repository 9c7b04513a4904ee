"""The conversation of a trainee with the trainers of the batch, and how long it waits for an answer."""
