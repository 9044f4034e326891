#!/usr/bin/env python3
"""Wall time of `gw replay limit` and `gw tune limit` beside wc -l, mawk, GoAccess and a Node script
with rate-limiter-flexible on the same log, in interleaved rounds.

usage: replay.py GW GENERATOR [--lines 7000000] [--clients 1000000] [--rounds 5] [--peers DIR]
                 [--goaccess]

GENERATOR writes the log (the program `gw_generate` of the build). All run on one core, but for those
that say two. The log is read once before, so that all programs find it in the page cache. mawk does a
token bucket per client with the line's number as its clock; Node does what rate-limiter-flexible's
memory store does, one `consume` a line; GoAccess makes its JSON report. Node and GoAccess run once.
DIR holds node_modules with rate-limiter-flexible.
"""
import argparse
import os
import statistics
import subprocess
import tempfile
import time

from simulate import MAWK

NODE = r"""
const { RateLimiterMemory } = require('rate-limiter-flexible');
const limiter = new RateLimiterMemory({ points: 20, duration: 1 });
const lines = require('readline').createInterface({ input: require('fs').createReadStream(process.argv[2]) });
(async () => {
  let ok = 0, denied = 0;
  for await (const line of lines) {
    try { await limiter.consume(line.slice(0, line.indexOf(' '))); ok++; } catch { denied++; }
  }
  console.log(ok, denied);
  process.exit(0);
})();
"""
GOACCESS = ["--log-format", '%h %^ %^ [%d:%t %^] "%r" %s %b "%R" "%u"', "--date-format", "%d/%b/%Y",
            "--time-format", "%T", "--no-progress"]


def timed(command, cores=(0,), cwd=None):
    start = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=cwd,
                          preexec_fn=lambda: os.sched_setaffinity(0, set(cores)))
    wall = time.monotonic() - start
    if done.returncode != 0:
        raise SystemExit(f"{command}: {done.stderr[-800:]}")
    return wall


def json_lines(log, path):
    """The log as gw writes its own: a JSON object a request."""
    with open(log) as lines, open(path, "w") as out:
        for line in lines:
            client, _, _, rest = line.split(" ", 3)
            stamp, request, tail = rest[1:21], *rest.split('"')[1:3]
            method, target, _ = request.split(" ")
            status, size = tail.split()
            out.write(f'{{"time":"2025-11-24T{stamp[12:]}.000Z","method":"{method}","path":"{target}",'
                      f'"status":{status},"bytes":{size},"client":"{client}","duration_ms":1.250}}\n')


class Rounds:
    """Walls of several commands, each run once a round, so that their pairs share the machine's mood."""

    def __init__(self, rounds):
        self.rounds = rounds
        self.commands = []

    def add(self, name, command, cores=(0,)):
        self.commands.append((name, command, cores))

    def run(self):
        walls = {name: [] for name, _, _ in self.commands}
        for _ in range(self.rounds):
            for name, command, cores in self.commands:
                walls[name].append(timed(command, cores))
        return walls


def show(walls, name, other, more=""):
    """How many times `other` the command took, the median over the rounds."""
    ratio = statistics.median(a / b for a, b in zip(walls[name], walls[other]))
    print(f"{name:34} {statistics.median(walls[name]):7.2f} s  {ratio:7.2f} x {other}{more}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gw")
    parser.add_argument("generator")
    parser.add_argument("--lines", type=int, default=7_000_000)
    parser.add_argument("--clients", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers")
    parser.add_argument("--goaccess", action="store_true")
    arguments = parser.parse_args()
    gw = os.path.abspath(arguments.gw)
    limit = [gw, "replay", "limit", "--rate", "10/s", "--burst", "20", "--threads"]
    with tempfile.TemporaryDirectory() as run:
        log = f"{run}/access.log"
        with open(log, "w") as file:
            generator = subprocess.Popen([arguments.generator, str(arguments.lines), str(arguments.clients),
                                          "20"], stdout=subprocess.PIPE)
            subprocess.run(["sed", "s/ [^ ]*$//"], stdin=generator.stdout, stdout=file, check=True)
        print(f"{os.path.getsize(log) / 1e9:.2f} GB, {arguments.lines} lines, {arguments.clients} clients")
        text(arguments, log, limit, gw)
        others(arguments, log, limit, run)
        packed(arguments, log, limit)
        lines = f"{run}/access.jsonl"
        json_lines(log, lines)
        own_log(arguments, lines, limit)


def text(arguments, log, limit, gw):
    rounds = Rounds(arguments.rounds)
    rounds.add("wc -l", ["wc", "-l", log])
    rounds.add("gw replay limit", limit + ["1", log])
    rounds.add("gw replay limit, two cores", limit + ["2", log], (0, 1))
    rounds.add("gw tune limit, 64 limits",
               [gw, "tune", "limit", "--limits", "1..64", "--threads", "1", log])
    rounds.add("mawk", ["mawk", MAWK, log])
    walls = rounds.run()
    for name in ("gw replay limit", "gw tune limit, 64 limits"):
        show(walls, name, "wc -l")
    show(walls, "gw replay limit", "gw replay limit, two cores")
    show(walls, "mawk", "gw replay limit")


def others(arguments, log, limit, run):
    rounds = Rounds(1)
    rounds.add("gw replay limit", limit + ["1", log])
    if arguments.peers:
        script = f"{arguments.peers}/replay.js"
        with open(script, "w") as file:
            file.write(NODE)
        rounds.add("Node, rate-limiter-flexible", ["node", os.path.abspath(script), log])
    if arguments.goaccess:
        rounds.add("GoAccess", ["goaccess", log, *GOACCESS, "-o", f"{run}/report.json"])
    walls = rounds.run()
    for name in list(walls)[1:]:
        show(walls, name, "gw replay limit")


def packed(arguments, log, limit):
    for tool, ending in (("gzip", "gz"), ("zstd", "zst")):
        path = f"{log}.{ending}"
        with open(path, "wb") as file:
            subprocess.run([tool, "-1", "-c", log], stdout=file, check=True)
        rounds = Rounds(max(arguments.rounds // 2, 1))
        rounds.add(f"{tool} -dc", [tool, "-dc", path])
        rounds.add(f"gw replay limit, .{ending}", limit + ["1", path])
        rounds.add(f"gw replay limit, .{ending}, two cores", limit + ["2", path], (0, 1))
        walls = rounds.run()
        show(walls, f"gw replay limit, .{ending}", f"{tool} -dc")
        show(walls, f"gw replay limit, .{ending}, two cores", f"{tool} -dc")
        os.remove(path)


def own_log(arguments, lines, limit):
    rounds = Rounds(arguments.rounds)
    rounds.add("wc -l", ["wc", "-l", lines])
    rounds.add("gw replay limit, JSON lines", limit + ["1", lines])
    walls = rounds.run()
    show(walls, "gw replay limit, JSON lines", "wc -l", f" of {os.path.getsize(lines) / 1e9:.2f} GB")


if __name__ == "__main__":
    main()
