"""Understanding a question without a model: what it names, what it wants, what is searched for.

read_plan       a question, read with the conversation before it, as a plan; what follows is in the order of the way
catalog_names   the phrases by which a catalog's own names are said
mentions        what it names: authors, works, tags, properties, units, places, dates, quotations
examples        questions with what they want (`examples.txt`), and the form in which questions are compared
frames          what it wants, by its nearest examples
matter          which of its words are searched for
denials         what it denies
sides           the sides of a comparison
question_parts  its parts: what of that counts for what it wants
build_plan      the plan from these
carry_over      what it takes from the conversation
plan            the noun of all this
follow_up       what of an answer is quoted already
question_type   the type of answer that it asks for: who, when, how many ...
"""
