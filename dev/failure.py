"""The one error that a developer is meant to read."""


class Problem(Exception):
    """Something the person at the keyboard must know or do: one sentence, and the next step.

    The command line prints it without a traceback and exits with 1.
    `details` are lines that help (the end of a log); they are printed above the sentence.
    """

    def __init__(self, sentence: str, next_step: str = "", details: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step
        self.details = details

    def __str__(self) -> str:
        return f"{self.sentence} {self.next_step}".strip()
