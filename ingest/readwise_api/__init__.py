"""The Readwise account: its export API, and the files in which its books are kept.

- `api_token`: the account's token, from the environment or the keyring
- `client`: the export API over HTTP, page by page
- `book`: a book and its highlights as the API gives them, and how an update changes them
- `book_file`: a book as a readable note, written and read back
"""
