#include "parity/live_script.hpp"

#include <signal.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>

#include "support/http_peer.hpp"

namespace gw::testing {
namespace {

using Clock = std::chrono::steady_clock;
using engine::AttemptEnd;

constexpr Duration kLongest = milliseconds(2'600);
// A clock of the script's that moved stands a little later here, so that what falls due at that
// time is over.
constexpr auto kMargin = std::chrono::milliseconds(40);
// Who has no answer by then is under way while the script goes on.
constexpr auto kPatience = std::chrono::milliseconds(10);
constexpr const char* kStepField = "X-Script-Step: ";

std::chrono::nanoseconds chrono(Duration duration) {
  return std::chrono::nanoseconds(duration.ns);
}

// Answers by the step that the request names.
class ScriptedUpstream {
 public:
  explicit ScriptedUpstream(const scenario::Test& test)
      : test_(test),
        calls_(std::make_unique<std::atomic<size_t>[]>(test.steps.size())),
        peer_([this](const std::string& head) { return act(head); }) {}

  uint16_t port() const { return peer_.port(); }

 private:
  Act act(const std::string& head) {
    const size_t at = head.find(kStepField);
    if (at == std::string::npos) return {.status = 500};
    const size_t step =
        std::strtoull(head.c_str() + at + std::string(kStepField).size(), nullptr, 10);
    const auto& answers = test_.steps[step].answers;
    if (answers.empty()) return {};
    const scenario::Answer& answer = answers[std::min(calls_[step]++, answers.size() - 1)];
    if (answer.end == AttemptEnd::kTimedOut) return {.delay_ms = 3'000};
    return {.status = answer.status,
            .delay_ms = static_cast<int>(answer.after.ns / 1'000'000),
            .reset = answer.end == AttemptEnd::kBroken};
  }

  const scenario::Test& test_;
  std::unique_ptr<std::atomic<size_t>[]> calls_;
  Upstream peer_;
};

std::string fields_of(const scenario::RequestText& text, size_t step) {
  std::string fields = kStepField + std::to_string(step) + "\r\n";
  if (!text.user.empty()) fields += "Authorization: Bearer valid-" + text.user + "\r\n";
  for (const auto& [name, value] : text.headers) fields += name + ": " + value + "\r\n";
  // Behind what the request says of itself: the proxy in front of the gateway adds who sent it.
  return fields + "X-Forwarded-For: " + text.client + "\r\n";
}

LiveAnswer send(uint16_t port, const scenario::ScriptStep& step, size_t index) {
  const scenario::RequestText& text = step.request->value;
  Client client(port);
  if (step.leaves_after) {
    client.abandon(text.target, static_cast<int>(step.leaves_after->ns / 1'000'000),
                   fields_of(text, index));
    return {};
  }
  const std::string target = text.host.empty() ? text.target : "http://" + text.host + text.target;
  Response response = client.send(text.method, target, fields_of(text, index), "");
  return {response.status, response.fields["x-gw-route"], response.fields["x-gw-verdict"],
          response.fields["x-gw-trail"], std::atol(response.fields["retry-after"].c_str())};
}

class LivePlay {
 public:
  LivePlay(uint16_t port, const scenario::Test& test) : port_(port), test_(test) {}

  std::vector<LiveAnswer> run() {
    auto clock = Clock::now();
    for (size_t i = 0; i < test_.steps.size(); ++i) {
      const scenario::ScriptStep& step = test_.steps[i];
      const Duration before = now_;
      now_ = step.at ? step.at->value : now_ + step.after;
      clock = move(clock, now_ - before);
      if (!step.request) continue;
      for (uint32_t n = 0; n < step.times; ++n) {
        if (n > 0) clock = move(clock, step.every);
        if (n > 0) now_ = now_ + step.every;
        start(step, i);
      }
    }
    std::vector<LiveAnswer> answers;
    for (auto& one : under_way_) answers.push_back(one.get());
    return answers;
  }

 private:
  static Clock::time_point move(Clock::time_point clock, Duration by) {
    if (by.ns == 0) return clock;
    clock += chrono(by) + kMargin;
    std::this_thread::sleep_until(clock);
    return clock;
  }

  void start(const scenario::ScriptStep& step, size_t index) {
    under_way_.push_back(
        std::async(std::launch::async, [this, &step, index] { return send(port_, step, index); }));
    const bool is_slow = !step.answers.empty() && step.answers.front().after.ns > 0;
    under_way_.back().wait_for(is_slow ? kPatience : 5 * kPatience);
  }

  uint16_t port_;
  const scenario::Test& test_;
  Duration now_{0};
  std::vector<std::future<LiveAnswer>> under_way_;
};

}  // namespace

std::string not_playable(const scenario::Test& test) {
  Duration length{0};
  for (const scenario::ScriptStep& step : test.steps) {
    length = (step.at ? step.at->value : length + step.after) + step.every * (step.times - 1);
    for (const scenario::Answer& answer : step.answers) {
      if (answer.end == AttemptEnd::kUnreachable)
        return "an upstream cannot be unreachable at times";
    }
  }
  return length > kLongest ? "takes " + to_string(length) : "";
}

std::vector<LiveAnswer> play_live(const TempDirectory& directory, const std::string& config,
                                  const std::vector<std::string>& services,
                                  const scenario::Test& test) {
  ScriptedUpstream upstream(test);
  // One that says whom it trusts has to trust 127.0.0.1.
  const bool trusts = config.find("trusted_proxies:") != std::string::npos;
  const std::string path =
      directory.file("gw.yaml", (trusts ? "" : "trusted_proxies: [127.0.0.1]\n") + config);
  const uint16_t port = free_port();
  std::vector<std::string> command{
      GW_BINARY,   "serve", path,   "--listen", "127.0.0.1:" + std::to_string(port),
      "--workers", "2",     "--dev"};
  for (const std::string& service : services) {
    command.push_back("--upstream");
    command.push_back(service + "=127.0.0.1:" + std::to_string(upstream.port()));
  }
  Child gateway(directory.path(), "gateway", command);
  if (!gateway.wait_for_err("listening", 20)) throw std::runtime_error(gateway.err());
  std::vector<LiveAnswer> answers = LivePlay(port, test).run();
  gateway.signal(SIGTERM);
  gateway.wait(30);
  return answers;
}

}  // namespace gw::testing
