"""What is promised (`*.openapi.yaml`), what is relied on (`pacts/`), and the tools that read them."""
