#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "cmd/commands.hpp"
#include "cmd/terminal.hpp"
#include "cmd/traffic_options.hpp"
#include "traffic/synthetic_log.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kTargets[] = {"json", "csv", "combined"};
constexpr std::string_view kPopularities[] = {"zipf", "uniform"};
constexpr Duration kLongest = seconds(366 * 86'400LL);
constexpr Duration kLongestAnswer = seconds(3600);
constexpr size_t kMaxParts = 1000;

constexpr Option kOptions[] = {
    {.name = "rate", .value = "RATE", .doc = "requests in time, on average", .fallback = "10/s"},
    {.name = "for", .value = "TIME", .doc = "how long, up to 366d", .fallback = "10m"},
    {.name = "start",
     .value = "TIME",
     .doc = "when it begins, in RFC 3339",
     .fallback = "2025-11-24T16:00:00Z"},
    {.name = "clients", .value = "N", .doc = "how many, 1..16777216", .fallback = "1000"},
    {.name = "popularity",
     .value = "HOW",
     .doc = "who asks how much: the n-th client about 1/n as much as the first, or all alike",
     .choices = kPopularities,
     .fallback = "zipf"},
    {.name = "routes", .value = "N", .doc = "how many, 1..1000000", .fallback = "20"},
    {.name = "errors", .value = "SHARE", .doc = "answers that are 502 or 503", .fallback = "1%"},
    {.name = "duration",
     .value = "TIME",
     .doc = "the longest duration, 1ms..1h; each octave below it is as likely",
     .fallback = "200ms"},
    {.name = "diurnal",
     .value = "SHARE",
     .doc = "how far the rate swings over a day, 0%..100%, highest at 14:00 UTC",
     .fallback = "0%"},
    {.name = "bursts",
     .value = "SPEC",
     .doc = "one client at a time sends many: every=1m,size=20,within=1s"},
    {.name = "attack",
     .value = "SPEC",
     .doc = "clients of 198.18.0.0/15 come on top, from=TIME and for=TIME, with rate=100/s, "
            "clients=1, "
            "path=/login, status=401",
     .repeatable = true},
    {.name = "outage",
     .value = "SPEC",
     .doc =
         "requests fail and wait, from=TIME and for=TIME, with errors=100%, latency=0s, and path= "
         "for those below it alone",
     .repeatable = true},
    {.name = "to",
     .value = "FORMAT",
     .doc = "what to write: gw's JSON lines, CSV, or nginx's combined format with request time",
     .choices = kTargets,
     .fallback = "json"},
    kSeedOption,
};

constexpr Example kExamples[] = {
    {"gw traffic generate --rate 50/s --for 1h > quiet.jsonl", "an hour of traffic"},
    {"gw traffic generate --attack from=2m,for=1m,rate=200/s | gw tune limit -",
     "which limit keeps an attacker out?"},
    {"gw traffic generate --outage from=5m,for=1m,errors=80%,latency=2s | gw replay breaker "
     "--failure-rate 50% --window 30s --minimum-calls 20 -",
     "when does a breaker open?"},
};

// "from=2m,rate=100/s" taken apart; each value is asked for once by its name.
class Spec {
 public:
  static Result<Spec> parse(std::string_view option, std::string_view text,
                            std::span<const std::string_view> names) {
    Spec spec;
    spec.option_ = option;
    for (const std::string_view part : split(text, ',')) {
      const size_t equals = std::min(part.find('='), part.size());
      const std::string_view name = part.substr(0, equals);
      const bool known = std::ranges::find(names, name) != names.end();
      const bool twice =
          std::ranges::any_of(spec.values_, [&](const auto& value) { return value.first == name; });
      if (equals == part.size() || !known || twice) {
        std::string expected;
        for (const std::string_view one : names) expected += fmt::format(" {}=", one);
        return failure(fmt::format("--{}: '{}' is none of{}, each at most once", option,
                                   printable(part), expected));
      }
      spec.values_.emplace_back(name, part.substr(equals + 1));
    }
    return spec;
  }

  // Sets `to` when the name is there; `read` answers empty for what it cannot read.
  template <class T, class Read>
  Spec& take(std::string_view name, T& to, std::string_view expected, Read&& read) {
    for (const auto& [given, value] : values_) {
      if (given != name || !error_.empty()) continue;
      const auto found = read(value);
      if (found) {
        to = static_cast<T>(*found);
      } else {
        error_ = fmt::format("--{}: {} is {}, not '{}'", option_, name, expected, printable(value));
      }
    }
    return *this;
  }
  Spec& take_time(std::string_view name, Duration& to, Duration min = {0},
                  Duration max = kLongest) {
    return take(name, to, fmt::format("a time from {} to {}", to_string(min), to_string(max)),
                [&](const std::string& text) {
                  auto time = parse_duration(text);
                  return time && *time >= min && *time <= max ? time : std::nullopt;
                });
  }
  Spec& take_count(std::string_view name, uint64_t& to, uint64_t max) {
    return take(name, to, fmt::format("a whole number 1..{}", max), [&](const std::string& text) {
      auto count = parse_u64(text);
      return count && *count >= 1 && *count <= max ? count : std::nullopt;
    });
  }
  Spec& take_share(std::string_view name, Ratio& to) {
    return take(name, to, "a share 0%..100%", [](const std::string& text) {
      auto share = parse_ratio(text);
      return share && share->ppm >= 0 && share->ppm <= 1'000'000 ? share : std::nullopt;
    });
  }
  Spec& take_rate(std::string_view name, Rate& to) {
    return take(
        name, to, "a count and a time such as 100/s, up to 1000000/s", [](const std::string& text) {
          auto rate = parse_rate(text);
          // At most one a microsecond.
          const bool fits = rate && rate->per <= kLongest && rate->count <= rate->per.ns / 1'000;
          return fits ? rate : std::nullopt;
        });
  }
  Spec& take_path(std::string_view name, std::string& to) {
    return take(name, to, "a path such as /login", [](const std::string& text) {
      const bool path =
          text.starts_with('/') && text.find_first_of(" \t\r\n\"") == std::string::npos;
      return path ? std::optional(text) : std::nullopt;
    });
  }
  Result<void> finish() const {
    if (!error_.empty()) return failure(error_);
    return {};
  }

 private:
  std::string option_;
  std::vector<std::pair<std::string, std::string>> values_;
  std::string error_;
};

Result<traffic::Bursts> read_bursts(const std::string& text) {
  constexpr std::string_view kNames[] = {"every", "size", "within"};
  auto spec = Spec::parse("bursts", text, kNames);
  if (!spec) return tl::unexpected(spec.error());
  traffic::Bursts bursts;
  const auto done = spec->take_time("every", bursts.every, milliseconds(1))
                        .take_count("size", bursts.size, 100'000)
                        .take_time("within", bursts.within, {0}, bursts.every)
                        .finish();
  if (!done) return tl::unexpected(done.error());
  return bursts;
}

Result<traffic::Attack> read_attack(const std::string& text) {
  constexpr std::string_view kNames[] = {"from", "for", "rate", "clients", "path", "status"};
  auto spec = Spec::parse("attack", text, kNames);
  if (!spec) return tl::unexpected(spec.error());
  traffic::Attack attack;
  attack.window.length = seconds(60);
  const auto read_status = [](const std::string& value) {
    auto status = parse_u64(value);
    return status && *status >= 100 && *status <= 599 ? status : std::nullopt;
  };
  const auto done = spec->take_time("from", attack.window.from)
                        .take_time("for", attack.window.length)
                        .take_rate("rate", attack.rate)
                        .take_count("clients", attack.clients, 131'072)
                        .take_path("path", attack.path)
                        .take("status", attack.status, "a status 100..599", read_status)
                        .finish();
  if (!done) return tl::unexpected(done.error());
  return attack;
}

Result<traffic::Outage> read_outage(const std::string& text) {
  constexpr std::string_view kNames[] = {"from", "for", "errors", "latency", "path"};
  auto spec = Spec::parse("outage", text, kNames);
  if (!spec) return tl::unexpected(spec.error());
  traffic::Outage outage;
  outage.window.length = seconds(60);
  const auto done = spec->take_time("from", outage.window.from)
                        .take_time("for", outage.window.length)
                        .take_share("errors", outage.errors)
                        .take_time("latency", outage.latency, {0}, kLongestAnswer)
                        .take_path("path", outage.path)
                        .finish();
  if (!done) return tl::unexpected(done.error());
  return outage;
}

// The options with one value, read as a spec of their own.
Result<void> set_plain(const Invocation& invocation, traffic::SyntheticTraffic& traffic) {
  constexpr std::string_view kNames[] = {"rate",   "for",    "start",    "clients",
                                         "routes", "errors", "duration", "diurnal"};
  for (const std::string_view name : kNames) {
    const std::string text = fmt::format("{}={}", name, invocation.value(name));
    auto spec = Spec::parse(name, text, kNames);
    if (!spec) return tl::unexpected(spec.error());
    const auto done =
        spec->take_rate("rate", traffic.rate)
            .take_time("for", traffic.length)
            .take("start", traffic.start, "a time in RFC 3339 since 1970",
                  [](const std::string& value) {
                    auto time = parse_rfc3339(value);
                    return time && time->ns >= 0 && time->ns < INT64_MAX / 2 ? time : std::nullopt;
                  })
            .take_count("clients", traffic.clients, 1U << 24)
            .take_count("routes", traffic.routes, 1'000'000)
            .take_share("errors", traffic.errors)
            .take_time("duration", traffic.duration_max, milliseconds(1), kLongestAnswer)
            .take_share("diurnal", traffic.diurnal)
            .finish();
    if (!done) return done;
  }
  traffic.popularity = invocation.value("popularity") == "uniform" ? traffic::Popularity::kUniform
                                                                   : traffic::Popularity::kZipf;
  return {};
}

Result<traffic::SyntheticTraffic> traffic_of(const Invocation& invocation) {
  traffic::SyntheticTraffic traffic;
  if (auto set = set_plain(invocation, traffic); !set) return tl::unexpected(set.error());
  const auto seed = whole_number(invocation, "seed", 0, UINT64_MAX);
  if (!seed) return tl::unexpected(seed.error());
  traffic.seed = Seed{*seed};
  if (invocation.has("bursts")) {
    const auto bursts = read_bursts(invocation.value("bursts"));
    if (!bursts) return tl::unexpected(bursts.error());
    traffic.bursts = *bursts;
  }
  for (const std::string& text : invocation.values("attack")) {
    auto attack = read_attack(text);
    if (!attack) return tl::unexpected(attack.error());
    traffic.attacks.push_back(std::move(*attack));
  }
  for (const std::string& text : invocation.values("outage")) {
    auto outage = read_outage(text);
    if (!outage) return tl::unexpected(outage.error());
    traffic.outages.push_back(std::move(*outage));
  }
  if (std::max(traffic.attacks.size(), traffic.outages.size()) > kMaxParts) {
    return failure("more than 1000 attacks or outages");
  }
  return traffic;
}

ExitCode run_traffic_generate(const Invocation& invocation, Terminal& terminal) {
  const auto traffic = traffic_of(invocation);
  if (!traffic) return terminal.usage_error("traffic generate: " + traffic.error().message);
  const std::string to = invocation.value("to");
  const auto output = to == "csv"        ? traffic::LogOutput::kCsv
                      : to == "combined" ? traffic::LogOutput::kCombined
                                         : traffic::LogOutput::kJson;
  exit_on_interrupt();
  traffic::write_synthetic_log(*traffic, output, [&](std::string_view line) {
    terminal.out(line);
    return !terminal.out_is_gone();
  });
  return ExitCode::kFine;
}

}  // namespace

const Command kTrafficGenerate{
    .name = "traffic generate",
    .summary = "made-up traffic: waves, bursts, attacks, outages",
    .doc =
        "Prints a log of requests that nobody sent, to try limits and breakers on what has not "
        "happened yet. Requests come at random (a Poisson process) at the given rate, which "
        "--diurnal lets swing with the hour; clients are addresses of 10.0.0.0/8, few of which ask "
        "for most. --bursts, --attack and --outage add what limits and breakers are for; a "
        "SPEC is written from=2m,for=1m,rate=200/s; what it leaves out is as its option shows, "
        "from "
        "the start on for a minute."
        "\n\nThe log is a function of the options and --seed alone, byte for byte, on any "
        "machine. Upstreams do not slow down under load, and clients do not come back: it is no "
        "model of a service."
        "\n\nExit code 0; 2 when an option is wrong.",
    .options = kOptions,
    .examples = kExamples,
    .run = run_traffic_generate,
};

}  // namespace gw::cmd
