"""The conversations of clients and freelancers about jobs."""
