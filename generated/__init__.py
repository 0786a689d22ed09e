"""Generated from contracts by contracts.codegen; not to be edited."""
