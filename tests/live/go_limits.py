#!/usr/bin/env python3
"""Go's rate limiters, as Debian packages them, beside their emulation. Traefik's map of sources,
which forgets who is idle, is left out by a source that never is.

usage: go_limits.py EMULATE_TRACE [REQUESTS of each limit]"""

import os
import subprocess
import sys
import tempfile

import faked

# Product, count, period, burst; the mean pause between requests in ms.
LIMITS = [("go-rate", 10, "1s", 5, 30), ("go-rate", 7, "3s", 3, 150),
          ("go-rate", 100, "1m", 1, 200),
          ("traefik", 10, "1s", 5, 30), ("traefik", 7, "1s", 1, 60), ("traefik", 90, "1m", 20, 150),
          ("krakend", 10, "1s", 5, 30), ("krakend", 300, "1s", 7, 2), ("krakend", 7, "3s", 3, 150)]


def main():
    trace, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "go_limits")
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "go_limits.go")
        env = dict(os.environ, GO111MODULE="off", GOPATH="/usr/share/gocode",
                   GOCACHE=os.path.join(folder, "cache"))
        subprocess.run(["go", "build", "-o", program, source], env=env, check=True)
        for seed, (name, requests, per, burst, pause_ms) in enumerate(LIMITS):
            events = faked.generated(seed, faked.START_MS, count, pause_ms)
            if name == "traefik":
                events = never_idle(events)
            done = subprocess.run([program, name, str(requests), per, str(burst)], text=True,
                                  input="".join(f"{ms} {key}\n" for ms, key in events),
                                  capture_output=True, check=True)
            words = [name, f"rate={requests}/{per}", f"burst={burst}"]
            faked.compare(" ".join(words), events, done.stdout.splitlines(),
                          faked.emulated(trace, words, events))


def never_idle(events):
    """One source, at least once a second."""
    ms, last, busy = faked.START_MS, events[0][0], []
    for at, _ in events:
        ms += min(at - last, 999)
        last = at
        busy.append((ms, "k0"))
    return busy


main()
