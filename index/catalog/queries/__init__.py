"""Queries of search and of people who look through the notes.

- `filters`: which passages pass a search's filters
- `works`: works and their passages
- `neighbours`: what stands next to a passage in its document
- `review`: what the daily review chooses from
- `counts`: passages counted by facet and month, and recent titles and tags
"""
