"""auth_service, from its contract."""
# Generated from auth.openapi.yaml (sha256 46777f8d99fb8c4a) by contracts.codegen. Do not edit:
# change the contract, and generate anew.
