"""What a reader looks through without a question.

- `works`: a work's passages, and a passage's neighbours
- `review_log`: what earlier daily reviews showed
- `daily_review`: new passages next to older ones, and a few passages worth seeing again
"""
