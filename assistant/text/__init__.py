"""Reading text for meaning.

content_words   words, content terms, numbers, names and negations
sentences       sentences as plain text
"""
