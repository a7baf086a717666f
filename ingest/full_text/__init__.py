"""Full texts: PDF, EPUB and saved web pages, with the reader's marks in them.

- `content`: what is extracted from a file, before it becomes a document
- `identifiers`: ISBN, DOI and dates
- `pdf_page`: words, marks and outline of a PDF's pages; pypdfium2's home
- `pdf_layout`: lines in reading order, columns
- `pdf_text`: running heads, paragraphs, hyphens, notes at the foot
- `pdf_marks`: annotations with the words below them
- `pdf`: reads a PDF
- `markup`: headings and texts of HTML and XHTML; lxml's home
- `epub`: reads an EPUB
- `web_page`: reads a saved page; trafilatura's home
- `reading_process`: reads a file in a process with bounds
- `read`: makes the document
"""
