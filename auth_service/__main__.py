"""The command line of auth_service: `python -m auth_service --help`."""

from auth_service.cli import line

if __name__ == "__main__":
    line()
