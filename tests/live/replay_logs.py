#!/usr/bin/env python3
"""`gw replay limit` and `gw tune limit` on logs beside a plain reading of the same files: every own
algorithm at several limits, the requests rejected of all and of each key.

usage: replay_logs.py GW LOG...

The logs are told by their names: common and combined (.log), EDGAR (.csv), Traefik (.ndjson,
traefik.jsonl), W3C (cloudfront, w3c), AWS load balancers (aws_alb). Nothing of gw is used to read
them: a request came at its stamp, less its duration where the format stamps the end, and the k-th of
n with the same stamp in whole seconds came k/n of a second later.
"""
import csv
import datetime
import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict, deque

SECOND = 10**9
MONTHS = {name: i + 1 for i, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())}
COMMON = re.compile(r'^(\S+) \S+ .+? \[(\d+)/(\w+)/(\d+):(\d+):(\d+):(\d+) ([+-])(\d\d)(\d\d)\] "(?:[^"\\]|\\.)*" (\d{3}) (?:\d+|-)'
                    r'(?: "(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*")?(?: (\d+\.\d{3}))?$')


def ns_of(year, month, day, hour, minute, second, shift_minutes=0):
    whole = datetime.datetime(year, month, day, hour, minute, second, tzinfo=datetime.timezone.utc)
    return (int(whole.timestamp()) - shift_minutes * 60) * SECOND


def iso_ns(text):
    date, _, clock = text.rstrip("Z").partition("T")
    clock, _, part = clock.partition(".")
    year, month, day = map(int, date.split("-"))
    return ns_of(year, month, day, *map(int, clock.split(":"))) + int((part + "0" * 9)[:9])


def decimal_ns(text):
    whole, _, part = text.partition(".")
    return int(whole) * SECOND + int((part + "0" * 9)[:9])


# Each yields (client, stamp in ns, whether in whole seconds, duration in ns to take off).
def read_common(lines):
    for line in lines:
        fits = COMMON.match(line)
        if not fits:
            continue
        client, day, month, year, hour, minute, second, sign, zone_h, zone_m, _, taken = fits.groups()
        shift = (1 if sign == "+" else -1) * (int(zone_h) * 60 + int(zone_m))
        yield client, ns_of(int(year), MONTHS[month], int(day), int(hour), int(minute), int(second), shift), True, decimal_ns(taken or "0")


def read_edgar(lines):
    for row in csv.DictReader(lines):
        yield row["ip"], iso_ns(f"{row['date']}T{row['time']}Z"), True, 0


def read_traefik(lines):
    for line in lines:
        entry = json.loads(line)
        yield entry["ClientHost"], iso_ns(entry["StartUTC"]), False, 0


def read_w3c(lines):
    fields = []
    for line in lines:
        if line.startswith("#Fields:"):
            fields = line.split()[1:]
        if line.startswith("#") or not line.strip():
            continue
        row = dict(zip(fields, line.rstrip("\n").split("\t" if "\t" in line else " ")))
        taken = row["time-taken"]  # seconds where CloudFront writes, milliseconds where IIS does
        duration = decimal_ns(taken) if "x-edge-location" in row else int(taken) * 10**6
        yield row["c-ip"], iso_ns(f"{row['date']}T{row['time']}Z"), True, duration


def read_alb(lines):
    for line in lines:
        words = line.split(" ")
        taken = [decimal_ns(word) for word in words[5:8]]
        yield words[3].rpartition(":")[0], iso_ns(words[1]), False, sum(taken)


def reader_of(name):
    for part, reader in (("edgar", read_edgar), ("traefik", read_traefik), ("cloudfront", read_w3c),
                         ("w3c", read_w3c), ("alb", read_alb)):
        if part in name:
            return reader
    return read_common


def requests_of(path):
    """(time in ns, client), in order."""
    with open(path, errors="surrogateescape") as lines:
        rows = list(reader_of(os.path.basename(path))(lines))
    counts = Counter(stamp for _, stamp, coarse, _ in rows if coarse)
    seen = Counter()
    requests = []
    for client, stamp, coarse, duration in rows:
        spread = seen[stamp] * SECOND // counts[stamp] if coarse else 0
        seen[stamp] += 1
        requests.append((stamp - duration + spread, client))
    return sorted(requests, key=lambda request: request[0])


# A limit of `count` in `per` microseconds, and `burst` beside where there is one: the state of a key
# is made by the first call, and a call says whether a request at `now` (ns) passes.
def virtual_schedule(count, per, burst):
    """ITU-T I.371, in 1/count of a nanosecond, so that an emission interval is a whole number."""
    interval = per * 1000
    state = {"due": None}

    def take(now):
        due = now * count if state["due"] is None else max(state["due"], now * count)
        if due - now * count > interval * burst:
            return False
        state["due"] = due + interval
        return True
    return take


