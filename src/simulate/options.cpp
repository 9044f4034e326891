#include "simulate/options.hpp"

#include <algorithm>
#include <array>

#include "base/address.hpp"
#include "base/text.hpp"

namespace gw::simulate {

namespace {

constexpr int64_t kDayNs = 86'400'000'000'000;
constexpr uint64_t kMaxForwardedFor = 64;

std::string quoted(std::string_view text) {
  return "'" + printable(text) + "'";
}

std::string hint(std::string_view text, std::span<const std::string_view> words) {
  const std::string_view near = nearest_word(text, words);
  return near.empty() || near == text ? std::string()
                                      : ", did you mean '" + std::string(near) + "'?";
}

// The value that belongs to one of a few words.
template <class Value, size_t kCount>
Result<Value> choose(std::string_view text, const char* option,
                     const std::array<std::string_view, kCount>& words,
                     const std::array<Value, kCount>& values) {
  for (size_t i = 0; i < kCount; ++i) {
    if (words[i] == text) return values[i];
  }
  std::string list;
  for (size_t i = 0; i < kCount; ++i) {
    if (i > 0) list += i + 1 == kCount ? " or " : ", ";
    list += words[i];
  }
  return failure(std::string(option) + " is " + list + ", not " + quoted(text) + hint(text, words));
}

std::optional<Between> parse_ends(std::string_view from, std::string_view to) {
  const std::optional<int64_t> clock_from = parse_clock(from);
  const std::optional<int64_t> clock_to = parse_clock(to);
  if (clock_from && clock_to) return Between{true, *clock_from, *clock_to};
  const std::optional<WallTime> time_from = parse_rfc3339(from);
  const std::optional<WallTime> time_to = parse_rfc3339(to);
  if (time_from && time_to) return Between{false, time_from->ns, time_to->ns};
  return std::nullopt;
}

}  // namespace

Result<ClientRule> parse_client_rule(std::string_view text) {
  if (text == "addr") return ClientRule{};
  if (text == "user") return ClientRule{ClientRule::Kind::kUser, 1, {}};
  if (text.starts_with("xff:")) {
    const std::optional<uint64_t> nth = parse_u64(text.substr(4));
    if (nth && *nth >= 1 && *nth <= kMaxForwardedFor) {
      return ClientRule{ClientRule::Kind::kForwardedFor, static_cast<uint32_t>(*nth), {}};
    }
    return failure(
        "--client xff:N counts addresses from the end of X-Forwarded-For, N from 1 to "
        "64, not " +
        quoted(text.substr(4)));
  }
  if (text.starts_with("header:") && text.size() > 7) {
    return ClientRule{ClientRule::Kind::kHeader, 1, to_lower(text.substr(7))};
  }
  constexpr std::array<std::string_view, 4> kWords{"addr", "user", "xff:1", "header:"};
  return failure("--client is addr, xff:N, header:NAME or user, not " + quoted(text) +
                 hint(text, kWords));
}

Result<Subsecond> parse_subsecond(std::string_view text) {
  constexpr std::array<std::string_view, 3> kWords{"clump", "spread", "jitter"};
  constexpr std::array kValues{Subsecond::kClump, Subsecond::kSpread, Subsecond::kJitter};
  return choose(text, "--subsecond", kWords, kValues);
}

Result<Store> parse_store(std::string_view text) {
  constexpr std::array<std::string_view, 3> kWords{"local", "shared", "lease"};
  constexpr std::array kValues{Store::kLocal, Store::kShared, Store::kLease};
  return choose(text, "--store", kWords, kValues);
}

Result<Balance> parse_balance(std::string_view text) {
  constexpr std::array<std::string_view, 2> kWords{"rr", "hash"};
  constexpr std::array kValues{Balance::kTurn, Balance::kHash};
  return choose(text, "--balance", kWords, kValues);
}

Result<AfterRefusal> parse_after_refusal(std::string_view text) {
  constexpr std::array<std::string_view, 4> kWords{"none", "immediate", "backoff", "retry-after"};
  constexpr std::array kValues{AfterRefusal::kNone, AfterRefusal::kImmediate,
                               AfterRefusal::kBackoff, AfterRefusal::kRetryAfter};
  return choose(text, "--clients", kWords, kValues);
}

Result<Shard> parse_shard(std::string_view text) {
  constexpr uint64_t kMostShards = 1000;
  const size_t slash = std::min(text.find('/'), text.size());
  const auto number = parse_u64(text.substr(0, slash));
  const auto count = parse_u64(text.substr(std::min(slash + 1, text.size())));
  if (!number || !count || *number == 0 || *number > *count || *count > kMostShards) {
    return failure("--shard is I/N such as 1/4, with I from 1 to N and N at most 1000, not " +
                   quoted(text));
  }
  return Shard{static_cast<uint32_t>(*number), static_cast<uint32_t>(*count)};
}

Result<Share> parse_sample(std::string_view text) {
  constexpr uint64_t kMostWhole = 1'000'000'000;
  const bool percent = text.ends_with('%');
  const size_t slash = percent ? text.size() - 1 : std::min(text.find('/'), text.size());
  const auto part = parse_u64(text.substr(0, slash));
  const auto whole = percent ? 100 : parse_u64(text.substr(std::min(slash + 1, text.size())));
  if (!part || !whole || *part == 0 || *part > *whole || *whole > kMostWhole) {
    return failure("--sample is a share such as 1/100 or 5%, not " + quoted(text));
  }
  return Share{*part, *whole};
}

Result<void> add_only(Only& only, std::string_view text) {
  const size_t equals = text.find('=');
  const std::string_view field = text.substr(0, equals);
  if (equals == std::string_view::npos || equals + 1 == text.size()) {
    return failure("--only is FIELD=PATTERN such as 'path=/api/*', not " + quoted(text));
  }
  const std::string pattern(text.substr(equals + 1));
  constexpr std::array<std::string_view, 5> kWords{"path", "method", "status", "host", "client"};
  if (field == "path") {
    only.paths.push_back(pattern);
  } else if (field == "method") {
    only.methods.push_back(pattern);
  } else if (field == "status") {
    // A class is written here as in a configuration too: 4xx.
    const bool is_class = pattern.size() == 3 && pattern.ends_with("xx");
    only.statuses.push_back(is_class ? pattern.substr(0, 1) + "*" : pattern);
  } else if (field == "host") {
    only.hosts.push_back(to_lower(pattern));
  } else if (field == "client") {
    const std::optional<IpAddress> address = parse_ip(pattern);
    only.clients.push_back(address ? to_string(*address) : pattern);
  } else {
    return failure("--only knows path, method, status, host and client, not " + quoted(field) +
                   hint(field, kWords));
  }
  return {};
}

// Greedy with one place to go back to, the last star: linear in pattern times text.
bool matches_pattern(std::string_view pattern, std::string_view text) {
  size_t p = 0;
  size_t t = 0;
  size_t star = std::string_view::npos;
  size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::optional<int64_t> parse_clock(std::string_view text) {
  if (text == "24:00" || text == "24:00:00") return kDayNs;
  if (text.size() < 5 || text[2] != ':') return std::nullopt;
  std::string whole = "1970-01-01T" + std::string(text);
  if (text.size() == 5) whole += ":00";
  const std::optional<WallTime> time = parse_rfc3339(whole + "Z");
  return time ? std::optional<int64_t>(time->ns) : std::nullopt;
}

bool Between::contains(WallTime time) const {
  if (!daily) return time.ns >= from_ns && time.ns < to_ns;
  const int64_t rest = time.ns % kDayNs;
  const int64_t of_day = rest < 0 ? rest + kDayNs : rest;
  if (from_ns <= to_ns) return of_day >= from_ns && of_day < to_ns;
  return of_day >= from_ns || of_day < to_ns;
}

Result<Between> parse_between(std::string_view text, std::string_view option) {
  const std::string name = "--" + std::string(option);
  const size_t dots = text.find("..");
  if (dots != std::string_view::npos) {
    const std::optional<Between> between = parse_ends(text.substr(0, dots), text.substr(dots + 2));
    if (between &&
        (between->daily ? between->from_ns != between->to_ns : between->from_ns < between->to_ns)) {
      return *between;
    }
    if (between) return failure(name + " " + quoted(text) + " holds no time at all");
  }
  return failure(name +
                 " is FROM..TO with two clock times ('14:00..15:00') or two RFC 3339 times, "
                 "in UTC, not " +
                 quoted(text));
}

}  // namespace gw::simulate
