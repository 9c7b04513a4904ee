"""Vivas: a doubtful paper is talked over before the results are out. Whether it counts is said after that; that it does
not count is said by a second person."""
