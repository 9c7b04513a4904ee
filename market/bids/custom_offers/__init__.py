"""Custom offers: a freelancer offers work to the client of a conversation, with terms of their own."""
