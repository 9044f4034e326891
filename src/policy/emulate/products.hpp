// The rate limiters of other products by name: what each takes, how it is set up, and what of it is
// not modelled. The tables are what the man page prints.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "base/draw.hpp"
#include "base/result.hpp"
#include "base/units.hpp"
#include "policy/emulate/banned.hpp"
#include "policy/emulate/bottleneck.hpp"
#include "policy/emulate/envoy_gradient.hpp"
#include "policy/emulate/fixed_cycle.hpp"
#include "policy/emulate/fixed_window.hpp"
#include "policy/emulate/freq_counter.hpp"
#include "policy/emulate/gcra.hpp"
#include "policy/emulate/interval_bucket.hpp"
#include "policy/emulate/lua_req.hpp"
#include "policy/emulate/multi.hpp"
#include "policy/emulate/netflix_limit.hpp"
#include "policy/emulate/nginx_req.hpp"
#include "policy/emulate/npm_limiter.hpp"
#include "policy/emulate/sliding_counter.hpp"
#include "policy/emulate/token_bucket.hpp"
#include "policy/emulate/virtual_bucket.hpp"
#include "policy/emulate/window_log.hpp"

namespace gw::emulate {

// RingLog and EvaluatedWindow need their `rings` set before the first `take`.
using Limiter =
    std::variant<NginxReq, LuaReq, FreqCounter, Gcra, FixedCycle, VirtualBucket, TokenBucket,
                 NpmLimiter, IntervalBucket, FixedWindow, SlidingCounter, Banned<FixedWindow>,
                 Banned<SlidingCounter>, RingLog, EvaluatedWindow, Bottleneck>;

// What a user asks for; the optional parts are the words of `Product::takes`.
struct LimitAsk {
  Rate rate;
  std::optional<int64_t> burst{};
  std::optional<int64_t> delay{};     // requests of the burst that need not wait
  std::optional<Duration> timeout{};  // how long a request may be held
  std::optional<Duration> ban{};      // how long a key that exceeded stays out
  std::optional<Duration> step{};     // between two looks at the counters
  // When the product was started, for the ticks of envoy-local-timer; such as the first request of
  // a log. 0: since 1970.
  Instant origin{};
};

// What a product's burst counts.
enum class Burst : uint8_t { kNone, kBeyondFirst, kCapacity };

struct Product {
  std::string_view name;
  std::string_view is;            // product, version or commit, and what of it
  std::string_view takes;         // "rate", then of burst, delay, timeout, ban, step what it has
  std::string_view not_modelled;  // one sentence
  Order several;                  // what several limits of it on one request mean
  Result<Limiter> (*make)(const LimitAsk& ask);
};

Burst burst_of(const Product& product);

std::span<const Product> products();
// nullptr when there is none of that name.
const Product* find_product(std::string_view name);

// Of a limit of `rate` under which `at_once` >= 1 requests pass together. An Error says what of it
// the product cannot express.
Result<LimitAsk> ask_for(const Product& product, Rate rate, int64_t at_once);

// The product's limiter. An Error says what of the ask the product does not take or refuses, and
// what to write instead.
Result<Limiter> make_limiter(const Product& product, const LimitAsk& ask);

// The same for limits on requests at a time, whose ask is one number and the defaults of the rest.
using ConcurrencyLimiter = std::variant<NginxConn, LuaConn, NetflixLimit, EnvoyGradient>;

struct ConcurrencyAsk {
  std::optional<int64_t> limit{};   // at a time; of an adaptive one, the most
  std::optional<int64_t> burst{};   // apisix-conn
  std::optional<Duration> delay{};  // apisix-conn: default_conn_delay
  Seed seed{};
};

struct ConcurrencyProduct {
  std::string_view name;
  std::string_view is;
  std::string_view takes;
  std::string_view not_modelled;
  Result<ConcurrencyLimiter> (*make)(const ConcurrencyAsk& ask);
};

std::span<const ConcurrencyProduct> concurrency_products();
const ConcurrencyProduct* find_concurrency_product(std::string_view name);
Result<ConcurrencyLimiter> make_limiter(const ConcurrencyProduct& product,
                                        const ConcurrencyAsk& ask);

// What has no row, and why.
struct NotEmulated {
  std::string_view what;
  std::string_view why;
};
std::span<const NotEmulated> not_emulated();

}  // namespace gw::emulate
