#include "cmd/breaker_options.hpp"

#include <fmt/core.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "base/units.hpp"
#include "cmd/group_options.hpp"
#include "cmd/traffic_options.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kWords[] = {"failure-rate", "window",    "calls",      "minimum-calls",
                                       "consecutive",  "slow-rate", "slow-after", "open-for",
                                       "half-open",    "timeout",   "hosts",      "max-ejected"};
constexpr int64_t kMostNumber = 100'000;
constexpr Duration kShortest = milliseconds(1);
constexpr Duration kLongest = seconds(86'400);

// Reads options one after the other and keeps the first error.
class Reader {
 public:
  explicit Reader(const Invocation& invocation) : invocation_(invocation) {}

  std::optional<int64_t> number(std::string_view option) {
    if (!invocation_.has(option)) return {};
    const auto value = whole_number(invocation_, option, 1, kMostNumber);
    if (value) return static_cast<int64_t>(*value);
    return fail(value.error());
  }
  std::optional<Duration> time(std::string_view option) {
    if (!invocation_.has(option)) return {};
    const std::string text = invocation_.value(option);
    const std::optional<Duration> value = parse_duration(text);
    if (value && *value >= kShortest && *value <= kLongest) return value;
    return fail({fmt::format("--{} is a time of 1ms to 1d such as 500ms or 30s, not '{}'", option,
                             printable(text))});
  }
  std::optional<Ratio> share(std::string_view option) {
    if (!invocation_.has(option)) return {};
    const std::string text = invocation_.value(option);
    const std::optional<Ratio> value = parse_ratio(text);
    if (value && value->ppm > 0 && value->ppm <= 1'000'000) return value;
    return fail({fmt::format("--{} is a share above 0% and at most 100%, such as 50%, not '{}'",
                             option, printable(text))});
  }
  const std::optional<Error>& error() const { return error_; }

 private:
  std::nullopt_t fail(Error error) {
    if (!error_) error_ = std::move(error);
    return std::nullopt;
  }

  const Invocation& invocation_;
  std::optional<Error> error_;
};

Result<emulate::BreakerAsk> ask_of(const Invocation& invocation) {
  Reader read(invocation);
  emulate::BreakerAsk ask{.consecutive = read.number("consecutive"),
                          .failure_rate = read.share("failure-rate"),
                          .window = read.time("window"),
                          .calls = read.number("calls"),
                          .minimum_calls = read.number("minimum-calls"),
                          .open_for = read.time("open-for"),
                          .probes = read.number("half-open"),
                          .slow_call = read.time("slow-after"),
                          .slow_rate = read.share("slow-rate"),
                          .timeout = read.time("timeout"),
                          .hosts = read.number("hosts"),
                          .max_ejected = read.share("max-ejected")};
  if (read.error()) return tl::unexpected(*read.error());
  const auto seed = whole_number(invocation, "seed", 0, UINT64_MAX);
  if (!seed) return tl::unexpected(seed.error());
  ask.seed = Seed{*seed};
  return ask;
}

// What is left out is as in a configuration.
Result<policy::BreakerSpec> own_breaker(const emulate::BreakerAsk& ask) {
  if (ask.timeout || ask.hosts || ask.max_ejected) {
    return failure(fmt::format("--{} goes with --like alone",
                               ask.timeout ? "timeout" : (ask.hosts ? "hosts" : "max-ejected")));
  }
  if (!ask.failure_rate && !ask.slow_rate && !ask.consecutive) {
    return failure(
        "no --failure-rate given, such as --failure-rate 50%, nor --slow-rate nor "
        "--consecutive: it would never open");
  }
  if (ask.window && ask.calls) return failure("--window does not go with --calls");
  if (ask.slow_call && !ask.slow_rate) return failure("--slow-after goes with --slow-rate");
  policy::BreakerSpec spec;
  spec.consecutive_failures = static_cast<int32_t>(ask.consecutive.value_or(0));
  spec.failure_rate = ask.failure_rate.value_or(Ratio{0});
  spec.slow_rate = ask.slow_rate.value_or(Ratio{0});
  spec.slow_call = ask.slow_call.value_or(seconds(1));
  spec.window_kind = ask.calls ? policy::BreakerWindow::kCalls : policy::BreakerWindow::kTime;
  spec.window = ask.window.value_or(seconds(10));
  spec.window_calls = static_cast<int32_t>(ask.calls.value_or(100));
  spec.minimum_calls = static_cast<int32_t>(ask.minimum_calls.value_or(20));
  spec.open_for = ask.open_for.value_or(seconds(30));
  spec.half_open_probes = static_cast<int32_t>(ask.probes.value_or(1));
  if (auto ok = policy::check(spec); !ok) return tl::unexpected(ok.error());
  return spec;
}

Result<emulate::Breaker> other_breaker(const std::string& name, const emulate::BreakerAsk& ask) {
  const emulate::BreakerProduct* product = emulate::find_breaker_product(name);
  if (product != nullptr) {
    auto breaker = emulate::make_breaker(*product, ask);
    if (!breaker) return failure("--like " + name + ": " + breaker.error().message);
    return breaker;
  }
  std::vector<std::string_view> names;
  std::string list;
  for (const emulate::BreakerProduct& one : emulate::breaker_products()) {
    names.push_back(one.name);
    list += fmt::format("{}{}", list.empty() ? "" : ", ", one.name);
  }
  const std::string_view near = nearest_word(name, names);
  return failure(
      fmt::format("--like '{}' is no breaker that gw knows{}", printable(name),
                  near.empty() ? ": " + list : fmt::format(", did you mean '{}'?", near)));
}

// "failure-rate 50%, window 30s, minimum-calls 20, failures 500-599".
std::string describe(const Invocation& invocation) {
  std::string text = invocation.value("like");
  for (const std::string_view word : kWords) {
    if (!invocation.has(word)) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", word, invocation.value(word));
  }
  text += ", failures " + invocation.value("failures");
  if (invocation.has("per")) text += ", per " + group_text(invocation);
  if (invocation.has("node-from")) {
    text += fmt::format(", {} by file", counted(invocation.operands().size(), "node"));
  }
  return text;
}

Ratio share_of_run(const emulate::BreakerAsk& ask) {
  if (ask.failure_rate) return *ask.failure_rate;
  return Ratio{ask.consecutive && !ask.slow_rate ? 1'000'000 : 500'000};
}

}  // namespace

Result<simulate::BreakerSettings> breaker_settings(const Invocation& invocation) {
  const auto ask = ask_of(invocation);
  if (!ask) return tl::unexpected(ask.error());
  simulate::BreakerSettings settings;
  if (invocation.has("like")) {
    auto breaker = other_breaker(invocation.value("like"), *ask);
    if (!breaker) return tl::unexpected(breaker.error());
    settings.breaker = std::move(*breaker);
  } else {
    const auto own = own_breaker(*ask);
    if (!own) return tl::unexpected(own.error());
    settings.breaker = *own;
  }
  const auto failures = simulate::parse_statuses(invocation.value("failures"));
  if (!failures) return failure("--failures: " + failures.error().message);
  settings.failures = *failures;
  auto group = group_rule(invocation);
  if (!group) return tl::unexpected(group.error());
  settings.rule.group = std::move(*group);
  settings.text = describe(invocation);
  settings.failure_share = share_of_run(*ask);
  if (ask->slow_rate) settings.slow_after = ask->slow_call.value_or(seconds(1));
  return settings;
}

}  // namespace gw::cmd
