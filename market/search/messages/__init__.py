"""Search in messages: in one conversation or in all of a user's, in both languages, as the reader reads the texts.

`find` gives what matches. The database narrows down by documents (`index_new` fills them from the log of messages, a
minute after they were sent), Python decides by the text that the reader sees: contact data that are hidden from them
find nothing.
"""
