"""Understanding a question from its words, without a model or a search. English only, except for follow-ups' texts.

follow_up       whether it asks for more of the last answer
question_type   the type of answer it asks for: who, when, how many ...
topic           what it asks about, without what it says about the notes
mentions        the work or author that it names
date_range      the dates that it names
intent          whether it asks about the collection, and for what
"""
