"""Other words for a question that finds nothing, written by the model.

line_writing  one line by examples
completion    a question that leans on the conversation, whole
translation   a question in the notes' other languages
reword        both, one after the other
"""
