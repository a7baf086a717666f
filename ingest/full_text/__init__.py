"""Full texts: PDF, EPUB, Word documents and saved web pages, with the reader's marks in them.

- `pdf`: the paragraphs of a PDF's pages
- `content`: what is extracted from a file, before it becomes a document
- `identifiers`: ISBN, DOI and dates
- `colors`: the names of colours
- `pdf_marks`: annotations with the words below them
- `pdf_outline`: bookmarks as headings
- `read_pdf`: reads a PDF
- `markup`: headings and texts of HTML and XHTML; lxml's home
- `markdown_lines`: a text as the readers of highlight exports see it
- `archive`: the files of a zip
- `epub`: reads an EPUB
- `web_page`: reads a saved page; trafilatura's home
- `word_document`: reads a Word document
- `reading_process`: reads a file in a process with bounds
- `read`: makes the document
"""
