"""Plain text: what holds of any text, whatever its markup.

- `clean`: a text as it is kept: entities decoded, images as a mark
- `dates`: dates in ISO 8601, and the names of months
- `csv_rows`: rows of a CSV with their lines
- `scripts`: scripts written without spaces
- `language`: a guess of the language
- `sentences`: where sentences end
- `negations`: words that negate
"""
