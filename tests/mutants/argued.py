"""The mutants made by rules that nobody can tell from the project as it is, and why."""

ARGUED: dict[str, str] = {}
