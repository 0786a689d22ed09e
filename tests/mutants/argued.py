"""The mutants made by rules that nobody can tell from the project as it is, and why."""

ARGUED = {
    "auth_service/minting.py is_token_id: set(text) <= set(ALPHABET) becomes set(text) < set(ALPHABET)": (
        "Sixteen characters are never all sixty-two."
    ),
    "auth_service/tokens.py Tokens.page: 1 becomes 2": "One row more is read, and no more is told.",
}
