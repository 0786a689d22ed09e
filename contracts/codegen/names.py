"""Names: what a contract calls things, in Python's spelling."""

import keyword
import re


def words(text: str) -> list[str]:
    """Split a name at everything that is no letter or digit, and before capitals: `getPet_byID` has four words."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    return re.findall(r"[0-9A-Za-z]+", spaced)


def snake(text: str) -> str:
    """Return a name for a function or a variable."""
    name = "_".join(words(text)).lower() or "x"
    return _legal(name)


def pascal(text: str) -> str:
    """Return a name for a class; one that is a good class name already stays as it is."""
    if re.fullmatch(r"[A-Z][0-9A-Za-z]*", text):
        return _legal(text)
    return _legal("".join(word[0].upper() + word[1:] for word in words(text)) or "X")


def one_line(text: str) -> str:
    """Return text as one line that can stand in a docstring."""
    return " ".join(text.replace("\\", "\\\\").replace('"""', "'''").split()).removesuffix('"')


def _legal(name: str) -> str:
    if name[0].isdigit():
        name = f"x{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


class Scope:
    """The names that are taken in a module, a class or a function."""

    def __init__(self, *reserved: str, separator: str = "_") -> None:
        self._taken = set(reserved)
        self._separator = separator

    def take(self, name: str) -> str:
        """Return the name, with a number behind it if it is taken."""
        free, number = name, 2
        while free in self._taken:
            free, number = f"{name.rstrip('_')}{self._separator}{number}", number + 1
        self._taken.add(free)
        return free
