#include "parity/live_run.hpp"

#include <signal.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <random>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace gw::testing {
namespace {

using Clock = std::chrono::steady_clock;

bool asks(const std::string& head, const char* what) {
  return head.substr(0, head.find('\r')).find(what) != std::string::npos;
}

Act steady(const std::string& head) {
  if (asks(head, "do=slow")) return {.delay_ms = 120};
  if (asks(head, "do=pause")) return {.delay_ms = 25, .chunked = true};
  return {.body = std::string(200, 'x')};
}

Act flaky(const std::string& head) {
  if (asks(head, "do=503")) return {.status = 503};
  if (asks(head, "do=reset")) return {.reset = true};
  if (asks(head, "do=cut")) return {.cut = true, .body = std::string(100, 'y')};
  return {};
}

struct Kind {
  int weight;
  const char* method;
  const char* path;
  const char* what;
};

constexpr Kind kKinds[] = {
    {30, "GET", "/fast", "ok"},    {4, "HEAD", "/fast", "ok"},       {4, "POST", "/fast", "ok"},
    {8, "GET", "/paced", "ok"},    {8, "GET", "/bucket", "ok"},      {6, "GET", "/sliding", "ok"},
    {5, "GET", "/logged", "ok"},   {9, "GET", "/queued", "ok"},      {6, "GET", "/flaky", "ok"},
    {5, "GET", "/flaky", "503"},   {3, "GET", "/flaky", "reset"},    {2, "POST", "/flaky", "reset"},
    {1, "GET", "/flaky", "cut"},   {2, "GET", "/timed", "slow"},     {5, "GET", "/narrow", "pause"},
    {2, "GET", "/private", "ok"},  {3, "GET", "/nowhere", "ok"},     {2, "DELETE", "/fast", "ok"},
    {3, "GET", "/shadowed", "ok"}, {3, "LEAVE", "/narrow", "pause"}, {2, "LEAVE", "/queued", "ok"},
    {2, "GET", "/fixed", "ok"},    {3, "GET", "/short", "ok"},
};

const Kind& pick(std::mt19937_64& random) {
  int sum = 0;
  for (const Kind& kind : kKinds) sum += kind.weight;
  int at = static_cast<int>(random() % static_cast<uint64_t>(sum));
  for (const Kind& kind : kKinds) {
    at -= kind.weight;
    if (at < 0) return kind;
  }
  return kKinds[0];
}

// A trace whose id is the number of the request, plus one: zero is no id.
std::string trace_field(uint64_t number) {
  char text[80];
  std::snprintf(text, sizeof text, "traceparent: 00-%032llx-00000000000000aa-01\r\n",
                static_cast<unsigned long long>(number + 1));
  return text;
}

// What --dev prints: a line that ends in the trace id, then a line for each policy.
std::map<uint64_t, std::string> read_trails(const std::string& err) {
  constexpr std::string_view kTrace = "  trace=";
  std::map<uint64_t, std::string> trails;
  std::string* trail = nullptr;
  std::istringstream lines(err);
  for (std::string line; std::getline(lines, line);) {
    const size_t trace = line.rfind(kTrace);
    if (trace != std::string::npos) {
      const std::string id = line.substr(trace + kTrace.size());
      trail = &trails[std::strtoull(id.c_str(), nullptr, 16) - 1];
    } else if (trail != nullptr && line.starts_with("    ")) {
      *trail += line.substr(4) + "\n";
    } else {
      trail = nullptr;
    }
  }
  return trails;
}

class Crowd {
 public:
  Crowd(uint16_t port, const Traffic& traffic) : port_(port), traffic_(traffic) {}

  void run() {
    std::vector<std::thread> threads;
    for (int i = 0; i < traffic_.clients; ++i) threads.emplace_back([this, i] { client(i); });
    for (std::thread& thread : threads) thread.join();
  }
  std::map<uint64_t, Seen> seen() { return std::move(seen_); }

 private:
  void client(int index) {
    Client connection(port_);
    std::mt19937_64 random(static_cast<uint64_t>(index) + 1);
    const auto start = Clock::now();
    for (int i = 0; i < traffic_.requests_each; ++i) {
      const auto due =
          start + std::chrono::microseconds(static_cast<int64_t>(traffic_.pace_us) * i +
                                            traffic_.pace_us * index / traffic_.clients);
      if (traffic_.pace_us > 0) std::this_thread::sleep_until(due);
      const uint64_t number = static_cast<uint64_t>(index) * 1'000'000 + static_cast<uint64_t>(i);
      const Seen saw = one(connection, pick(random), number, random());
      const std::lock_guard guard(mutex_);
      seen_[number] = saw;
    }
  }

  static Seen one(Client& connection, const Kind& kind, uint64_t number, uint64_t random) {
    const std::string target =
        std::string(kind.path) + "?n=" + std::to_string(number) + "&do=" + kind.what;
    if (std::string(kind.method) == "LEAVE") {
      connection.abandon(target, static_cast<int>(random % 8), trace_field(number));
      return {};
    }
    const std::string user =
        "X-User: u" + std::to_string(random % 12) + "\r\n" + trace_field(number);
    const std::string body = std::string(kind.method) == "POST" ? "hello" : "";
    Response response = connection.send(kind.method, target, user, body);
    return {response.status, std::atol(response.fields["retry-after"].c_str())};
  }

  uint16_t port_;
  const Traffic& traffic_;
  std::mutex mutex_;
  std::map<uint64_t, Seen> seen_;
};

std::string filled(std::string text, uint16_t steady_port, uint16_t flaky_port) {
  const auto fill = [&](const std::string& place, uint16_t port) {
    for (size_t at = text.find(place); at != std::string::npos; at = text.find(place)) {
      text.replace(at, place.size(), std::to_string(port));
    }
  };
  fill("{steady}", steady_port);
  fill("{flaky}", flaky_port);
  return text;
}

}  // namespace

LiveRun run_live(const TempDirectory& directory, const std::string& name, const std::string& config,
                 const Traffic& traffic) {
  Upstream steady_peer(steady);
  Upstream flaky_peer(flaky);
  const auto text = [&](const std::string& raw) {
    return filled(raw, steady_peer.port(), flaky_peer.port());
  };
  const std::string path = directory.file(name + ".yaml", text(config));
  LiveRun result;
  result.recording = directory.path() + "/" + name + ".jsonl";
  const uint16_t port = free_port();
  std::vector<std::string> command{
      GW_BINARY,   "serve", path,      "--listen", "127.0.0.1:" + std::to_string(port),
      "--workers", "2",     "--watch", "--record", result.recording};
  if (traffic.tells_trails) command.push_back("--dev");
  Child gateway(directory.path(), name, command);
  if (!gateway.wait_for_err("listening", 20)) throw std::runtime_error(gateway.err());
  Crowd crowd(port, traffic);
  std::thread sender([&] { crowd.run(); });
  for (const std::string& reload : traffic.reloads) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1200));
    directory.file(name + ".yaml", text(reload));
  }
  sender.join();
  gateway.signal(SIGTERM);
  result.exit_code = gateway.wait(30);
  result.err = gateway.err();
  result.seen = crowd.seen();
  result.trails = read_trails(result.err);
  return result;
}

uint64_t number_of(const std::string& target) {
  const size_t at = target.find("n=");
  return at == std::string::npos ? UINT64_MAX : std::strtoull(target.c_str() + at + 2, nullptr, 10);
}

}  // namespace gw::testing
