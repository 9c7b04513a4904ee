"""Saved searches: a list with its words and filters, kept for later, and alerts of what is new for it.

**New** is what was published after the search was saved (or resumed), and never told for it before. **An alert tells
only what fits well** (`fitting`): every filter holds; of each skill or topic that the words name, the row has one, or
its heading names it, or the heading has all the words; it is in the area itself, and meets every preference (price,
time, language, experience). Words that name no skill must all be there, as they are spelt or by stem. What a list adds
by widening, by sound or by trigrams is not told.

At once: `tasks.tell_of_new_row` looks up the searches by their keys, then asks each query for that one row. Daily and
weekly: one notification, and one mail, for all of a person's searches that are due. `SavedSearchResult` is the record
of what was told, written with the notification in one transaction.
"""
