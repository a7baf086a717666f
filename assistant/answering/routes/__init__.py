"""How plans are carried out, a module for each thing that is wanted.

statement         the noun of a sentence that the catalog or the program says
wording           plans and conditions in words
selection         what a plan chooses from the catalog
passages          passages, listed, counted and summed up
units             notes, works, authors, tags and days, listed and counted
rankings          the same, ranked by date, number, length or a property
tasks             tasks, open and done
properties        what front matter says of a note, and the catalog of a work
quotations        where some words stand and whose they are
labelled_lines    what words and abbreviations stand for
comparisons       one question a side
program           the program itself, and small talk
carry_out         which of these carries a plan out
own_words         the reader's own words on a matter
"""
