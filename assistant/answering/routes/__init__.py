"""How plans are carried out, a module for each thing that is wanted.

statement         the noun of a sentence that the catalog or the program says
wording           plans and conditions in words
selection         what a plan chooses from the catalog
lists             complete lists and counts
rankings          the latest, the oldest, and those with most
tasks             tasks, open and done
properties        what front matter says of a note, and the catalog of a work
summaries         of a work, an author, a matter or the whole, in quotations
quotations        where some words stand and whose they are
comparisons       one question a side
program           the program itself, and small talk
carry_out         which of these carries a plan out
catalog           about a work or the whole collection, and small talk (with overview)
overview          sentences on what the collection holds as a whole
opinions          what the reader thinks or thought
works_mentioning  which works are about a matter
authors           what an author says about a matter
"""
