"""What the differential drivers of nginx and haproxy share: a server under libfaketime whose clock
stands still until it is set, one connection to it, and the comparison with emulate_trace."""

import datetime
import glob
import http.client
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time

START_MS = 1_700_000_000_000


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Faked:
    """A server on 127.0.0.1:port, run as `command(folder, port)`."""

    def __init__(self, command):
        self.folder = tempfile.mkdtemp()
        self.port = free_port()
        self.clock = os.path.join(self.folder, "now")
        self.set_ms(START_MS)
        library = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")[0]
        env = dict(os.environ, TZ="UTC", LD_PRELOAD=library, FAKETIME_NO_CACHE="1",
                   FAKETIME_TIMESTAMP_FILE=self.clock)
        errors = open(os.path.join(self.folder, "errors"), "w")
        self.process = subprocess.Popen(command(self.folder, self.port), env=env, stderr=errors,
                                        stdout=errors)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                break
            except OSError:
                time.sleep(0.05)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)

    def set_ms(self, ms):
        """The 300 us keep a clock that is cut to milliseconds twice from losing one. Renamed over,
        for the server may look at any time, and half of a time is another one."""
        at = datetime.datetime.fromtimestamp(ms // 1000, datetime.timezone.utc)
        text = at.strftime("%Y-%m-%d %H:%M:%S") + f".{ms % 1000:03}300\n"
        with open(self.clock + ".next", "w") as out:
            out.write(text)
        os.rename(self.clock + ".next", self.clock)

    def get(self, target):
        self.connection.request("GET", target)
        answer = self.connection.getresponse()
        answer.read()
        return answer

    def stop(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder)


def generated(seed, start_ms, count, pause_ms):
    """(ms, key) pairs: clumps, pauses around pause_ms and a few long ones; some keys are rare."""
    dice = random.Random(seed)
    ms, events = start_ms, []
    for _ in range(count):
        kind = dice.randrange(10)
        if kind >= 4:
            ms += dice.randrange((2 if kind < 9 else 20) * pause_ms)
        events.append((ms, f"k{min(int(dice.expovariate(1)), 4)}"))
    return events


def emulated(trace, words, events):
    """The decisions of emulate_trace on (ms, key) pairs."""
    text = "".join(f"{ms} {key}\n" for ms, key in events)
    done = subprocess.run([trace, *words], input=text, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def compare(name, events, product, gw):
    """Ends the program at the first decision that differs."""
    assert len(product) == len(gw) == len(events), (len(product), len(gw), len(events))
    wrong = [i for i in range(len(events)) if product[i] != gw[i]]
    kinds = [f"{name} {sum(map(is_one, product))}" for name, is_one in
             (("admitted", lambda a: a[0] == "."), ("refused", lambda a: a[0] == "x"),
              ("held", str.isdigit))]
    print(f"{'FAIL' if wrong else 'ok  '} {name}: {len(events)} requests, "
          f"{len(wrong)} mismatches: {', '.join(kinds)}")
    if wrong:
        i = wrong[0]
        print(f"  request {i} at {events[i][0] - START_MS} ms, key {events[i][1]}: the product "
              f"says {product[i]}, gw {gw[i]}", file=sys.stderr)
        sys.exit(1)
