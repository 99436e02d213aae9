"""What time it is: the one place where the app asks, so that a picture of it can be taken at any time."""

from datetime import date, datetime


def now() -> datetime:
    """This moment, in local time."""
    return datetime.now().astimezone()


def today() -> date:
    """This day."""
    return now().date()
