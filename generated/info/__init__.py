"""info_service, from its contract."""
# Generated from info.openapi.yaml (sha256 91575e47a4a6e47a) by contracts.codegen. Do not edit:
# change the contract, and generate anew.
