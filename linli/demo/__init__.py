"""Five streets to try Linli on. Both functions import late: Django must be set up first."""

from collections.abc import Callable


def load(case: str = "chongwen", progress: Callable[[str], None] = print) -> None:
    """Fill this deployment with a case (`loading.load`)."""
    from linli.demo import loading

    loading.load(case, progress)


def run(case: str = "chongwen", serve: bool = False) -> int:
    """What `linli demo` does (`start.run`): returns the exit code."""
    from linli.demo import start

    return start.run(case, serve)
