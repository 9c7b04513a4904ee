"""A stand-in for Google (OpenID Connect): a page to choose who one is and what goes wrong, and the two addresses that a
site asks. It keeps no rows: a code is signed, and the people are those of the list or made up on the page.
"""
