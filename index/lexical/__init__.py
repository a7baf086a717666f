"""Words as they are indexed and searched. Pure; the index itself is `index.catalog.full_text`.

- `tokenize`: a text as stems, and pairs of characters of scripts without spaces
- `stop_words`: words that say nothing about a subject
- `query`: the terms of a question and the FTS5 expressions that match them
"""
