"""Where notes come from: folders, single files, and the Readwise account.

- `source`: a source, and how a path as typed names one
- `forgotten`: files that the reader forgot, which are not read again
- `select`: which sources a run reads
- `readwise_mirror`: the account as a folder of files
- `place_lines`: the lines that a place names, as its file has them now
"""
