"""auth_service, from its contract."""
# Generated from auth.openapi.yaml (sha256 20d6137098186d1c) by contracts.codegen. Do not edit:
# change the contract, and generate anew.
