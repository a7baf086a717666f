"""Pages of highlights by their structure, whatever tool wrote them.

- `signs`: what one line is: a separator, a heading, a label, a head, text with its marks
- `tails`: what stands behind a highlight's text: links, places, tags, dates, quotation marks
- `blocks`: runs of lines that belong together
- `record`: a highlight being read, with its annotations
- `json_records`: highlights that a tool wrote as JSON
- `tables`: highlights in the rows of a table
- `segment`: the blocks of a page taken apart into records, fields and prose
- `work`: title and author as they stand above or within records
"""
