"""info_service, from its contract."""
# Generated from info.openapi.yaml (sha256 e6ced0b5c7c14eee) by contracts.codegen. Do not edit:
# change the contract, and generate anew.
