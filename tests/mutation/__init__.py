"""Mutation testing of the money: `python -m tests.mutation` (`make mutation`). See decision 63."""
