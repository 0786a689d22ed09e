"""info_service, from its contract."""
# Generated from info.openapi.yaml (sha256 f4c602c65e6f5cd0) by contracts.codegen. Do not edit:
# change the contract, and generate anew.
