"""Queries of search, of questions about the collection, and of people who look through the notes.

- `condition`: the noun of a condition that a question sets on passages
- `property_values`: values of properties compared as dates, numbers or text
- `task_lines`: tasks in a passage's text
- `matching`: names, tags, words and places compared with what is asked for
- `filters`: which passages meet conditions
- `units`: the units that passages belong to, listed, counted and ranked
- `vocabulary`: the names that questions can use
- `works`: works and their passages
- `neighbours`: what stands next to a passage in its document
- `review`: what the daily review chooses from
- `counts`: passages counted by facet and month, and recent titles and tags
"""
