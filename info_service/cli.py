"""The command line of info_service."""

from chassis.commands import command_line
from info_service.application import create_app
from info_service.settings import Settings

line = command_line("info_service", Settings, create_app, "Answers those whom auth_service lets in.")
