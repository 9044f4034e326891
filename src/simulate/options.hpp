// What a user may choose about a simulation, and how it is written on the command line. Every bound
// on memory has its name and default here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.hpp"
#include "base/draw.hpp"
#include "base/hash.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "simulate/what_if.hpp"

namespace gw::simulate {

// Who a request comes from.
struct ClientRule {
  enum class Kind : uint8_t {
    kAddress,       // the address that the log names; behind trusted proxies see Options
    kForwardedFor,  // the n-th of X-Forwarded-For counted from its end: 1 is the last
    kHeader,        // a logged header field
    kUser           // the logged user or consumer
  };
  Kind kind = Kind::kAddress;
  uint32_t nth = 1;    // of kForwardedFor, 1..64
  std::string header;  // of kHeader, lower case
};

// "addr", "xff:2", "header:X-Api-Client", "user". A request that lacks it counts by its address.
Result<ClientRule> parse_client_rule(std::string_view text);

// Where in its second (or minute, as coarse as the log is) a request happened. Finer stamps are
// taken as they are.
enum class Subsecond : uint8_t {
  kClump,   // all at the stamp, in the order of their lines: the hardest case for a limit
  kSpread,  // the k-th of n with that stamp at k/n, k from 0
  kJitter   // at a place drawn from the seed and the line
};

Result<Subsecond> parse_subsecond(std::string_view text);

// A record passes when for each field that has patterns one of them matches. '*' stands for any
// text, also none; nothing else is special.
struct Only {
  std::vector<std::string> paths;  // without the query, as logged
  std::vector<std::string> methods;
  std::vector<std::string> statuses;  // "5*"
  std::vector<std::string> hosts;     // compared in lower case
  std::vector<std::string> clients;   // as ClientRule tells them apart
  bool empty() const {
    return paths.empty() && methods.empty() && statuses.empty() && hosts.empty() && clients.empty();
  }
};

// Adds "path=/api/*" and the like.
Result<void> add_only(Only& only, std::string_view text);
bool matches_pattern(std::string_view pattern, std::string_view text);

// Half-open, in UTC, on the time as logged. Two clock times select that part of every day and may
// pass midnight; two RFC 3339 times select one stretch.
struct Between {
  bool daily = true;
  int64_t from_ns = 0;  // since midnight, or since 1970
  int64_t to_ns = 0;
  bool contains(WallTime time) const;
};

// "14:00..15:00", "14:00:30..14:00:40.5", "2026-01-02T03:04:05Z..2026-01-03T00:00:00Z".
// `option` is named in the Error.
Result<Between> parse_between(std::string_view text, std::string_view option = "between");

// "14:00", "14:00:30" or "14:00:30.5" since midnight; "24:00" is the end of the day.
std::optional<int64_t> parse_clock(std::string_view text);

enum class AssumeAuth : uint8_t {
  kRecorded,  // had credentials, but for a 401 of the gateway's on a route that asks for some
  kNone       // nobody has any
};

// With several replicas and local stores each has its own limits, breakers and balance. A shared
// store makes one gateway of them; so does one that leases, but that each takes permits of its
// limits in batches, see policy::Leases.
enum class Store : uint8_t { kLocal, kShared, kLease };

Result<Store> parse_store(std::string_view text);

// Which of several replicas gets a request.
enum class Balance : uint8_t {
  kTurn,  // the next one, by arrival
  kHash,  // the client's own
  kFile   // the one whose log it stands in: there are as many as sources
};

Result<Balance> parse_balance(std::string_view text);

// What a client does that is refused: five times at most it comes back.
enum class AfterRefusal : uint8_t {
  kNone,       // nothing
  kImmediate,  // after 10 ms
  kBackoff,    // after 100 ms, doubled each time, between half and the whole of it
  kRetryAfter  // when it was told to, in whole seconds; as kBackoff where nothing was told
};

Result<AfterRefusal> parse_after_refusal(std::string_view text);

// Of the keys or groups of a log those that one of several runs takes, told by their hash or
// number.
struct Shard {
  uint32_t number = 1;  // 1..count
  uint32_t count = 1;   // 1..1000
  bool takes(uint64_t hash) const { return count == 1 || mix(hash, count) % count == number - 1; }
};

// "2/4".
Result<Shard> parse_shard(std::string_view text);

// Of everything that has a certain name a share: 1/100. Those of a smaller share are in a larger
// one, under the same seed.
struct Share {
  uint64_t part = 1;   // 1..whole
  uint64_t whole = 1;  // 1..10^9
  bool takes(uint64_t hash) const { return draw_below(hash, whole) < part; }
};

// "1/100", "5%".
Result<Share> parse_sample(std::string_view text);

// A log that holds one request in so many, or those of one client in so many.
struct SampledLog {
  static constexpr uint64_t kMostOneIn = 1'000'000;
  uint64_t one_in = 1;  // 1..kMostOneIn
  bool by_client = false;
};

struct Options {
  Seed seed{1};
  HashKey hash_key{0x6777206861736820ULL, 0x73696d756c617465ULL};  // of limiter keys and clients
  ClientRule client;
  // With ClientRule::Kind::kAddress whom X-Forwarded-For names behind these, as `serve` reads it.
  // gw's own recordings hold the client that it took; there nothing is read again.
  std::vector<Cidr> trusted_proxies;
  Only only;
  std::optional<Between> between;
  AssumeAuth auth = AssumeAuth::kRecorded;
  Subsecond subsecond = Subsecond::kSpread;
  std::optional<Duration> missing_duration;  // of requests whose log does not say; 0 s .. 1 h
  bool leave_refused_out = false;            // what the gateway that wrote the log refused itself
  std::optional<SampledLog> sampled;         // says what the log is, and changes nothing
  uint32_t replicas = 1;  // 1..64; of a single policy with Balance::kFile 1..65535
  Store store = Store::kLocal;
  int64_t lease = 10;                // permits, of Store::kLease; 1..policy::Leases::kMostPermits
  uint64_t max_leases = 10'000'000;  // at once
  Balance balance = Balance::kTurn;
  AfterRefusal clients = AfterRefusal::kNone;  // of one limit alone
  std::vector<Injection> injections;           // at most kMaxInjections
  Scale scale;
  uint32_t threads = 1;  // results do not depend on it; 1..64
  Shard shard;           // of what runs by key alone

  // How far a line may arrive before an earlier one: disorder and the longest request together.
  Duration reorder_window = seconds(60);  // 1 s .. 1 h
  // Records waiting for their turn, 48 bytes and 8 a limit each; beyond it the earliest go early.
  uint64_t max_pending = 8'000'000;
  uint64_t max_clients = 10'000'000;  // told apart; 24 bytes and the name each
  uint32_t max_patterns = 10'000;     // of unrouted requests
  bool observe = false;               // fill in Results::observed
  uint64_t max_observed_keys = 1'000'000;
  uint32_t max_breaker_changes = 1000;  // kept for each breaker
  uint32_t outcomes_per_route = 64;     // the latest ones, to sample from
  uint32_t top_clients = 20;
  bool lanes = false;  // fill in ClientRow::rejected_over_time
  uint32_t top_patterns = 20;

  // Whether every record counts, as it is.
  bool takes_all() const {
    return only.empty() && !between && !missing_duration && !leave_refused_out;
  }
  bool is_by_file() const { return balance == Balance::kFile && store != Store::kShared; }
};

}  // namespace gw::simulate
