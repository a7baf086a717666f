"""Reads files of notes into documents, and documents into passages.

- `walk`: the files of a folder that are notes
- `decode`: a file's bytes as text
- `dialects`: a note in any markup as markdown
- `located_data`: JSON and OPML decoded, each text with its line
- `structured_data`: what these hold as markdown
- `parse`: a file's documents: the whole of reading one file is seen here
- `formats`: the readers, one for each way in which tools write notes, in the order in which they are tried
- `records`: pages of highlights taken apart by their structure, whatever tool wrote them
- `extraction`: highlights and paragraphs from the lines of a note, for several formats
- `voices`: whose words a note holds
- `metadata`: fields, tags, titles, locations and annotations
- `transcripts`: times of a talk, and its words as paragraphs
- `markdown`: blocks, lists, links and raw HTML
- `text`: cleaning, dates, languages, sentences
- `document_builder`: a document and the account of its file's lines; `word_accounting`: of their words
- `full_text`: PDF, EPUB and saved web pages
- `chunk`: a document's passages
- `dedup`: duplicates among passages, and the works they belong to
- `readwise_api`: the books of a Readwise account, as files

document, note, passage, errors and version hold what these produce and share.
"""
