"""What generated code needs at run time: answers, parameters, access requests, and the two ends of the wire."""
# Copied from contracts/codegen/runtime/ by contracts.codegen. Do not edit.
