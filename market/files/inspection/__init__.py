"""What is in a file that nobody should get unasked: `rules.inspect` refuses it with the reason, before it is stored.

What is harmless as long as it is only downloaded (SVG, web pages, programs under their own name) is taken in: it is
sent as an attachment without a type, and never drawn.
"""
