"""A user's data: the copy, closing the account, erasing it, and sealed secrets."""
