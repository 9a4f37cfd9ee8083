"""Errors that say what happened, to which input, and who must act.

Every message is one plain sentence (or two) fit to be shown as it is: it names the input and says what to do.
The command line maps the classes to exit codes; the app shows the message with a log id.
"""


class ReftelError(Exception):
    """Base of all errors that Reftel raises on purpose; `str(error)` is what a person reads."""


class UserError(ReftelError):
    """The person who asked can mend it: a wrong argument, an unknown cable, a file that holds no cable."""


class UsageError(UserError):
    """The call itself is wrong: an unknown setting, an option outside its bounds, a malformed batch file."""


class OperatorError(ReftelError):
    """Whoever runs the machine must act: disk, permissions, model weights, keys, a damaged or foreign store."""


class RetryError(ReftelError):
    """Nothing is wrong with the request: the same call may succeed later (lock held, server busy, time-out)."""
