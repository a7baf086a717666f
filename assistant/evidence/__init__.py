"""From evidence to an answer: whether it answers, with which sentences, and what supports them.

similarity            cosines of a question with passages and sentences
candidates            sentences of the first passages, compared with the question
logistic              a fitted logistic model, read from JSON
answerability_rules   what a question takes for granted must stand in the evidence
named_things          whether passages tell of what a question names
answerability         whether the notes can answer at all
comparable_passages   the passages that the first one found is judged among
features              the measures that extraction is fitted on
reading               whether excerpts say what is asked, by what a model knows once it has read them
certainty             whether the notes say it, once a model has read them
extraction            which sentences are quoted
excerpts              what a model reads of the evidence
support               whether a sentence is supported by what it cites
cited_lines           on which line of a passage a sentence's words stand
"""
