"""The guide book: its text on the site, and the paper copy that each trainee gets.

`chapters` lists the text, whose words stand in the templates; `actions` say what became of the paper copies.
"""
