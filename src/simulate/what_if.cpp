#include "simulate/what_if.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "simulate/options.hpp"

namespace gw::simulate {

namespace {

constexpr std::array<std::string_view, 8> kFields{"service", "route",  "group",  "from",
                                                  "for",     "errors", "status", "latency"};
constexpr Duration kLongestWindow = seconds(366LL * 86'400);
constexpr Duration kLongestLatency = seconds(3'600);
constexpr int64_t kWholePpm = 1'000'000;

struct Start {
  Injection::From from = Injection::From::kOffset;
  int64_t ns = 0;
};

std::optional<Duration> time_up_to(std::string_view text, Duration most) {
  const std::optional<Duration> time = parse_duration(text);
  return time && time->ns > 0 && *time <= most ? time : std::nullopt;
}

// "12:00", "+10m" or a time in RFC 3339.
std::optional<Start> parse_start(std::string_view text) {
  if (text == "+0") return Start{};
  if (text.starts_with('+')) {
    const std::optional<Duration> offset = time_up_to(text.substr(1), kLongestWindow);
    if (!offset) return std::nullopt;
    return Start{Injection::From::kOffset, offset->ns};
  }
  if (const std::optional<int64_t> clock = parse_clock(text)) {
    return Start{Injection::From::kClock, *clock};
  }
  const std::optional<WallTime> time = parse_rfc3339(text);
  if (!time) return std::nullopt;
  return Start{Injection::From::kTime, time->ns};
}

// Reads one field after the other into an Injection; the first mistake is kept.
class InjectionReader {
 public:
  explicit InjectionReader(std::string_view text) { injection_.text = text; }

  void read(std::string_view part) {
    const size_t equals = std::min(part.find('='), part.size());
    const std::string_view name = part.substr(0, equals);
    const auto* const field = std::ranges::find(kFields, name);
    if (equals == part.size() || field == kFields.end()) return fail_unknown(part, name);
    if (std::ranges::find(seen_, name) != seen_.end()) {
      return fail("'" + std::string(name) + "' is given twice");
    }
    seen_.push_back(name);
    value_ = part.substr(equals + 1);
    if (field - kFields.begin() < 3) return read_name(name);
    read_number(name);
  }

  Result<Injection> finish() {
    if (error_.empty() && injection_.errors.ppm == 0 && injection_.latency.ns == 0) {
      fail("nothing to inject: give errors=80%, latency=2s or both");
    }
    if (error_.empty() && has("status") && !has("errors")) fail("status goes with errors");
    if (!error_.empty()) return failure(error_);
    return std::move(injection_);
  }

 private:
  void read_name(std::string_view name) {
    if (injection_.of != Injection::Of::kAll) return fail("of service, route and group take one");
    if (value_.empty()) return expect(name, "a name");
    injection_.name = value_;
    injection_.of = name == "service" ? Injection::Of::kService
                    : name == "route" ? Injection::Of::kRoute
                                      : Injection::Of::kGroup;
  }

  void read_number(std::string_view name) {
    if (name == "from") return read_start();
    if (name == "for") {
      injection_.lasts = time_up_to(value_, kLongestWindow);
      if (!injection_.lasts) expect(name, "a time such as 5m");
    } else if (name == "errors") {
      const std::optional<Ratio> share = parse_ratio(value_);
      if (!share || share->ppm <= 0 || share->ppm > kWholePpm) {
        return expect(name, "a share above 0% and at most 100%, such as 80%");
      }
      injection_.errors = *share;
    } else if (name == "status") {
      const std::optional<uint64_t> status = parse_u64(value_);
      if (!status || *status < 200 || *status > 599) return expect(name, "a status 200..599");
      injection_.status = static_cast<uint16_t>(*status);
    } else {
      const std::optional<Duration> latency = time_up_to(value_, kLongestLatency);
      if (!latency) return expect(name, "a time up to 1h such as 2s");
      injection_.latency = *latency;
    }
  }

  void read_start() {
    const std::optional<Start> start = parse_start(value_);
    if (!start) {
      return expect("from",
                    "a clock time (12:00), a time in RFC 3339, or one after the first request "
                    "(+10m)");
    }
    injection_.from = start->from;
    injection_.from_ns = start->ns;
  }

  bool has(std::string_view name) const { return std::ranges::find(seen_, name) != seen_.end(); }

  void fail_unknown(std::string_view part, std::string_view name) {
    std::string list;
    for (const std::string_view field : kFields) list += " " + std::string(field) + "=";
    const std::string_view near = nearest_word(name, kFields);
    const bool helps = !near.empty() && near != name;
    fail("'" + printable(part) + "' is none of" + list +
         (helps ? ", did you mean '" + std::string(near) + "='?" : std::string()));
  }

  void expect(std::string_view name, std::string_view what) {
    fail(std::string(name) + " is " + std::string(what) + ", not '" + printable(value_) + "'");
  }

  void fail(const std::string& what) {
    if (error_.empty()) error_ = "--inject '" + printable(injection_.text) + "': " + what;
  }

  Injection injection_;
  std::vector<std::string_view> seen_;
  std::string_view value_;
  std::string error_;
};

// Digits, a point and up to three more, in thousandths.
std::optional<uint64_t> parse_thousandths(std::string_view text) {
  const size_t point = std::min(text.find('.'), text.size());
  const std::optional<uint64_t> whole = parse_u64(text.substr(0, point));
  if (!whole || *whole > 1'000 || point + 1 == text.size()) return std::nullopt;
  if (point == text.size()) return *whole * 1'000;
  std::string digits(text.substr(point + 1));
  if (digits.size() > 3) return std::nullopt;
  digits.resize(3, '0');
  const std::optional<uint64_t> part = parse_u64(digits);
  if (!part) return std::nullopt;
  return *whole * 1'000 + *part;
}

}  // namespace

Result<Injection> parse_injection(std::string_view text) {
  InjectionReader reader(text);
  for (const std::string_view part : split(text, ',')) reader.read(part);
  return reader.finish();
}

Result<Scale> parse_scale(std::string_view text) {
  constexpr uint64_t kMost = 100'000;
  if (text.ends_with('x')) {
    const auto thousandths = parse_thousandths(text.substr(0, text.size() - 1));
    if (thousandths && *thousandths >= 1 && *thousandths <= kMost) {
      return Scale{static_cast<uint32_t>(*thousandths)};
    }
  }
  return failure("--scale is a factor from 0.001x to 100x such as 3x or 0.5x, not '" +
                 printable(text) + "'");
}

std::string to_string(Scale scale) {
  std::string text = std::to_string(scale.thousandths / 1000);
  if (const uint32_t part = scale.thousandths % 1000; part != 0) {
    text += "." + std::to_string(1000 + part).substr(1);
    while (text.ends_with('0')) text.pop_back();
  }
  return text + "x";
}

uint32_t clients_for(Scale scale, Seed seed, uint64_t client) {
  const uint64_t number = draw(seed, client, Purpose::kScale, 0);
  return scale.thousandths / 1000 + (draw_below(number, 1000) < scale.thousandths % 1000 ? 1U : 0U);
}

Duration delay_of_copy(Seed seed, uint64_t client, uint32_t number, int64_t resolution_ns) {
  constexpr int64_t kCoarseNs = 1'000'000'000;
  constexpr int64_t kCoarsestNs = 60'000'000'000;
  const uint64_t drawn = draw(seed, client, Purpose::kScale, number);
  const auto below =
      static_cast<int64_t>(draw_below(drawn, static_cast<uint64_t>(kScaleSpread.ns)));
  const bool coarse = resolution_ns >= kCoarseNs && resolution_ns <= kCoarsestNs;
  const int64_t step_ns = coarse ? resolution_ns : 1;
  return {(below / step_ns + 1) * step_ns};
}

std::string name_of_copy(std::string_view client, uint32_t number) {
  return std::string(client) + " (copy " + std::to_string(number + 1) + ")";
}

}  // namespace gw::simulate
