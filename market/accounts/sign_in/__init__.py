"""Signing in: passwords, passkeys, codes, devices, sessions, throttles, and proof anew."""
