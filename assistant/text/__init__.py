"""Reading text for meaning.

content_words   words, content terms, numbers, names and negations
sentences       sentences as plain text
tokens          the words of a question with their places in it
word_lists      words of closed classes in eight languages
date_spans      ranges, years and directions of dates, joined
dates           the days and spans that a question names
date_phrases    dates and ranges in words
relative_dates  the dates that a note's "yesterday" stands for
"""
