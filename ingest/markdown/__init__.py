"""Markdown: lines, blocks and outlines with the lines they span.

- `list_lines`: the kinds of lines in a list
- `numbered_lines`: lists that numbers lead in place of bullets
- `links`: words and addresses of links
- `blocks`: the outermost blocks of a text
- `html_blocks`: what a browser would show of raw HTML
- `boilerplate`: blocks that are the page around a text
- `outline_tree`: an outline as a tree of bullets
- `org_syntax`: Org's syntax written as markdown
- `wiki_syntax`: headings and fields of AsciiDoc, reStructuredText, MediaWiki and Textile written as markdown
- `containers`: blocks between an opening and a closing line, in any markup, written as markdown
- `callouts`: the head of a callout
- `lazy_quotes`: quoted lines without their mark
- `hidden_comments`: comments of HTML taken out of the text
- `plain_text`: text without markup: wrapped lines joined, headings found
"""
