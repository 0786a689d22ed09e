"""The command line of info_service: `python -m info_service --help`."""

from info_service.cli import line

if __name__ == "__main__":
    line()
