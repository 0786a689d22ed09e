"""The parameters of auth_service: written by a client and read by a server with the same object."""
# Generated from auth.openapi.yaml (sha256 207285e693504aa6) by contracts.codegen. Do not edit:
# change the contract, and generate anew.

from __future__ import annotations

from ..runtime.access import Security

LOGIN_SECURITY = Security(requirements=({"bearer": frozenset()}, {"token": frozenset()}), fields=("authorization",))
