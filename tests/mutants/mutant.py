"""What a mutant is: the project with one fault in it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

SOURCES_OF_GENERATED = ("contracts/auth.openapi.yaml", "contracts/info.openapi.yaml", "contracts/codegen/")
SOURCE_OF_PACT = "tests/pact/test_consumer.py"


@dataclass(frozen=True)
class Mutant:
    """The project with one fault in it.

    name: is unique, and stays when lines move
    sentence: what is wrong
    source: where it comes from: `catalogue`, `contract` or `code`
    line: where the fault is, in the first of `texts`
    texts: the whole new text of each file that has the fault, by its path from the root
    killers: what runs first; empty: what is likely for these files
    argued: why nobody can see a difference; empty: somebody has to
    generates: what is generated from these files is generated anew
    """

    name: str
    sentence: str
    source: str
    line: int
    texts: Mapping[str, str] = field(repr=False)
    killers: tuple[str, ...] = ()
    argued: str = ""
    generates: bool = True

    @property
    def path(self) -> str:
        """The file that has the fault."""
        return next(iter(self.texts))

    def argue(self, argued: str) -> "Mutant":
        """Return the same mutant, argued away."""
        return replace(self, argued=argued)

    @property
    def key(self) -> str:
        """A digest of all that may change what comes of it, beside the rest of the project."""
        said = [self.name, self.killers, bool(self.argued), self.generates, sorted(self.texts.items())]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    @property
    def regenerates_code(self) -> bool:
        """Whether generated code is generated anew."""
        return self.generates and any(path.startswith(SOURCES_OF_GENERATED) for path in self.texts)

    @property
    def regenerates_pact(self) -> bool:
        """Whether the pact is written anew."""
        return self.generates and SOURCE_OF_PACT in self.texts
