"""Text in two languages: Bangla, phonetic keys, formats, the reader's locale, contact data, names."""
