#include "simulate/limit/part_text.hpp"

#include <concepts>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace gw::simulate {

namespace {

using Json = nlohmann::ordered_json;

// The fields of each structure, once for writing and for reading.

template <class T, class Type>
concept Is = std::same_as<std::remove_const_t<T>, Type>;

void fields(Is<LimitCounts> auto& x, auto&& field) {
  field("requests", x.requests);
  field("rejected", x.rejected);
  field("delayed", x.delayed);
}

void fields(Is<LimitPart::Second> auto& x, auto&& field) {
  field("second", x.second);
  field("rejected", x.rejected);
}

void fields(Is<LimitPart::NumberedGroup> auto& x, auto&& field) {
  field("number", x.number);
  field("group", x.row.group);
  field("counts", x.row.counts);
}

void fields(Is<ClientRow> auto& x, auto&& field) {
  field("client", x.client);
  field("requests", x.requests);
  field("rejected", x.rejected);
  field("delayed", x.delayed);
  field("rejected_recorded_success", x.rejected_recorded_success);
  field("first_rejected", x.first_rejected);
  field("longest_stretch", x.longest_stretch);
  field("longest_stretch_requests", x.longest_stretch_requests);
  field("limit", x.limit);
}

void fields(Is<Peak> auto& x, auto&& field) {
  field("per_second", x.per_second);
  field("at", x.at);
}

void fields(Is<Hit> auto& x, auto&& field) {
  field("clients", x.clients);
  field("clients_rejected", x.clients_rejected);
  field("clients_delayed", x.clients_delayed);
  field("clients_only_rejected", x.clients_only_rejected);
  field("rejected", x.rejected);
  field("delayed", x.delayed);
  field("rejected_recorded_success", x.rejected_recorded_success);
  field("rejected_recorded_rejected", x.rejected_recorded_rejected);
  field("rejected_recorded_failure", x.rejected_recorded_failure);
  field("peak", x.peak);
  field("first", x.first);
  field("top", x.top);
}

void fields(Is<SeriesPoint> auto& x, auto&& field) {
  field("answered", x.groups.of[0]);
  field("failed", x.groups.of[1]);
  field("rejected", x.groups.of[2]);
  field("unrouted", x.groups.of[3]);
  field("delayed", x.delayed);
}

void fields(Is<Series> auto& x, auto&& field) {
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
  field("unnamed_clients", x.unnamed_clients);
  field("without_key", x.without_key);
  field("without_host", x.without_host);
  field("without_status", x.without_status);
  field("garbage", x.garbage);
  field("recorded_by_gateway", x.recorded_by_gateway);
  field("statuses", x.statuses);
  field("missing_headers", x.missing_headers);
}

void fields(Is<Returned> auto& x, auto&& field) {
  field("requests", x.requests);
  field("attempts", x.attempts);
  field("let_through", x.let_through);
  field("waits", x.waits);
}

void fields(Is<LimitPart> auto& x, auto&& field) {
  field("partial", x.partial);
  field("first", x.first);
  field("last", x.last);
  field("counts", x.counts);
  field("clumped", x.clumped);
  field("returned", x.returned);
  field("hit", x.hit);
  field("rejected_seconds", x.rejected_seconds);
  field("groups", x.groups);
  field("delays", x.delays);
  field("series", x.series);
  field("reading", x.reading);
}

void fields(Is<TuneNeed> auto& x, auto&& field) {
  field("need", x.need);
  field("keys", x.keys);
  field("good_keys", x.good_keys);
}

void fields(Is<TuneRejected> auto& x, auto&& field) {
  field("limit", x.limit);
  field("requests", x.requests);
  field("successes", x.successes);
}

void fields(Is<TunePeaks> auto& x, auto&& field) {
  field("window", x.window);
  field("keys", x.keys);
}

void fields(Is<TunePeaks::Keys> auto& x, auto&& field) {
  field("peak", x.peak);
  field("keys", x.keys);
}

void fields(Is<TuneKey> auto& x, auto&& field) {
  field("key", x.key);
  field("requests", x.requests);
  field("need", x.need);
}

void fields(Is<TuneCell> auto& x, auto&& field) {
  field("rejected", x.rejected);
  field("good_keys", x.good_keys);
}

void fields(Is<TunePopulation> auto& x, auto&& field) {
  field("requests", x.requests);
  field("needs", x.needs);
  field("curve", x.curve);
}

void fields(Is<TunePart> auto& x, auto&& field) {
  field("partial", x.partial);
  field("first", x.first);
  field("last", x.last);
  field("normal", x.normal);
  field("incident", x.incident);
  field("heat", x.heat);
  field("peaks", x.peaks);
  field("neediest", x.neediest);
  field("reading", x.reading);
}

template <class T>
Json written(const T& value);

// Each byte becomes the character of its number, for the texts of a log need not be UTF-8.
std::string widened(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) out += static_cast<char>(0xC0 | byte >> 6);
    out += byte < 0x80 ? c : static_cast<char>(0x80 | (byte & 0x3F));
  }
  return out;
}

