"""Readwise's exports: the account's own files, CSV, flashcards, and pages of Obsidian, Logseq and Roam.

- `account`: a book that this program fetched from the account
- `csv_export`: Readwise's CSV
- `flashcards`: highlights exported as flashcards
- `sections`: the parts of a page: head, metadata, summary, notes, full text, highlights
- `head`: the title, fields and summary of a page
- `page`: a page read part by part, and files that hold several
- `roam`, `logseq`, `bulk`, `obsidian`: how to recognise each export; all are read by `page`
"""
