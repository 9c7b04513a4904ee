"""The bank of questions as trainers and officers keep it: files come in, changes wait for a second person, and answers
say how good a question is.

A file in GIFT (`gift*.py`) or CSV (`sheets.py`) becomes rows in the form of docs/course-file.md (`files.read_file`).
Rows that change something wait as a QuestionSet until another one brings them into use (`actions.py`).
"""
