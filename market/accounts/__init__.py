"""Users, how they sign in, and what is kept of them. Sign-up and sign-in (`people`, `sign_in`), tokens of programs
(`tokens`), the e-mail address (`address`), export and erasure (`privacy`), terms (`terms`), roles for an emergency
(`emergencies`). Other apps call `require_trader`, `require_unlimited`, `act_of_two`, and register their personal
data in a `personal.py`.
"""
