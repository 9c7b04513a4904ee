"""The phone number of an account: added, confirmed by a code in an SMS, and used to sign in.

Others call `number_of` and `user_at` of `numbers`.
"""
