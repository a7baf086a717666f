"""Record linkage over the catalog: which occurrences are one passage, and which documents are one work.

`ingest.dedup` decides, purely; this package loads what it needs and stores what it decides.

- `pipeline`: what a transaction changed is linked, clustered, merged and indexed before it ends
- `connected_components`: what a transaction changed, and all that hangs together with it
- `clusters`: occurrences into passages
- `join_works`: documents into works, and their highlights to the paragraphs that they stand in
- `quoted_texts`: the full text that a document's highlights come from
- `duplicates`: what was folded and why, and the reader's decisions against it
"""
