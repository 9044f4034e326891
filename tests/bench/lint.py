#!/usr/bin/env python3
"""Wall time of `gw lint`, start-up included, on one core: how it grows, and beside spectral and redocly;
and of `gw test` with 1,000 steps.

usage: lint.py GW [--peers DIR] [--rounds 7]

The configurations have services, named limits, limits by key, retries and breakers; every tenth route
stands beside another one of its path and is told apart by a regex; every fifth holds a secret, and a
comment that silences the finding. All rules run and find nothing more. DIR is where `npm install
--prefix DIR @stoplight/spectral-cli @redocly/cli` was done; the two read an OpenAPI document of as many
operations, with their recommended rules, in pairs with gw.
"""
import argparse
import json
import math
import os
import statistics
import subprocess
import tempfile
import time

SIZES = (1_000, 10_000, 100_000)
SMALL = 50
STEPS, TESTS = 1_000, 20
# What the peers are told: no telemetry, no question to the network.
QUIET = dict(os.environ, REDOCLY_TELEMETRY="off", REDOCLY_SUPPRESS_UPDATE_NOTICE="true")


def configuration(routes):
    services = max(2, routes // 20)
    lines = ["gateway: {name: bench}", "limits: {max_body: 1MiB}",
             "defaults: {timeout_ms: 3000, rate_limit: {rate: 50/s, burst: 100}}",
             "rate_limits: {shared: {rate: 100/s, burst: 20}}", "services:"]
    for i in range(services):
        lines.append(f"  s{i}:")
        lines.append(f"    endpoints: [{{url: 'http://a{i}.internal'}}, {{url: 'http://b{i}.internal'}}]")
        lines.append("    circuit_breaker: {failure_rate: 50%, window: 10s}")
    lines.append("routes:")
    for i in range(routes):
        kind = i % 10
        area = f"write{i}" if kind == 2 else f"team{i // 50}"
        path = f"/{area}/r{i - 1 if kind == 1 else i}/{{id}}/items"
        lines += [f"  - name: r{i}", f"    path: {path}", f"    upstream_service: s{i % services}"]
        if kind == 1:
            lines.append(f"    headers: {{X-Tenant: {{regex: 't{i}-[a-z]+[0-9]{{1,3}}'}}}}")
        if kind == 2:
            lines += ["    method: [POST, PUT]", "    auth_required: true"]
        else:
            lines.append("    method: GET")
            lines.append(f"    auth_required: {'true' if i // 50 % 2 else 'false'}")
        if kind == 3:
            lines.append("    rate_limit: [shared, {rate: 10/s, key: [client, query:page]}]")
        if kind == 4:
            lines += ["    retries:", "      attempts: 1", "      per_try_timeout_ms: 800"]
        if kind == 5:
            lines.append(f"    host: [h{i % 7}.example.com]")
        if kind == 6:
            lines.append(f"    transform_request: {{add_header: {{X-Api-Key: k{i}}}}}"
                         "  # gw-ignore GW205")
        if kind == 7:
            lines += ["    # gw-ignore GW205",
                      f"    transform_request: {{add_header: {{X-Api-Key: k{i}}}}}"]
    return "\n".join(lines) + "\n"


def document(operations):
    paths = {}
    for i in range(operations // 2):
        def operation(method, i=i):
            return {"operationId": f"{method}{i}", "summary": f"Item {i}", "description": f"Item {i}.",
                    "tags": ["items"],
                    "parameters": [{"name": "id", "in": "path", "required": True,
                                    "schema": {"type": "string"}}],
                    "responses": {"200": {"description": "Well done."},
                                  "404": {"description": "Nobody knows it."}}}
        paths[f"/team{i // 50}/r{i}/{{id}}/items"] = {m: operation(m) for m in ("get", "put")}
    return {"openapi": "3.0.3", "servers": [{"url": "https://api.shop.test"}],
            "info": {"title": "shop", "version": "1", "description": "A shop.",
                     "contact": {"name": "shop", "url": "https://shop.test", "email": "a@shop.test"},
                     "license": {"name": "MIT", "url": "https://shop.test/license"}},
            "tags": [{"name": "items", "description": "Items."}],
            "security": [{"key": []}],
            "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header",
                                                       "name": "X-Api-Key"}}},
            "paths": paths}


def timed(command, **options):
    start = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          preexec_fn=lambda: os.sched_setaffinity(0, {0}), **options)
    wall = time.monotonic() - start
    if done.returncode != 0:
        raise SystemExit(f"{command}: {done.returncode}: {(done.stdout + done.stderr)[-800:]}")
    return wall


class Bench:
    def __init__(self, gw, folder, rounds):
        self.gw, self.folder, self.rounds = gw, folder, rounds

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        return path

    def command(self, routes):
        return [self.gw, "lint", self.write(f"{routes}.yaml", configuration(routes))]

    def growth(self):
        commands = {size: self.command(size) for size in SIZES}
        times = {size: [] for size in SIZES}
        for _ in range(min(self.rounds, 5)):
            for size in SIZES:
                times[size].append(timed(commands[size]))
        medians = {size: statistics.median(times[size]) for size in SIZES}
        first = SIZES[0]
        for size in SIZES:
            ratio = medians[size] / medians[first]
            n_log_n = size * math.log2(size) / (first * math.log2(first))
            print(f"{size:>8,} routes  {medians[size] * 1000:9.1f} ms  {ratio:6.1f} times"
                  f" {first:,} routes (n log n: {n_log_n:.1f})")

    def small(self, peers):
        gw = self.command(SMALL)
        apis = self.write("api.json", json.dumps(document(SMALL)))
        others = {}
        if peers:
            programs = os.path.join(peers, "node_modules", ".bin")
            rules = self.write("spectral.yaml", "extends: spectral:oas\n")
            others = {"spectral": [f"{programs}/spectral", "lint", "--ruleset", rules, apis],
                      "redocly": [f"{programs}/redocly", "lint", "--extends", "recommended", apis]}
        times = {name: [] for name in ("gw", *others)}
        for _ in range(self.rounds):
            times["gw"].append(timed(gw))
            for name, command in others.items():
                times[name].append(timed(command, env=QUIET, cwd=self.folder))
        own = statistics.median(times["gw"])
        print(f"{SMALL:>8} routes  {own * 1000:9.1f} ms")
        for name in others:
            median = statistics.median(times[name])
            print(f"{name:>15}  {median * 1000:9.1f} ms  {median / own:6.1f} times gw")

    def steps(self):
        self.write("gw.yaml", configuration(SMALL))
        tests = [f"  - name: t{test}\n    steps:\n"
                 + "".join(f"      - {{request: GET /team0/r{step % 2 * 4}/{step}/items, after: 10ms, expect: 200}}\n"
                           for step in range(STEPS // TESTS)) for test in range(TESTS)]
        script = self.write("tests.yaml", "config: gw.yaml\ntests:\n" + "".join(tests))
        times = [timed([self.gw, "test", script]) for _ in range(self.rounds)]
        print(f"{STEPS:>8,} steps of gw test  {statistics.median(times) * 1000:9.1f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gw")
    parser.add_argument("--peers")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(os.path.abspath(options.gw), folder, options.rounds)
        bench.growth()
        bench.small(options.peers and os.path.abspath(options.peers))
        bench.steps()


if __name__ == "__main__":
    main()
