"""The benchmarks: how fast the site is, each figure beside a reference that is measured in the same run.

`make bench` runs all; `make bench ARGS="P1 P3 --rows 1000000"` runs some. Timings are ratios, since a machine may be
busy: the two sides take turns, several rounds each, and the median stands with its range. The served side runs on one
processor, the load comes from the other.
"""
