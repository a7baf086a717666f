"""Plain text: what holds of any text, whatever its markup.

- `clean`: a text as it is kept: entities decoded, images as a mark
- `words`: the words by which a file is accounted for
- `conflicts`: the markers of a merge conflict
- `dates`: dates in ISO 8601, and the names of months
- `csv_rows`: rows of a CSV with their lines
- `scripts`: scripts written without spaces
- `language`: a guess of the language
- `sentences`: where sentences end
- `negations`: words that negate
- `first_person`: words by which somebody speaks of themselves
"""
