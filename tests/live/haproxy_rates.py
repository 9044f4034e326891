#!/usr/bin/env python3
"""haproxy's stick-table rates under libfaketime beside their emulation: decision and rate.

usage: haproxy_rates.py EMULATE_TRACE [REQUESTS of each limit]"""

import os
import sys

import faked

# Requests and ms of a period; the mean pause between requests.
LIMITS = [(10, 1000, 30), (20, 10_000, 200), (3, 500, 60), (1, 333, 90), (50, 2000, 10)]
# On a busy machine haproxy's timers run out while the time stands still, and its clock goes on
# without us; what the emulation has wrong is wrong every time.
ATTEMPTS = 5
STEP_MS = 90  # a longer jump haproxy takes for a clock that was set, and ignores


def configuration(folder, port):
    text = f"""global
  nbthread 1
  stats socket {folder}/socket
defaults
  mode http
  timeout client 10d
  timeout server 10d
  timeout connect 10d
  timeout http-keep-alive 10d
  timeout http-request 10d
frontend all
  bind 127.0.0.1:{port}
  http-request return status 200 if {{ path /step }}
"""
    for i, (limit, _, _) in enumerate(LIMITS):
        here, rate = f"{{ path /{i} }}", f"sc_http_req_rate(0,t{i})"
        text += f"""  http-request track-sc0 url_param(k) table t{i} if {here}
  http-request deny deny_status 429 hdr X-Rate %[{rate}] if {here} {{ {rate} gt {limit} }}
  http-request return status 200 hdr X-Rate %[{rate}] if {here}
"""
    for i, (_, period_ms, _) in enumerate(LIMITS):
        text += f"""backend t{i}
  stick-table type string len 8 size 1k expire 1d store http_req_rate({period_ms}ms)
"""
    path = os.path.join(folder, "haproxy.cfg")
    with open(path, "w") as out:
        out.write(text)
    return ["haproxy", "-db", "-f", path]


def decisions(haproxy, i, events):
    """What haproxy says to the events under limit `i`: decision and rate."""
    at, product = faked.START_MS, []
    for ms, key in events:
        while ms - at > STEP_MS:
            at += STEP_MS
            haproxy.set_ms(at)
            haproxy.get("/step")
        at = ms
        haproxy.set_ms(at)
        answer = haproxy.get(f"/{i}?k={key}")
        product.append((". " if answer.status == 200 else "x ") + answer.headers["X-Rate"])
    return product


def main():
    trace, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    for i, (limit, period_ms, pause_ms) in enumerate(LIMITS):
        words = ["haproxy", f"rate={limit}/{period_ms}ms"]
        events = faked.generated(i, faked.START_MS, count, pause_ms)
        expected = faked.emulated(trace, words, events)
        for _ in range(ATTEMPTS):
            haproxy = faked.Faked(configuration)
            try:
                product = decisions(haproxy, i, events)
            except OSError as error:
                product = [str(error)] * len(events)
            finally:
                haproxy.stop()
            if product == expected:
                break
        faked.compare(" ".join(words), events, product, expected)


main()
