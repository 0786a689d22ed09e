"""At twice the load that it can serve, info_service still does what it can."""

import re
import shutil
import statistics
import subprocess

from chassis.edge import MOST_REQUESTS
from tests.support.servers import process

TOKEN = "merixstudio"
PEAK = 64
"""Connections with which it serves the most; with 16 and with 256 it is less."""


def goodput(url: str, connections: int) -> float:
    """Return how many requests per second are answered with 200, while so many ask all the time."""
    program = shutil.which("wrk")
    assert program, "the load comes from wrk: install it, on Debian with `apt-get install wrk`"
    header = f"Authorization: {TOKEN}"
    command = [program, "-t1", f"-c{connections}", "-d3s", "--timeout", "2s", "-H", header, f"{url}/info/"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    total = re.search(r"(\d+) requests in ([\d.]+)s", told)
    assert total, told
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    timeouts = re.search(r"timeout (\d+)", told)
    late = int(timeouts[1]) if timeouts else 0
    return (int(total[1]) - (int(refused[1]) if refused else 0) - late) / float(total[2])


def test_goodput_survives_overload() -> None:
    with (
        process("auth_service", AUTH_DEMO_TOKEN=TOKEN) as auth,
        process("info_service", INFO_AUTH_URL=auth.url) as info,
    ):
        rounds = [(goodput(info.url, PEAK), goodput(info.url, 2 * MOST_REQUESTS)) for _ in range(5)]
    peak, under_load = (statistics.median(each) for each in zip(*rounds, strict=True))
    assert under_load > 0.8 * peak, f"at twice its load it serves {under_load / peak:.0%} of its peak"
