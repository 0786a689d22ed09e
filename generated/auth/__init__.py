"""auth_service, from its contract."""
# Generated from auth.openapi.yaml (sha256 207285e693504aa6) by contracts.codegen. Do not edit:
# change the contract, and generate anew.
