#!/usr/bin/env python3
"""The lines that `gw tune limit --emit` prints for nginx and haproxy, as these two read them.

usage: pasted.py GW"""

import itertools
import os
import subprocess
import sys
import tempfile

LOG = "testdata/demo/access.log"
KEYS = ["client", "user", "host", "method", "path", "header:X-Api-Key", "global",
        "{client} /{1}/{3}", "{host} {method} {header:user-agent}"]
TIMES = ["1ms", "1500ms", "1s", "7s", "1m", "1h", "1d"]

NGINX = """pid {folder}/pid; error_log stderr;
events {{}}
http {{
{lines}
server {{ listen 127.0.0.1:1; }}
}}
"""
HAPROXY = """defaults
  mode http
  timeout client 1s
  timeout server 1s
  timeout connect 1s
frontend pasted
  bind 127.0.0.1:1
{lines}
  default_backend nobody
backend nobody
  server nobody 127.0.0.1:1
"""


def check(product, frame, command):
    """Every key with every time; the first that is refused ends it."""
    for key, per in itertools.product(KEYS, TIMES):
        lines = subprocess.run(
            [sys.argv[1], "tune", "limit", "--emit", product, "--format", "config", "--per", per,
             "--key", key, LOG], check=True, capture_output=True, text=True).stdout
        if " cannot count by " in lines or not lines:
            sys.exit(f"FAIL {product}: no lines for {key} in {per}")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "configuration")
            with open(path, "w") as file:
                file.write(frame.format(folder=folder, lines=lines))
            done = subprocess.run(command(folder, path), capture_output=True, text=True)
        # haproxy says its warnings with exit code 0.
        said = [line for line in (done.stdout + done.stderr).splitlines()
                if "WARNING" in line or "[warn]" in line]
        if done.returncode != 0 or said:
            sys.exit(f"FAIL {product}: {key} in {per}\n{lines}{done.stdout}{done.stderr}")
    print(f"ok   {product} reads the lines for {len(KEYS)} keys in {len(TIMES)} times each")


check("nginx", NGINX, lambda folder, path: ["nginx", "-t", "-p", folder, "-c", path])
check("haproxy", HAPROXY, lambda folder, path: ["haproxy", "-c", "-f", path])
