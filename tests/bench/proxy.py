#!/usr/bin/env python3
"""CPU per request of gw, HAProxy and nginx as a plain proxy, in interleaved rounds.

usage: proxy.py GW [--connections 64,256] [--seconds 2] [--rounds 7] [--path /] [--with haproxy,nginx]

Needs haproxy, nginx and wrk. Each proxy is pinned to core 0; the upstream (nginx) and wrk to core 1.
CPU is the sum of /proc/PID/task/*/schedstat over the proxy's process tree, divided by the requests
that wrk counted; ratios are taken inside a round, their median is printed. Loopback only, bounded by
rounds x seconds.
"""
import argparse
import os
import re
import resource
import signal
import socket
import statistics
import subprocess
import tempfile
import time

HAPROXY = """
global
  nbthread 1
  maxconn 4000
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
frontend f
  bind 127.0.0.1:{port}
  default_backend b
backend b
  http-reuse always
  server s 127.0.0.1:{upstream} maxconn 2000
"""

NGINX = """
daemon off;
master_process off;
pid {run}/{name}.pid;
error_log {run}/{name}.err;
events {{ worker_connections 10000; }}
http {{
  access_log off;
  client_body_temp_path {run}/t; proxy_temp_path {run}/t; fastcgi_temp_path {run}/t;
  uwsgi_temp_path {run}/t; scgi_temp_path {run}/t;
  keepalive_requests 100000000;
  {body}
}}
"""

PROXY = """
  upstream u {{ server 127.0.0.1:{upstream}; keepalive 512; keepalive_requests 100000000; }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location / {{ proxy_pass http://u; proxy_http_version 1.1; proxy_set_header Connection ""; }}
  }}
"""

UPSTREAM = """
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    default_type application/json;
    location / {{ return 200 '{{"id":42,"name":"example","tags":["a","b","c"],"nested":{{"x":1,"y":2}},"text":"{pad}"}}'; }}
  }}
"""

GW = """
gateway: {{name: bench}}
limits: {{max_connections: 10000}}
routes:
  - {{name: all, path: "/*", upstream_service: "http://127.0.0.1:{upstream}", timeout_ms: 60000}}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def pinned(core):
    def prepare():
        os.sched_setaffinity(0, {core})
        os.setsid()
        try:
            os.nice(-8)
        except OSError:
            pass
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

    return prepare


class Proxy:
    def __init__(self, name, command, core, port, run):
        self.name, self.port = name, port
        self.output = open(f"{run}/{name}.out", "w")
        self.process = subprocess.Popen(
            command, preexec_fn=pinned(core), stdout=self.output, stderr=subprocess.STDOUT)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                return
            except OSError:
                time.sleep(0.05)
            if self.process.poll() is not None:
                raise SystemExit(f"{command} ended: {open(f'{run}/{name}.out').read()[-800:]}")

    def cpu_ns(self):
        return sum(thread_ns(pid) for pid in tree(self.process.pid))

    def stop(self):
        for sig in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, sig)
                self.process.wait(3)
                return
            except (OSError, subprocess.TimeoutExpired):
                continue


def tree(pid):
    pids = [pid]
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            for child in open(f"/proc/{pid}/task/{task}/children").read().split():
                pids += tree(int(child))
    except OSError:
        pass
    return pids


def thread_ns(pid):
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            total += int(open(f"/proc/{pid}/task/{task}/schedstat").read().split()[0])
        except OSError:
            pass
    return total


def load(port, connections, seconds, path):
    out = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency",
         f"http://127.0.0.1:{port}{path}"],
        preexec_fn=pinned(1), capture_output=True, text=True, check=True).stdout
    bad = re.search(r"Non-2xx.*: (\d+)", out)
    errors = re.search(r"Socket errors: (.*)", out)
    return {
        "requests": int(re.search(r"(\d+) requests in", out)[1]),
        "rate": float(re.search(r"Requests/sec: *([\d.]+)", out)[1]),
        "p99": re.search(r"99% *(\S+)", out)[1],
        "bad": (bad[1] if bad else "") + (" " + errors[1] if errors else ""),
    }


def write(path, text):
    with open(path, "w") as file:
        file.write(text)
    return path


def start_all(gw, names, run):
    os.makedirs(f"{run}/t", exist_ok=True)
    upstream = free_port()
    body = UPSTREAM.format(port=upstream, pad="x" * 60)
    conf = write(f"{run}/upstream.conf", NGINX.format(run=run, name="upstream", body=body))
    yield Proxy("upstream", ["nginx", "-c", conf, "-p", run], 1, upstream, run)
    for name in names:
        port = free_port()
        if name == "haproxy":
            conf = write(f"{run}/haproxy.cfg", HAPROXY.format(port=port, upstream=upstream))
            command = ["haproxy", "-f", conf, "-db"]
        elif name == "nginx":
            text = NGINX.format(
                run=run, name="proxy", body=PROXY.format(port=port, upstream=upstream))
            command = ["nginx", "-c", write(f"{run}/proxy.conf", text), "-p", run]
        else:
            conf = write(f"{run}/gw.yaml", GW.format(upstream=upstream))
            command = [gw, "serve", conf, "--listen", f"127.0.0.1:{port}", "--workers", "2"]
        yield Proxy(name, command, 0, port, run)


def measure(proxies, connections, arguments):
    base = proxies[0].name
    figures = {proxy.name: [] for proxy in proxies}
    for proxy in proxies:
        load(proxy.port, connections, 1, arguments.path)
    for _ in range(arguments.rounds):
        for proxy in proxies:
            before = proxy.cpu_ns()
            got = load(proxy.port, connections, arguments.seconds, arguments.path)
            got["cpu"] = (proxy.cpu_ns() - before) / 1e3 / max(1, got["requests"])
            figures[proxy.name].append(got)
    print(f"\n{connections} connections, path {arguments.path}, {arguments.rounds} rounds of "
          f"{arguments.seconds} s\n")
    print(f"| proxy | CPU us/request | min-max | x {base} | requests/s | p99 | errors |")
    print("|---|---|---|---|---|---|---|")
    for proxy in proxies:
        rows = figures[proxy.name]
        cpu = [row["cpu"] for row in rows]
        ratio = statistics.median(
            row["cpu"] / reference["cpu"] for row, reference in zip(rows, figures[base]))
        rate = statistics.median(row["rate"] for row in rows)
        errors = " ".join(sorted({row["bad"] for row in rows if row["bad"]}))
        print(f"| {proxy.name} | {statistics.median(cpu):.2f} | {min(cpu):.2f}-{max(cpu):.2f} | "
              f"{ratio:.2f} | {rate:.0f} | {rows[-1]['p99']} | {errors} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gw")
    parser.add_argument("--connections", default="64,256")
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--path", default="/")
    parser.add_argument("--with", dest="peers", default="haproxy,nginx")
    arguments = parser.parse_args()
    started = []
    with tempfile.TemporaryDirectory() as run:
        try:
            names = arguments.peers.split(",") + ["gw"]
            for proxy in start_all(os.path.abspath(arguments.gw), names, run):
                started.append(proxy)
            for connections in arguments.connections.split(","):
                measure(started[1:], int(connections), arguments)
        finally:
            for proxy in started:
                proxy.stop()


if __name__ == "__main__":
    main()
