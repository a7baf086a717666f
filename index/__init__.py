"""Keeps passages and finds those that bear on a question.

- `lexical`: words of a text as search terms, in each language
- `catalog`: the SQLite store, the only one that knows the tables
- `vectors`: encoders, and the vectors of passages in Chroma
- `sources`: what is read: folders and the Readwise account
- `linkage`: duplicates and works among what is stored
- `sync`: from changed files to the store: the write path
- `search`: from a question to evidence: the read path
- `browse`: works, counts and the daily review
- `maintenance`: checks, repairs, status and export

errors, progress and atomic_write are used by all of these.
"""
