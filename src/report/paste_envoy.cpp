// Envoy's local rate limit: a bucket of tokens that fills evenly, the suggestion's own, for each
// value of a descriptor (local_ratelimit_impl.cc, AtomicTokenBucketImpl).
#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "report/paste_limit.hpp"

namespace gw::report {

namespace {

using Field = simulate::TextPattern::Field;
using Piece = simulate::TextPattern::Piece;

constexpr Duration kShortestFill = milliseconds(50);
constexpr uint64_t kFewestBuckets = 10'000;

// An action that makes an entry of a descriptor, with the entry's key.
struct Entry {
  std::string action;
  std::string key;
};

Entry header_entry(std::string_view header, std::string_view key) {
  return {fmt::format("request_headers: {{header_name: \"{}\", descriptor_key: {}}}", header, key),
          std::string(key)};
}

Entry entry_of(const Piece& piece) {
  switch (piece.field) {
    case Field::kClient:
      return {"remote_address: {}", "remote_address"};
    case Field::kHost:
      return header_entry(":authority", "host");
    case Field::kMethod:
      return header_entry(":method", "method");
    case Field::kHeader:
      return piece.header.find_first_of(" ./:") == std::string::npos
                 ? header_entry(piece.header, piece.header)
                 : Entry{};
    default:
      return {};
  }
}

std::string bucket(const PastedLimit& limit) {
  const int64_t times = std::max<int64_t>((kShortestFill.ns + limit.per.ns - 1) / limit.per.ns, 1);
  return fmt::format("{{max_tokens: {}, tokens_per_fill: {}, fill_interval: {}}}", limit.limit,
                     limit.limit * static_cast<uint64_t>(times), envoy_seconds(limit.per * times));
}

std::string descriptors(const PastedLimit& limit, const std::vector<Entry>& entries) {
  std::string text = fmt::format(
      "  always_consume_default_token_bucket: false\n"
      "  max_dynamic_descriptors: {}\n"
      "  rate_limits:\n"
      "  - actions:\n",
      std::max(kFewestBuckets, limit.keys));
  for (const Entry& entry : entries) text += "    - " + entry.action + "\n";
  text += "  descriptors:\n  - entries:\n";
  for (const Entry& entry : entries) text += "    - key: " + entry.key + "\n";
  return text + "    token_bucket: " + bucket(limit) + "\n";
}

}  // namespace

std::string envoy_seconds(Duration time) {
  std::string text = fmt::format("{}.{:09}", time.ns / 1'000'000'000, time.ns % 1'000'000'000);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + "s";
}

std::string envoy_limit(const PastedLimit& limit) {
  std::vector<Entry> entries;
  const auto key = key_with(limit.key, [&](const Piece& piece) {
    entries.push_back(entry_of(piece));
    return entries.back().key;
  });
  if (!key) {
    return comment("Envoy's local rate limit cannot count by " + printable(limit.key_text) + ".");
  }
  std::string text;
  if (!entries.empty()) {
    text += comment(
        "Each value of the key has a bucket of its own, which takes a release of Envoy with "
        "max_dynamic_descriptors; requests without a value share the first bucket.");
  }
  text += comment("Each Envoy counts for itself.");
  text += fmt::format(
      "name: envoy.filters.http.local_ratelimit\n"
      "typed_config:\n"
      "  \"@type\": type.googleapis.com/"
      "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit\n"
      "  stat_prefix: gw\n"
      "  filter_enabled: {{default_value: {{numerator: 100, denominator: HUNDRED}}}}\n"
      "  filter_enforced: {{default_value: {{numerator: 100, denominator: HUNDRED}}}}\n"
      "  token_bucket: {}\n",
      bucket(limit));
  return entries.empty() ? text : text + descriptors(limit, entries);
}

}  // namespace gw::report
