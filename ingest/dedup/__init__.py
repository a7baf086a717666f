"""Record linkage: which passages are copies of one another, and which documents are one work. Pure.

- `normalise`: brings texts to one form, so that copies made by different tools compare equal
- `occurrence`: the nouns: one place where a passage was read, and a link between two of them
- `align`: lays a text over a longer one and counts the words that do not fit
- `compare`: decides whether two occurrences are copies, similar, or neither
- `blocking_keys`: keys of an occurrence; two without a common key are never compared
- `candidate_pairs`: which occurrences share keys
- `deduplicate`: the pipeline: links between new and known occurrences, then clusters of copies
- `merge`: the passage that a cluster becomes, and why each occurrence is in it
- `copy_names`: names that sync tools give to a copy of a file
- `disjoint_sets`: union-find, for clusters and for works
- `work_names`: titles, authors and URLs in comparable form
- `work_resolution`: which documents are one work
- `locate_highlight`: in which paragraph of a work's full text a highlight is
"""
