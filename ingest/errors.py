"""What can go wrong while notes are read.

IngestFailure
├── UnreadableFile           no text could be had from one file; the rest goes on
└── AccountFailure           the Readwise account cannot be read just now; what came of it is kept
    ├── NoToken              none was given yet
    ├── NoKeyring            this machine keeps no secrets
    ├── TokenRefused         the account's token is wrong, or no longer right
    ├── AccountUnreachable   no connection, a cut one, or a server in trouble
    ├── AccountBusy          asked too often; it says when to come again
    ├── AnswerUnreadable     what came is not what the API documents
    └── FetchStopped         the reader asked to stop
"""

from __future__ import annotations


class IngestFailure(Exception):
    """A note could not be read. The message says what and ends in the repair."""


class UnreadableFile(IngestFailure):
    """One file gave no text.

    path: as given, relative to its source folder; line: 1-based, or None where the whole file is meant.
    """

    def __init__(self, path: str, why: str, line: int | None = None) -> None:
        super().__init__(f"{path}{f':{line}' if line else ''}: {why}")
        self.path = path
        self.line = line
        self.why = why


class AccountFailure(IngestFailure):
    """The Readwise account cannot be read. No message, cause or traceback of these holds the token."""


class NoToken(AccountFailure):
    """No token was given yet."""

    def __init__(self, variable: str, page: str) -> None:
        super().__init__(
            f"there is no token for the Readwise account; run `notes sources token` with the one from {page}"
            f" (or set {variable})"
        )


class NoKeyring(AccountFailure):
    """This machine has no keyring that keeps a secret."""

    def __init__(self, why: str, variable: str) -> None:
        super().__init__(f"no keyring can be used here ({why}); set {variable} in the environment instead")


class TokenRefused(AccountFailure):
    """Readwise does not take the token. why: one clause; page: where the right one is found."""

    def __init__(self, why: str, page: str) -> None:
        super().__init__(f"{why}; run `notes sources token` with the one from {page}")


class AccountUnreachable(AccountFailure):
    """No whole answer could be had. why: one clause."""

    def __init__(self, why: str) -> None:
        super().__init__(f"Readwise cannot be reached ({why}); what came is kept, run `notes ingest` again to go on")


class AccountBusy(AccountFailure):
    """Readwise wants to be left alone for `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"Readwise asks to wait {max(1, round(seconds / 60))} minutes; what came is kept, run `notes ingest`"
            " again then"
        )
        self.seconds = seconds


class AnswerUnreadable(AccountFailure):
    """An answer is not as documented. why: one clause."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"Readwise's answer cannot be read ({why}); run `notes ingest` again, and report it if it stays so"
        )


class FetchStopped(AccountFailure):
    """The reader asked to stop; what came is kept."""

    def __init__(self) -> None:
        super().__init__("stopped; run `notes ingest` again to go on from here")
