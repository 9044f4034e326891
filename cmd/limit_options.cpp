#include "cmd/limit_options.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "base/units.hpp"
#include "cmd/group_options.hpp"
#include "cmd/traffic_options.hpp"
#include "policy/emulate/products.hpp"
#include "policy/limiter.hpp"

namespace gw::cmd {

namespace {

using policy::Algorithm;

constexpr Algorithm kByName[] = {Algorithm::kGcra, Algorithm::kTokenBucket, Algorithm::kFixedWindow,
                                 Algorithm::kSlidingWindow, Algorithm::kSlidingLog};
constexpr uint64_t kMaxNumber = 1'000'000'000;

Result<Rate> rate_of(const Invocation& invocation) {
  if (!invocation.has("rate")) return failure("no --rate given, such as --rate 10/s");
  const std::string text = invocation.value("rate");
  if (const auto rate = parse_rate(text)) return *rate;
  return failure(
      fmt::format("--rate is a count and a time such as 10/s or 3/10s, not '{}'", printable(text)));
}

// Empty when the option is not given.
Result<std::optional<int64_t>> number_if(const Invocation& invocation, std::string_view option) {
  if (!invocation.has(option)) return std::optional<int64_t>();
  const auto value = whole_number(invocation, option, 0, kMaxNumber);
  if (!value) return tl::unexpected(value.error());
  return std::optional<int64_t>(static_cast<int64_t>(*value));
}

Result<std::optional<Duration>> time_if(const Invocation& invocation, std::string_view option) {
  if (!invocation.has(option)) return std::optional<Duration>();
  const std::string text = invocation.value(option);
  const std::optional<Duration> value = parse_duration(text);
  if (value && value->ns > 0) return value;
  return failure(
      fmt::format("--{} is a time such as 500ms or 10s, not '{}'", option, printable(text)));
}

Result<void> refuse(const Invocation& invocation, std::initializer_list<std::string_view> options,
                    std::string_view why) {
  for (const std::string_view option : options) {
    if (invocation.has(option)) return failure(fmt::format("--{} {}", option, why));
  }
  return {};
}

Algorithm algorithm_of(const Invocation& invocation) {
  if (invocation.has("concurrency")) return Algorithm::kConcurrency;
  const std::string name = invocation.value("algorithm");
  const auto* const at = std::ranges::find(kAlgorithms, name);
  return at == std::end(kAlgorithms) ? Algorithm::kGcra : kByName[at - std::begin(kAlgorithms)];
}

Result<policy::LimitSpec> places_limit(const Invocation& invocation) {
  if (auto ok = refuse(invocation, {"rate", "burst", "algorithm", "count-refused"},
                       "does not go with --concurrency");
      !ok) {
    return tl::unexpected(ok.error());
  }
  const auto places = whole_number(invocation, "concurrency", 1, kMaxNumber);
  if (!places) return tl::unexpected(places.error());
  return policy::LimitSpec{.algorithm = Algorithm::kConcurrency,
                           .count = static_cast<int64_t>(*places)};
}

Result<policy::LimitSpec> rate_limit(const Invocation& invocation) {
  const Algorithm algorithm = algorithm_of(invocation);
  const bool paced = algorithm == Algorithm::kGcra || algorithm == Algorithm::kTokenBucket;
  if (!paced && invocation.has("burst")) return failure("--burst is of gcra and token_bucket");
  const auto rate = rate_of(invocation);
  if (!rate) return tl::unexpected(rate.error());
  const auto burst = number_if(invocation, "burst");
  if (!burst) return tl::unexpected(burst.error());
  // As in a configuration, a bucket's burst is what passes beyond the first.
  const int64_t first = algorithm == Algorithm::kTokenBucket ? 1 : 0;
  return policy::LimitSpec{.algorithm = algorithm,
                           .count = rate->count,
                           .per_us = rate->per.ns / 1000,
                           .burst = burst->value_or(0) + first,
                           .count_refused = invocation.has("count-refused")};
}

Result<policy::LimitSpec> own_limit(const Invocation& invocation) {
  if (auto ok = refuse(invocation, {"delay", "timeout", "ban", "step"}, "goes with --like alone");
      !ok) {
    return tl::unexpected(ok.error());
  }
  auto spec = invocation.has("concurrency") ? places_limit(invocation) : rate_limit(invocation);
  if (!spec) return spec;
  if (auto ok = policy::check(*spec); !ok) return tl::unexpected(ok.error());
  return spec;
}

Result<emulate::LimitAsk> rate_ask(const Invocation& invocation) {
  emulate::LimitAsk ask;
  const auto rate = rate_of(invocation);
  if (!rate) return tl::unexpected(rate.error());
  ask.rate = *rate;
  const auto burst = number_if(invocation, "burst");
  const auto delay = number_if(invocation, "delay");
  const auto timeout = time_if(invocation, "timeout");
  const auto ban = time_if(invocation, "ban");
  const auto step = time_if(invocation, "step");
  for (const Error* error : {burst ? nullptr : &burst.error(), delay ? nullptr : &delay.error(),
                             timeout ? nullptr : &timeout.error(), ban ? nullptr : &ban.error(),
                             step ? nullptr : &step.error()}) {
    if (error != nullptr) return tl::unexpected(*error);
  }
  ask.burst = *burst;
  ask.delay = *delay;
  ask.timeout = *timeout;
  ask.ban = *ban;
  ask.step = *step;
  return ask;
}

Result<emulate::ConcurrencyAsk> places_ask(const Invocation& invocation) {
  if (auto ok = refuse(invocation, {"rate", "timeout", "ban", "step"},
                       "is no setting of a limit on requests at a time");
      !ok) {
    return tl::unexpected(ok.error());
  }
  emulate::ConcurrencyAsk ask;
  const auto limit = number_if(invocation, "concurrency");
  if (!limit) return tl::unexpected(limit.error());
  const auto burst = number_if(invocation, "burst");
  if (!burst) return tl::unexpected(burst.error());
  const auto delay = time_if(invocation, "delay");
  if (!delay) return tl::unexpected(delay.error());
  const auto seed = whole_number(invocation, "seed", 0, UINT64_MAX);
  if (!seed) return tl::unexpected(seed.error());
  ask.limit = *limit;
  ask.burst = *burst;
  ask.delay = *delay;
  ask.seed = Seed{*seed};
  return ask;
}

tl::unexpected<Error> unknown_product(std::string_view name) {
  std::vector<std::string_view> names;
  for (const auto& product : emulate::products()) names.push_back(product.name);
  for (const auto& product : emulate::concurrency_products()) names.push_back(product.name);
  std::string list;
  for (const std::string_view one : names)
    list += fmt::format("{}{}", list.empty() ? "" : ", ", one);
  const std::string_view near = nearest_word(name, names);
  return failure(
      near.empty()
          ? fmt::format("--like '{}' is no product that gw knows: {}", printable(name), list)
          : fmt::format("--like '{}' is no product that gw knows, did you mean '{}'?",
                        printable(name), near));
}

// The limiter that --like asks for.
Result<simulate::AnyLimiter> other_limit(const Invocation& invocation) {
  if (auto ok = refuse(invocation, {"algorithm", "count-refused"},
                       "is gw's own: a product of --like has its own way");
      !ok) {
    return tl::unexpected(ok.error());
  }
  const std::string name = invocation.value("like");
  if (const emulate::Product* product = emulate::find_product(name)) {
    if (auto ok = refuse(invocation, {"concurrency"}, "is no setting of " + name); !ok) {
      return tl::unexpected(ok.error());
    }
    const auto ask = rate_ask(invocation);
    if (!ask) return tl::unexpected(ask.error());
    auto limiter = emulate::make_limiter(*product, *ask);
    if (!limiter) return failure("--like " + name + ": " + limiter.error().message);
    return simulate::AnyLimiter(std::move(*limiter));
  }
  const emulate::ConcurrencyProduct* product = emulate::find_concurrency_product(name);
  if (product == nullptr) return unknown_product(name);
  const auto ask = places_ask(invocation);
  if (!ask) return tl::unexpected(ask.error());
  auto limiter = emulate::make_limiter(*product, *ask);
  if (!limiter) return failure("--like " + name + ": " + limiter.error().message);
  return simulate::AnyLimiter(std::move(*limiter));
}

// "gcra 10/s, burst 20".
std::string describe(const Invocation& invocation) {
  std::string text = invocation.value("like");
  if (text.empty()) text = invocation.value("algorithm");
  if (text.empty()) text = invocation.has("concurrency") ? "concurrency" : "gcra";
  const auto rate = parse_rate(invocation.value("rate"));
  if (rate) text += " " + to_string(*rate);
  for (const std::string_view option :
       {"concurrency", "burst", "delay", "timeout", "ban", "step"}) {
    if (!invocation.has(option)) continue;
    text += option == "concurrency" ? " " + invocation.value(option)
                                    : fmt::format(", {} {}", option, invocation.value(option));
  }
  if (invocation.has("count-refused")) text += ", refused requests count";
  if (invocation.has("per")) text += ", per " + group_text(invocation);
  return text;
}

Result<simulate::SampleRule> rule_of(const Invocation& invocation) {
  simulate::SampleRule rule;
  auto key = simulate::parse_text_pattern(invocation.value("key"));
  if (!key) return failure("--key: " + key.error().message);
  rule.key = std::move(*key);
  auto group = group_rule(invocation);
  if (!group) return tl::unexpected(group.error());
  rule.group = std::move(*group);
  return rule;
}

}  // namespace

Result<const emulate::Product*> product_of(std::string_view name) {
  const emulate::Product* product = emulate::find_product(name);
  if (product != nullptr) return product;
  if (emulate::find_concurrency_product(name) == nullptr) return unknown_product(name);
  return failure(
      fmt::format("--like {} limits requests at a time, which a configuration cannot take from "
                  "another product: "
                  "'gw replay limit --like {} --concurrency N' does it by itself",
                  name, name));
}

Result<simulate::LimitSettings> limit_settings(const Invocation& invocation) {
  simulate::LimitSettings settings;
  if (invocation.has("like")) {
    auto limiter = other_limit(invocation);
    if (!limiter) return tl::unexpected(limiter.error());
    settings.limiter = std::move(*limiter);
  } else {
    const auto own = own_limit(invocation);
    if (!own) return tl::unexpected(own.error());
    settings.limiter = *own;
  }
  auto rule = rule_of(invocation);
  if (!rule) return tl::unexpected(rule.error());
  settings.rule = std::move(*rule);
  settings.limit = describe(invocation);
  settings.key = invocation.value("key");
  return settings;
}

}  // namespace gw::cmd
