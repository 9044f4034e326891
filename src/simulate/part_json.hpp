// Structures as one line of JSON and back, by their fields: what a shard found, on its way to
// another machine. Numbers are exact, times are nanoseconds since 1970, and the texts of a log need
// not be UTF-8. Who writes a structure has a `fields(x, field)` for it in this namespace, which
// names each once for both ways; it is found by the structure's type.
#pragma once

#include <concepts>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "simulate/delay_histogram.hpp"
#include "simulate/results.hpp"

namespace gw::simulate {

template <class T, class Type>
concept Is = std::same_as<std::remove_const_t<T>, Type>;

template <class T>
concept IsSeries = Is<T, SeriesOf<typename T::Point>>;

void fields(IsSeries auto& x, auto&& field) {
  field("start", x.start);
  field("width", x.width);
  field("points", x.points);
}

void fields(Is<StatusCount> auto& x, auto&& field) {
  field("status", x.status);
  field("requests", x.requests);
}

void fields(Is<Reading::Source::Sample> auto& x, auto&& field) {
  field("line", x.line);
  field("reason", x.reason);
  field("excerpt", x.excerpt);
}

void fields(Is<Reading::Source> auto& x, auto&& field) {
  field("name", x.name);
  field("format", x.format);
  field("lines", x.lines);
  field("records", x.records);
  field("malformed", x.malformed);
  field("comments", x.comments);
  field("samples", x.samples);
}

void fields(Is<Injected> auto& x, auto&& field) {
  field("text", x.text);
  field("from", x.from);
  field("to", x.to);
  field("status", x.status);
  field("latency", x.latency);
  field("calls", x.calls);
  field("failed", x.failed);
  field("requests", x.requests);
}

void fields(Is<Scaled> auto& x, auto&& field) {
  field("factor", x.factor);
  field("added", x.added);
  field("dropped", x.dropped);
}

void fields(Is<Reading> auto& x, auto&& field) {
  field("sources", x.sources);
  field("records", x.records);
  field("left_out", x.left_out);
  field("backwards", x.backwards);
  field("backwards_most", x.backwards_most);
  field("reordered", x.reordered);
  field("late", x.late);
  field("coarse_stamps", x.coarse_stamps);
  field("without_duration", x.without_duration);
  field("assumed_duration", x.assumed_duration);
  field("refused_left_out", x.refused_left_out);
  field("with_forwarded_for", x.with_forwarded_for);
  field("unnamed_clients", x.unnamed_clients);
  field("without_key", x.without_key);
  field("without_route", x.without_route);
  field("without_host", x.without_host);
  field("without_status", x.without_status);
  field("garbage", x.garbage);
  field("recorded_by_gateway", x.recorded_by_gateway);
  field("statuses", x.statuses);
  field("missing_headers", x.missing_headers);
  field("injected", x.injected);
  field("scaled", x.scaled);
}

using PartJson = nlohmann::ordered_json;

// Each byte becomes the character of its number, and back; what widened() did not write is left as
// it is.
std::string widened(const std::string& text);
std::string narrowed(const std::string& text);

template <class T>
PartJson written(const T& value);

template <class T>
struct PartWriter {
  static PartJson write(const T& value) {
    if constexpr (std::is_arithmetic_v<T>) {
      return value;
    } else if constexpr (std::same_as<T, policy::BreakerState>) {
      return static_cast<int>(value);
    } else if constexpr (std::same_as<T, std::string>) {
      return widened(value);
    } else if constexpr (requires { value.ns; }) {
      return value.ns;
    } else if constexpr (std::same_as<T, DelayHistogram>) {
      return {{"buckets", value.buckets()}, {"max", value.max().ns}};
    } else {
      PartJson object = PartJson::object();
      fields(value, [&](const char* name, const auto& one) { object[name] = written(one); });
      return object;
    }
  }
};

template <class T>
struct PartWriter<std::vector<T>> {
  static PartJson write(const std::vector<T>& values) {
    PartJson list = PartJson::array();
    for (const T& value : values) list.push_back(written(value));
    return list;
  }
};

template <class T>
struct PartWriter<std::optional<T>> {
  static PartJson write(const std::optional<T>& value) {
    return value ? written(*value) : PartJson();
  }
};

template <class T>
PartJson written(const T& value) {
  return PartWriter<T>::write(value);
}

// Fills a structure from JSON; the first place that does not fit ends it.
class PartReader {
 public:
  template <class T>
  void read(const PartJson& json, T& to) {
    if (!bad_.empty()) return;
    if constexpr (std::same_as<T, bool>) {
      if (!json.is_boolean()) return refuse("true or false");
      to = json.get<bool>();
    } else if constexpr (std::integral<T>) {
      read_number(json, to);
    } else if constexpr (std::same_as<T, policy::BreakerState>) {
      read_state(json, to);
    } else if constexpr (std::same_as<T, std::string>) {
      if (!json.is_string()) return refuse("a text");
      to = narrowed(json.get_ref<const std::string&>());
    } else if constexpr (requires { to.ns; }) {
      read_number(json, to.ns);
    } else if constexpr (std::same_as<T, DelayHistogram>) {
      std::vector<uint64_t> buckets;
      Duration max;
      read_member(json, "buckets", buckets);
      read_member(json, "max", max);
      if (bad_.empty() && !to.restore(buckets, max)) refuse("fewer lengths");
    } else {
      fields(to, [&](const char* name, auto& one) { read_member(json, name, one); });
      if constexpr (IsSeries<T>) {
        if (bad_.empty() && to.width.ns <= 0) refuse("above 0", ".width");
      }
    }
  }

