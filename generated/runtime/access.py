"""What a caller sent to prove who they are, and what the contract demands of them."""
# Copied from contracts/codegen/runtime/ by contracts.codegen. Do not edit.

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Security:
    """The security of an operation.

    requirements: the ways in, of which one must be met; each maps its security schemes to the scopes they must carry
    fields: the names of the header fields in which credentials travel, in lower case
    """

    requirements: tuple[Mapping[str, frozenset[str]], ...]
    fields: tuple[str, ...]

    @cached_property
    def raw_fields(self) -> tuple[tuple[str, bytes], ...]:
        """The names of `fields`, each with its bytes on the wire."""
        return tuple((name, name.encode()) for name in self.fields)

    @cached_property
    def scopes(self) -> frozenset[str]:
        """All scopes that any way in demands; `requirements` tells the ways apart."""
        return frozenset().union(*(scopes for way in self.requirements for scopes in way.values()))


@dataclass(frozen=True)
class AccessRequest:
    """One caller's wish to use a secured operation; its `repr` holds no credential.

    sent: for each header field of `security`, the values of all such fields in the request, as bytes, unchanged
    """

    security: Security
    sent: Mapping[str, tuple[bytes, ...]] = field(repr=False)

    @property
    def scopes(self) -> frozenset[str]:
        """All scopes that any way in demands; `security.requirements` tells the ways apart."""
        return self.security.scopes
