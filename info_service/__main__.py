"""Serves info_service: `python -m info_service`."""

from chassis.serving import serve
from chassis.settings import read_settings
from info_service.application import create_app
from info_service.settings import Settings

if __name__ == "__main__":
    settings = read_settings(Settings)
    serve(create_app(settings), settings)
