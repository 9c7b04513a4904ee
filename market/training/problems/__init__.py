"""What a trainer goes over in a face-to-face class: a list gathered from questions and weak answers, and by hand.

Others call `problems_of`; a problem that is not settled stays on the list of the next face-to-face class.
"""