def token_bucket(count, per, capacity):
    full = capacity * per * 1000
    state = {"tokens": full, "at": None}

    def take(now):
        passed = 0 if state["at"] is None else now - state["at"]
        state["tokens"], state["at"] = min(full, state["tokens"] + passed * count), now
        if state["tokens"] < per * 1000:
            return False
        state["tokens"] -= per * 1000
        return True
    return take


def fixed_window(count, per):
    state = {"start": None, "used": 0}

    def take(now):
        if state["start"] is None or (now - state["start"]) // 1000 >= per:
            state["start"], state["used"] = now, 0
        if state["used"] == count:
            return False
        state["used"] += 1
        return True
    return take


def sliding_window(count, per):
    state = {"start": None, "now": 0, "before": 0}

    def take(now):
        if state["start"] is None:
            state["start"] = now
        while (now - state["start"]) // 1000 >= per:
            state["before"], state["now"] = state["now"], 0
            state["start"] += per * 1000
            if state["before"] == 0:
                state["start"] = now
        weight = state["before"] * (per - (now - state["start"]) // 1000) // per
        if state["now"] + weight + 1 > count:
            return False
        state["now"] += 1
        return True
    return take


def sliding_log(count, per):
    times = deque()

    def take(now):
        while times and now - times[0] >= per * 1000:
            times.popleft()
        if len(times) == count:
            return False
        times.append(now)
        return True
    return take


ALGORITHMS = {
    "gcra": virtual_schedule,
    "token_bucket": lambda count, per, burst: token_bucket(count, per, burst + 1),
    "fixed_window": lambda count, per, _: fixed_window(count, per),
    "sliding_window": lambda count, per, _: sliding_window(count, per),
    "sliding_log": lambda count, per, _: sliding_log(count, per),
}
LIMITS = [(1, 1, 1), (5, 1, 5), (10, 1, 3), (3, 10, 2), (30, 60, 10), (2, 3600, 4)]  # count, seconds, burst


def expected(requests, make):
    keys, rejected = {}, Counter()
    for now, client in requests:
        if client not in keys:
            keys[client] = make()
        if not keys[client](now):
            rejected[client] += 1
    return rejected


def gw_json(gw, *words):
    done = subprocess.run([gw, *words, "--format", "json", "--top", "1000"], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"gw {' '.join(words)}: {done.stderr}")
    return json.loads(done.stdout)


def check_replays(gw, path, requests):
    checked = 0
    for name, make in ALGORITHMS.items():
        for count, seconds, burst in LIMITS:
            with_burst = ["--burst", str(burst)] if name in ("gcra", "token_bucket") else []
            rate = f"{count}/{seconds}s"
            rejected = expected(requests, lambda: make(count, seconds * 10**6, burst))
            found = gw_json(gw, "replay", "limit", "--rate", rate, "--algorithm", name, *with_burst, path)
            rows = {row["client"]: row["rejected"] for row in found["hit"]["top"] if row["rejected"]}
            same = found["totals"]["requests"] == len(requests) and rows == dict(rejected)
            if not same:
                differ = {key: (rejected.get(key, 0), rows.get(key, 0)) for key in {*rejected, *rows}
                          if rejected.get(key, 0) != rows.get(key, 0)}
                raise SystemExit(f"{path}: {name} {rate} burst {burst}: {len(requests)} requests here, "
                                 f"{found['totals']['requests']} in gw; rejected here and in gw: {differ}")
            checked += 1
    return checked


def check_curve(gw, path, requests, most=40):
    points = gw_json(gw, "tune", "limit", "--limits", f"1..{most}", path)["points"]
    for point in points:
        limit = point["limit"]
        rejected = expected(requests, lambda: token_bucket(limit, 10**6, limit))
        if (point["rejected"], point["keys"]) != (sum(rejected.values()), len(rejected)):
            raise SystemExit(f"{path}: limit {limit}/s: {sum(rejected.values())} of {len(rejected)} keys here, {point}")
    return len(points)


def main():
    gw = os.path.abspath(sys.argv[1])
    for path in sys.argv[2:]:
        requests = requests_of(path)
        replays = check_replays(gw, path, requests)
        curve = check_curve(gw, path, requests)
        print(f"{path}: {len(requests)} requests, {replays} replays and {curve} limits as here")


if __name__ == "__main__":
    main()
