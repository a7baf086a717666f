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
own_words         the reader's own words on a matter
"""
