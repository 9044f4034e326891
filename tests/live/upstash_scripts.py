#!/usr/bin/env python3
"""The scripts of @upstash/ratelimit in a redis-server beside their emulation. The scripts are told
the time; that keys expire by Redis' own clock, which cannot be set, is done for it here.

usage: upstash_scripts.py EMULATE_TRACE NODE_MODULES [REQUESTS of each limit]"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time

import faked


class Redis:
    def __init__(self, port):
        for _ in range(100):
            try:
                self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
                break
            except OSError:
                time.sleep(0.05)
        self.ends = {}
        self.answers = self.socket.makefile("rb")

    def call(self, *words):
        text = f"*{len(words)}\r\n" + "".join(f"${len(w.encode())}\r\n{w}\r\n" for w in words)
        self.socket.sendall(text.encode())
        return self.answer()

    def answer(self):
        line = self.answers.readline().decode().rstrip()
        if line[0] == "*":
            return [self.answer() for _ in range(int(line[1:]))]
        if line[0] == "$":
            return self.answers.read(int(line[1:]) + 2)[:-2].decode()
        if line[0] == "-":
            raise RuntimeError(line)
        return int(line[1:]) if line[0] == ":" else line[1:]


def scripts(modules):
    """By name. Redis itself knows no flag allow-key-locking."""
    path = os.path.join(modules, "@upstash", "ratelimit", "dist", "index.js")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return dict(re.findall(r"var (\w+Script) = `#!lua flags=allow-key-locking(.*?)`", text, re.S))


def sliding(redis, sha, ms, key, requests, per_ms):
    window = ms // per_ms
    return redis.call("EVALSHA", sha, "3", f"{key}:{window}", f"{key}:{window - 1}", "",
                      str(requests), str(ms), str(per_ms), "1")[0] >= 0


def token(redis, sha, ms, key, requests, per_ms, burst):
    """A key lives through the last millisecond of its time, which is a multiple of the period."""
    if key in redis.ends and ms > redis.ends[key]:
        redis.call("DEL", key)
    passes = redis.call("EVALSHA", sha, "2", key, "", str(burst), str(per_ms), str(requests),
                        str(ms), "1")[0] >= 0
    if passes:
        redis.ends[key] = ms + -(-redis.call("PTTL", key) // per_ms) * per_ms
        redis.call("PERSIST", key)
    return passes


# The product's name, its script, its settings, and the mean pause in ms.
LIMITS = [("upstash-sliding", "slidingWindowLimitScript", sliding, (10, 1000), 30),
          ("upstash-sliding", "slidingWindowLimitScript", sliding, (7, 3000), 150),
          ("upstash-token", "tokenBucketLimitScript", token, (3, 700, 5), 60),
          ("upstash-token", "tokenBucketLimitScript", token, (1, 1000, 1), 300),
          ("upstash-token", "tokenBucketLimitScript", token, (20, 2000, 50), 20)]


def main():
    trace, modules = sys.argv[1], sys.argv[2]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 10_000
    port, folder = faked.free_port(), tempfile.TemporaryDirectory()
    server = subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1",
                               "--save", "", "--dir", folder.name], stdout=subprocess.DEVNULL)
    try:
        redis = Redis(port)
        for seed, (name, script, ask, settings, pause_ms) in enumerate(LIMITS):
            sha = redis.call("SCRIPT", "LOAD", scripts(modules)[script])
            events = faked.generated(seed, faked.START_MS, count, pause_ms)
            product = ["." if ask(redis, sha, ms, f"{seed}{key}", *settings) else "x"
                       for ms, key in events]
            words = [name, f"rate={settings[0]}/{settings[1]}ms"]
            words += [f"burst={settings[2]}"] if len(settings) > 2 else []
            faked.compare(" ".join(words), events, product, faked.emulated(trace, words, events))
    finally:
        server.terminate()
        server.wait()
        folder.cleanup()


main()
