"""What a receiver answered, as people see it."""

_LONGEST = 200


def show_answer(answer: str) -> str:
    """One line for the delivery log, with nothing in it that a terminal would obey."""
    shown = "".join(letter if letter.isprintable() else " " for letter in answer)
    return " ".join(shown.split())[:_LONGEST]
