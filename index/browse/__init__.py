"""What a reader looks through without a question.

- `works`: a work's passages, and a passage's neighbours
- `daily_review`: new passages next to older ones, and a few passages worth seeing again
"""