  template <class T>
  void read(const PartJson& json, std::vector<T>& to) {
    if (!bad_.empty()) return;
    if (!json.is_array()) return refuse("a list");
    for (const PartJson& one : json) read(one, to.emplace_back());
  }

  template <class T>
  void read(const PartJson& json, std::optional<T>& to) {
    if (!json.is_null()) read(json, to.emplace());
  }

  // Empty when all was read.
  const std::string& bad() const { return bad_; }

 private:
  template <class T>
  void read_number(const PartJson& json, T& to) {
    if (json.is_number_unsigned() && std::in_range<T>(json.get<uint64_t>())) {
      to = static_cast<T>(json.get<uint64_t>());
    } else if (json.is_number_integer() && !json.is_number_unsigned() &&
               std::in_range<T>(json.get<int64_t>())) {
      to = static_cast<T>(json.get<int64_t>());
    } else {
      refuse("a whole number");
    }
  }

  void read_state(const PartJson& json, policy::BreakerState& to) {
    uint8_t number = 0;
    read_number(json, number);
    if (number > static_cast<uint8_t>(policy::BreakerState::kHalfOpen)) return refuse("a state");
    to = static_cast<policy::BreakerState>(number);
  }

  template <class T>
  void read_member(const PartJson& json, const char* name, T& to) {
    if (!bad_.empty()) return;
    const std::string before = path_;
    path_ += (path_.empty() ? "" : ".") + std::string(name);
    const auto found = json.is_object() ? json.find(name) : json.end();
    if (found == json.end()) {
      refuse("something");
    } else {
      read(*found, to);
    }
    path_ = before;
  }

  void refuse(std::string_view expected, std::string_view below = "") {
    if (bad_.empty()) bad_ = path_ + std::string(below) + " is not " + std::string(expected);
  }

  std::string path_;
  std::string bad_;
};

template <class Part>
std::string part_json(const Part& part) {
  return written(part).dump();
}

template <class Part>
Result<Part> part_of(std::string_view text) {
  const PartJson json = PartJson::parse(text, nullptr, false);
  if (json.is_discarded()) return failure("it is cut off or no JSON");
  Part part;
  PartReader reader;
  reader.read(json, part);
  if (!reader.bad().empty()) return failure(reader.bad());
  return part;
}

}  // namespace gw::simulate
