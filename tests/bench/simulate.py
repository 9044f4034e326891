#!/usr/bin/env python3
"""Wall time of `gw simulate` beside wc -l, mawk and GoAccess on the same log, in interleaved rounds.

usage: simulate.py GW GENERATOR [--lines 7000000] [--clients 1000000] [--rounds 5] [--goaccess]

GENERATOR writes the log (the program `gw_generate` of the build). Two configurations are used, of 20
and of 1,000 routes used uniformly, with limits, breakers and retries; `gw simulate` runs on one core
with one thread. The log is read once before, so that all programs find it in the page cache. mawk
does a token bucket per client and nothing else; GoAccess makes its JSON report, once.
"""
import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time

MAWK = r"""
{ t = NR / 20000; k = $1
  if (!(k in last)) { tokens[k] = 20; last[k] = t }
  tokens[k] += (t - last[k]) * 10; if (tokens[k] > 20) tokens[k] = 20; last[k] = t
  if (tokens[k] >= 1) { tokens[k] -= 1; ok++ } else denied++ }
END { print ok, denied + 0 }
"""


def configuration(routes):
    lines = ["gateway: {name: bench}", "services:"]
    for i in range(10):
        lines.append(f"  service-{i}:")
        lines.append(f"    endpoints: [{{url: 'http://10.0.{i}.1:80'}}, {{url: 'http://10.0.{i}.2:80'}}]")
        lines.append("    circuit_breaker: {failure_rate: 50%, window: 10s, minimum_calls: 100, open_for: 5s}")
    lines.append("defaults:")
    lines.append("  rate_limit: {rate: 2/s, burst: 10, key: client}")
    lines.append("  retries: {attempts: 1, on: [connect_failure, timeout, 503]}")
    lines.append("  timeout_ms: 10000")
    lines.append("routes:")
    for i in range(routes):
        lines.append(f"  - {{name: r{i}, path: '/svc{i}/users/{{id}}/orders/{{order}}', "
                     f"upstream_service: service-{i % 10}}}")
    return "\n".join(lines) + "\n"


def timed(command, core=0):
    start = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          preexec_fn=lambda: os.sched_setaffinity(0, {core}))
    wall = time.monotonic() - start
    if done.returncode != 0:
        raise SystemExit(f"{command}: {done.stderr[-800:]}")
    return wall, done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gw")
    parser.add_argument("generator")
    parser.add_argument("--lines", type=int, default=7_000_000)
    parser.add_argument("--clients", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--goaccess", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as run:
        for routes in (20, 1000):
            log, config = f"{run}/access.log", f"{run}/gw.yaml"
            with open(config, "w") as file:
                file.write(configuration(routes))
            with open(log, "w") as file:
                subprocess.run([arguments.generator, str(arguments.lines), str(arguments.clients),
                                str(routes)], stdout=file, check=True)
            report(arguments, routes, log, config)


def report(arguments, routes, log, config):
    gw = [os.path.abspath(arguments.gw), "simulate", config, "--traffic", log, "--threads", "1",
          "--format", "json"]
    timed(["wc", "-l", log])
    ratios, walls, result, mawk, wc = [], [], "", [], []
    for _ in range(arguments.rounds):
        one, _ = timed(["wc", "-l", log])
        two, result = timed(gw)
        three, _ = timed(["mawk", MAWK, log])
        wc.append(one)
        walls.append(two)
        mawk.append(three)
        ratios.append(two / one)
    totals = json.loads(result)["totals"]
    requests, steps = totals["requests"], totals["steps"]
    size = os.path.getsize(log)
    print(f"{routes} routes, {requests} requests, {size / 1e9:.2f} GB, {steps / requests:.2f} steps a "
          f"request: gw {statistics.median(walls):.2f} s, {statistics.median(ratios):.2f} x wc -l "
          f"({statistics.median(wc):.2f} s), mawk {statistics.median(m / g for m, g in zip(mawk, walls)):.1f}"
          f" x gw", flush=True)
    if arguments.goaccess and routes == 20:
        part = f"{log}.part"
        with open(part, "wb") as file:
            subprocess.run(["head", "-n", "1000000", log], stdout=file, check=True)
        slow, _ = timed(["goaccess", part, "--log-format", '%h %^ %^ [%d:%t %^] "%r" %s %b "%R" "%u" %T',
                         "--date-format", "%d/%b/%Y", "--time-format", "%T", "-o", f"{log}.json",
                         "--no-progress"])
        gw[4] = part
        fast, _ = timed(gw)
        print(f"GoAccess on 1,000,000 of these lines: {slow:.1f} s, {slow / fast:.0f} x gw")


if __name__ == "__main__":
    main()
