"""Pages of highlights by their structure, whatever tool wrote them.

- `line_kinds`: what one line is: a separator, a heading, a label, a head, text with its marks
- `blocks`: runs of lines that belong together
- `page_shape`: the mark that most records of a page share
- `record`: a highlight being read, with its annotations
- `page_builder`: the page being read: what was found, and the record that is open
- `preamble`: fields, title and author above the first record
- `headings`: title, chapters, the reader's own parts
- `head_lines`: lines of kind, colour, place and date, and heads of callouts
- `labelled_lines`: lines `Label: value`
- `text_lines`: lines without a mark
- `dated_records`: records that each end in a date
- `tables`: highlights in the rows of a table
- `json_records`: highlights that a tool wrote as JSON
- `read_page`: the blocks of a page, each read by what it is
"""
