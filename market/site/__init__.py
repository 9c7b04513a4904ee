"""The pages of the site itself: a person's `home`, the `help`, what `staff` have to do, and the `demo` data of a
development site. It stands above every other app and writes nothing of its own.
"""
