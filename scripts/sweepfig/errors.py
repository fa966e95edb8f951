"""The one error that is the user's to mend; whoever meets it prints the message, not a traceback."""


class UserError(ValueError):
    """Something in the config, in a file or on the command line is wrong.

    The message says what is wrong, the value met, what is allowed, and which file and key.
    """
