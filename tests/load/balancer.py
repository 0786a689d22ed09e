"""One address for two replicas: haproxy, which asks /readyz, as it does in front of real services."""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.support.commands import free_ports, is_served, until

CONFIGURATION = """\
global
    maxconn 4000
defaults
    mode http
    timeout connect 1s
    timeout client 10s
    timeout server 10s
    timeout check 2s
    option redispatch
    retries 3
    retry-on conn-failure empty-response
frontend address
    bind 127.0.0.1:{port}
    stats uri /balancer
    default_backend replicas
backend replicas
    balance roundrobin
    option httpchk
    http-check send meth GET uri /readyz ver HTTP/1.1 hdr Host replica
    http-check expect status 200
    default-server check inter 100ms fall 1 rise 1
{servers}
"""


def is_up(url: str, replicas: int) -> bool:
    """Say whether the balancer takes so many replicas for ready."""
    lines = httpx.get(f"{url}/balancer;csv").text.splitlines()
    return sum(line.startswith("replicas,replica") and ",UP," in line for line in lines) == replicas


@contextmanager
def balanced(replicas: Sequence[int], folder: Path) -> Iterator[str]:
    """Yield the URL behind which replicas on these ports of 127.0.0.1 take turns."""
    program = shutil.which("haproxy")
    assert program, "these tests need haproxy: install it, on Debian with `apt-get install haproxy`"
    (port,) = free_ports(1)
    servers = "\n".join(f"    server replica{number} 127.0.0.1:{number}" for number in replicas)
    file = folder / f"haproxy-{port}.cfg"
    file.write_text(CONFIGURATION.format(port=port, servers=servers))
    with subprocess.Popen([program, "-db", "-q", "-f", str(file)]) as child:
        try:
            url = f"http://127.0.0.1:{port}"
            until(lambda: is_served(port) and is_up(url, len(replicas)), f"haproxy on port {port}")
            yield url
        finally:
            child.terminate()
