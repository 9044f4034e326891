#!/usr/bin/env python3
"""nginx limit_req under libfaketime beside its emulation, decision by decision.

usage: nginx_limit_req.py EMULATE_TRACE [REQUESTS of each limit]"""

import os
import re
import sys

import faked

# The limits of a location, as nginx and as emulate_trace have them. Limits that delay are dry runs:
# they count as real ones do and tell at once; the log tells the excess, of which
# nginx makes the delay.
LOCATIONS = {
    "plain": [("10r/s", "", "nginx rate=10/s")],
    "burst": [("5r/s", "burst=5 nodelay", "nginx rate=5/s burst=5")],
    "minute": [("10r/m", "burst=3 nodelay", "nginx rate=10/m burst=3")],
    "fast": [("150r/s", "burst=20 nodelay", "nginx rate=150/s burst=20")],
    "queue": [("10r/s", "burst=10", "nginx-delay rate=10/s burst=10")],
    "some": [("10r/s", "burst=10 delay=4", "nginx-delay rate=10/s burst=10 delay=4")],
    "two": [("10r/s", "burst=4 nodelay", "nginx rate=10/s burst=4"),
            ("100r/m", "burst=30 nodelay", "nginx rate=100/m burst=30")],
}
STATUS = {"PASSED": ".", "REJECTED": "x", "REJECTED_DRY_RUN": "x", "DELAYED_DRY_RUN": "d"}


def configuration(folder, port):
    zones, locations = [], []
    for name, limits in LOCATIONS.items():
        dry = "limit_req_dry_run on;" if "-delay" in limits[0][2] else ""
        text = ""
        for i, (rate, options, _) in enumerate(limits):
            zones.append(f"limit_req_zone $arg_k zone={name}{i}:1m rate={rate};")
            text += f"limit_req zone={name}{i} {options};"
        locations.append(f"location /{name} {{ {text} {dry} alias {folder}/file; }}")
    path = os.path.join(folder, "nginx.conf")
    open(os.path.join(folder, "file"), "w").close()
    with open(path, "w") as out:
        out.write(f"""daemon off; master_process off; pid {folder}/pid; error_log {folder}/log warn;
env LD_PRELOAD; env FAKETIME_TIMESTAMP_FILE; env FAKETIME_NO_CACHE;
events {{}}
http {{ access_log off; keepalive_requests 10000000; keepalive_timeout 1d;
client_body_temp_path {folder}/t; proxy_temp_path {folder}/t; fastcgi_temp_path {folder}/t;
uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t;
{' '.join(zones)}
server {{ listen 127.0.0.1:{port}; add_header X-Limit $limit_req_status always;
{' '.join(locations)} }} }}
""")
    return ["nginx", "-p", folder, "-c", path]


def delay_ms(log, limits):
    """Of the last request, by the excess in the log."""
    rate, options, _ = limits[0]
    excess = re.findall(r"delaying request, dry run, excess: (\d+)\.(\d+)", log.read())[-1]
    passes = re.search(r"delay=(\d+)", options)
    over = int("".join(excess)) - 1000 * int(passes[1] if passes else 0)
    return str(over * 1000 // (1000 * int(rate.removesuffix("r/s"))))


def main():
    trace, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    nginx = faked.Faked(configuration)
    try:
        start = faked.START_MS
        log = open(os.path.join(nginx.folder, "log"))
        for seed, (name, limits) in enumerate(LOCATIONS.items()):
            pause_ms = {"minute": 1000, "fast": 1}.get(name, 30)
            events = faked.generated(seed, start, count, pause_ms)
            start = events[-1][0] + 1000
            product = []
            for ms, key in events:
                nginx.set_ms(ms)
                status = STATUS[nginx.get(f"/{name}?k={key}").headers["X-Limit"]]
                product.append(delay_ms(log, limits) if status == "d" else status)
            words = " + ".join(limit[2] for limit in limits).split()
            faked.compare(" ".join(words), events, product, faked.emulated(trace, words, events))
    finally:
        nginx.stop()


main()
