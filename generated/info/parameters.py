"""The parameters of info_service: written by a client and read by a server with the same object."""
# Generated from info.openapi.yaml (sha256 91575e47a4a6e47a) by contracts.codegen. Do not edit:
# change the contract, and generate anew.

from __future__ import annotations

from ..runtime.access import Security

GET_INFORMATION_SECURITY = Security(
    requirements=({"bearer": frozenset({"info:read"})}, {"token": frozenset({"info:read"})}), fields=("authorization",)
)
