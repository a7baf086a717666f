"""Whose words a note holds: the reader's, the author's or nobody's for sure.

- `evidence`: what shows where a note's words come from; its words in many languages are in `evidence_words.json`
- `quotations`: quotations among a note's own text
- `own_labels`: labels by which the reader speaks
- `speakers`: names before what somebody said
- `whose_words`: the decision, for a note and for each passage
"""
