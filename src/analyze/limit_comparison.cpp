#include "analyze/limit_comparison.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/time.hpp"
#include "base/units.hpp"

namespace gw::analyze {
namespace {

using config::Algorithm;
using config::KeyPart;
using config::RateLimit;

constexpr std::array<std::string_view, 6> kAlgorithms{
    "fixed_window", "gcra", "token_bucket", "sliding_window", "sliding_log", "concurrency"};
constexpr std::array<std::string_view, 8> kKinds{"default", "client", "consumer", "route",
                                                 "global",  "header", "query",    "param"};

std::string text_of(const KeyPart& part) {
  std::string out(kKinds[static_cast<size_t>(part.kind)]);
  if (!part.name.empty()) out += ':' + part.name;
  return out;
}

using Parts = std::set<std::string>;

// Without what tells nobody apart: all that a route's own limit counts is of that route. A
// parameter is its place in the path, its name means nothing.
Parts parts_of(const std::vector<KeyPart>& key, const config::Route* route) {
  Parts out;
  for (const KeyPart& part : key) {
    if (part.kind == KeyPart::Kind::kGlobal) continue;
    if (part.kind == KeyPart::Kind::kRoute && route != nullptr) continue;
    std::string text = text_of(part);
    if (part.kind == KeyPart::Kind::kParam && route != nullptr) {
      size_t place = 0;
      for (const config::Segment& segment : route->path.segments) {
        if (segment.is_param && segment.text == part.name) break;
        place += segment.is_param ? 1 : 0;
      }
      text = "param " + std::to_string(place);
    }
    out.insert(std::move(text));
  }
  return out;
}

std::string exact_key(const std::vector<KeyPart>& key, const config::Route* route) {
  std::string out = "=";
  for (const std::string& text : parts_of(key, route)) {
    out += std::to_string(text.size()) + ':' + text;
  }
  return out;
}

bool has_burst(const RateLimit& limit) {
  return limit.algorithm == Algorithm::kGcra || limit.algorithm == Algorithm::kTokenBucket;
}

// Which way one number goes.
enum class Way : uint8_t { kSame, kLess, kMore, kUnclear };

template <class T>
Way way(const T& before, const T& after) {
  if (before == after) return Way::kSame;
  return after < before ? Way::kLess : Way::kMore;
}

int64_t at_once(const RateLimit& limit) {
  if (limit.algorithm == Algorithm::kConcurrency) return limit.max_concurrent;
  return has_burst(limit) ? int64_t{limit.burst} + 1 : limit.rate.count;
}

Way rate_way(const RateLimit& before, const RateLimit& after) {
  __extension__ using Wide = __int128;
  return way(Wide{before.rate.count} * after.rate.per.ns,
             Wide{after.rate.count} * before.rate.per.ns);
}

// More parts are more budgets.
Way key_way(const Parts& was, const Parts& is) {
  if (was == is) return Way::kSame;
  if (std::ranges::includes(is, was)) return Way::kMore;
  return std::ranges::includes(was, is) ? Way::kLess : Way::kUnclear;
}

Way queue_way(const RateLimit& before, const RateLimit& after) {
  if (before.queue.has_value() != after.queue.has_value()) {
    return after.queue ? Way::kMore : Way::kLess;
  }
  if (!after.queue) return Way::kSame;
  const Way wait = way(before.queue->max_wait, after.queue->max_wait);
  const Way length = way(before.queue->max_length, after.queue->max_length);
  if (wait == Way::kSame || wait == length) return length;
  return length == Way::kSame ? wait : Way::kUnclear;
}

}  // namespace

bool is_shadow(const RateLimit& limit) {
  return limit.mode == config::LimitMode::kShadow;
}

std::string key_text(const std::vector<KeyPart>& key) {
  std::string out;
  for (const KeyPart& part : key) out += (out.empty() ? "" : " + ") + text_of(part);
  return out;
}

Fields limit_fields(const RateLimit& limit, const config::Route* route) {
  Fields out;
  if (limit.algorithm == Algorithm::kConcurrency) {
    out.push_back({"", std::to_string(limit.max_concurrent) + " at once"});
  } else {
    out.push_back({"", to_string(limit.rate)});
    if (has_burst(limit)) out.push_back({"burst", std::to_string(limit.burst)});
  }
  out.push_back({"key", key_text(limit.key), exact_key(limit.key, route)});
  out.push_back({"", std::string(kAlgorithms[static_cast<size_t>(limit.algorithm)])});
  if (limit.queue) {
    out.push_back({"queue", std::to_string(limit.queue->max_length) + " for at most " +
                                to_string(limit.queue->max_wait)});
  }
  if (limit.count_refused) out.push_back({"", "counts refused requests"});
  out.push_back({"", is_shadow(limit) ? "shadow" : "enforced"});
  if (limit.stage == config::LimitStage::kBeforeAuth) out.push_back({"", "before auth"});
  if (limit.on_full == config::OnFull::kRefuse) out.push_back({"", "refuses when full"});
  return out;
}

Sense compare_limits(const RateLimit& before, const config::Route* old_route,
                     const RateLimit& after, const config::Route* new_route) {
  if (is_shadow(before) != is_shadow(after)) {
    return is_shadow(after) ? Sense::kLoosened : Sense::kTightened;
  }
  const bool concurrent = after.algorithm == Algorithm::kConcurrency;
  if (concurrent != (before.algorithm == Algorithm::kConcurrency)) return Sense::kChanged;
  const Way ways[] = {way(at_once(before), at_once(after)),
                      concurrent ? Way::kSame : rate_way(before, after),
                      key_way(parts_of(before.key, old_route), parts_of(after.key, new_route)),
                      queue_way(before, after),
                      way(after.count_refused, before.count_refused),
                      way(after.on_full, before.on_full),
                      before.stage == after.stage ? Way::kSame : Way::kUnclear};
  const auto any = [&](Way one) { return std::ranges::find(ways, one) != std::end(ways); };
  if (any(Way::kUnclear) || any(Way::kLess) == any(Way::kMore)) return Sense::kChanged;
  return any(Way::kLess) ? Sense::kTightened : Sense::kLoosened;
}

}  // namespace gw::analyze
