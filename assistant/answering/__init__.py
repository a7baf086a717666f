"""Answering a question: from the notes' own sentences, in a model's words, or from the catalog.

answer          the nouns of an answer
prompt          what a model reads and may write
find_evidence   the evidence of a plan: under its conditions first, then in all notes
search_again    a second search, with what the first one names
look_up         a question's plan, and what the catalog or the notes have for it
plan_labels     what a question was read as, in a few words
quoting         the notes' own sentences handed out, and the date that one gives
antecedents     the passages that others lean on
answer_stream   sentences and citations handed out one by one
writing         a model's answer from excerpts of the evidence
rewording       a question that finds nothing, in other words
assistant       the whole way from a question to an answer
serialise       answers and evidence as JSON
evaluation      a reader's own questions, scored
routes          questions that the search alone does not answer well
"""