// The reverse; what widened() did not write is left as it is.
std::string narrowed(const std::string& text) {
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if ((byte & 0xFE) == 0xC2 && at + 1 < text.size()) {
      const auto next = static_cast<unsigned char>(text[++at]);
      out += static_cast<char>((byte & 3) << 6 | (next & 0x3F));
    } else {
      out += text[at];
    }
  }
  return out;
}

template <class T>
struct Writer {
  static Json write(const T& value) {
    if constexpr (std::is_arithmetic_v<T>) {
      return value;
    } else if constexpr (std::same_as<T, std::string>) {
      return widened(value);
    } else if constexpr (requires { value.ns; }) {
      return value.ns;
    } else if constexpr (std::same_as<T, DelayHistogram>) {
      return {{"buckets", value.buckets()}, {"max", value.max().ns}};
    } else {
      Json object = Json::object();
      fields(value, [&](const char* name, const auto& one) { object[name] = written(one); });
      return object;
    }
  }
};

template <class T>
struct Writer<std::vector<T>> {
  static Json write(const std::vector<T>& values) {
    Json list = Json::array();
    for (const T& value : values) list.push_back(written(value));
    return list;
  }
};

template <class T>
struct Writer<std::optional<T>> {
  static Json write(const std::optional<T>& value) { return value ? written(*value) : Json(); }
};

template <class T>
Json written(const T& value) {
  return Writer<T>::write(value);
}

// Fills a structure from JSON; the first place that does not fit ends it.
class Reader {
 public:
  template <class T>
  void read(const Json& json, T& to) {
    if (!bad_.empty()) return;
    if constexpr (std::same_as<T, bool>) {
      if (!json.is_boolean()) return refuse("true or false");
      to = json.get<bool>();
    } else if constexpr (std::integral<T>) {
      read_number(json, to);
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
      if constexpr (std::same_as<T, Series>) {
        if (bad_.empty() && to.width.ns <= 0) refuse("above 0", ".width");
      }
    }
  }

  template <class T>
  void read(const Json& json, std::vector<T>& to) {
    if (!bad_.empty()) return;
    if (!json.is_array()) return refuse("a list");
    for (const Json& one : json) read(one, to.emplace_back());
  }

  template <class T>
  void read(const Json& json, std::optional<T>& to) {
    if (!json.is_null()) read(json, to.emplace());
  }

  // Empty when all was read.
  const std::string& bad() const { return bad_; }

 private:
  template <class T>
  void read_number(const Json& json, T& to) {
    if (json.is_number_unsigned() && std::in_range<T>(json.get<uint64_t>())) {
      to = static_cast<T>(json.get<uint64_t>());
    } else if (json.is_number_integer() && !json.is_number_unsigned() &&
               std::in_range<T>(json.get<int64_t>())) {
      to = static_cast<T>(json.get<int64_t>());
    } else {
      refuse("a whole number");
    }
  }

  template <class T>
  void read_member(const Json& json, const char* name, T& to) {
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
std::string text_of(const Part& part) {
  return written(part).dump();
}

template <class Part>
Result<Part> part_of(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return failure("it is cut off or no JSON");
  Part part;
  Reader reader;
  reader.read(json, part);
  if (!reader.bad().empty()) return failure(reader.bad());
  return part;
}

}  // namespace

std::string part_text(const LimitPart& part) {
  return text_of(part);
}
std::string part_text(const TunePart& part) {
  return text_of(part);
}

Result<LimitPart> read_limit_part(std::string_view text) {
  return part_of<LimitPart>(text);
}
Result<TunePart> read_tune_part(std::string_view text) {
  return part_of<TunePart>(text);
}

}  // namespace gw::simulate
