"""What goes wrong with a backup or a restore."""


class BackupProblem(Exception):
    """An error with a sentence for the person at the console."""
