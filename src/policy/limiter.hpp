// Rate and concurrency limits as pure arithmetic on a 16-byte cell: one LimitSpec for all keys of a
// limit, one Cell for each key. Decisions are exact integers. Time is counted in whole microseconds
// from the cell's anchor, so a decision can be up to 1 us later than on a real-valued clock and is
// never earlier. Several limits are charged together by peeking at all of them and charging after.
#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "base/time.hpp"
#include "policy/ring_pool.hpp"

namespace gw::policy {

// What is admitted, with N = count, P = per_us, B = burst:
// - kFixedWindow: N in the window [start, start + P) that the key's first request opens; the next
//   request after its end opens a new one. At most 2N around a boundary.
// - kGcra: one request every P/N and B more at once (B + 1 after a pause); nginx `limit_req
//   rate=N burst=B nodelay`, redis-cell `CL.THROTTLE key B N P`.
// - kTokenBucket: a bucket of B tokens that starts full and gains N every P, continuously.
// - kSlidingWindow: two counters over windows of P from the key's first request; admitted when
//   floor(previous * remaining time of this window / P) + current + cost <= N (Cloudflare's
//   estimate, with integers).
// - kSlidingLog: N in any half-open interval of length P; a request admitted at t counts until
//   t + P and no longer at t + P itself. 8 bytes a counted request.
// - kConcurrency: N at a time; a charge is held until `release`.
enum class Algorithm : uint8_t {
  kFixedWindow,
  kGcra,
  kTokenBucket,
  kSlidingWindow,
  kSlidingLog,
  kConcurrency
};

// Bounds that keep every product below 2^62 and every time below 2^63 ns; see `check`.
inline constexpr int64_t kMaxCount = 1'000'000'000;
inline constexpr int64_t kMaxPerUs = 315'360'000'000'000;  // ten years of 365 days
inline constexpr int64_t kMaxUnits = int64_t{1} << 61;

struct LimitSpec {
  Algorithm algorithm = Algorithm::kFixedWindow;
  int64_t count = 1;           // requests, 1 .. kMaxCount; kSlidingLog: 1 .. kMaxRingStamps
  int64_t per_us = 1'000'000;  // microseconds, 1 .. kMaxPerUs; unused by kConcurrency
  // Requests. kGcra: beyond the paced one, >= 0. kTokenBucket: capacity, >= 1. Else unused.
  int64_t burst = 0;
  // Whether `charge_refused` does anything; then a client that never pauses stays refused.
  bool count_refused = false;
};

// State of one key. All zero bytes is a valid cell that no request has touched. A cell may carry
// over to a new spec (a reload) when algorithm and per_us stay the same.
struct Cell {
  int64_t anchor_ns = 0;
  int64_t value = 0;  // the algorithm's own; 0 only when nothing is counted
};

// How long to wait when no formula can tell: a concurrency slot, or memory for a log.
inline constexpr Duration kUnknownRetryAfter = seconds(1);
// The request costs more than the limit can ever admit.
inline constexpr Duration kNever{INT64_MAX};

struct Decision {
  bool admitted = false;
  // When the same request would be admitted if nobody else came, rounded up to the microsecond; 0
  // when admitted; kUnknownRetryAfter or kNever where these apply.
  Duration retry_after{};
  // How many requests of cost 1 could still pass at this instant: after this one when admitted.
  int64_t remaining = 0;
};

// An Error when a number is out of its range or a product would not fit: per_us * (burst + 1) for
// kGcra, per_us * burst for kTokenBucket and per_us * count for kSlidingWindow stay within
// kMaxUnits, and a full bucket drains within kMaxPerUs. All functions below require a checked spec.
Result<void> check(const LimitSpec& spec);

// A cell as at a key's first sight; the same as an all-zero one for every function below.
constexpr Cell fresh(const LimitSpec&, Instant now) {
  return {now.ns, 0};
}

// What `charge` would mean; changes nothing. cost >= 1 requests.
Decision peek(const LimitSpec& spec, const Cell& cell, Instant now, int64_t cost,
              const RingPool& rings);

// Counts an admitted request; the caller has peeked with the same arguments and was admitted.
void charge(const LimitSpec& spec, Cell& cell, Instant now, int64_t cost, RingPool& rings);

// Counts a refused request when the spec says so. kGcra and kTokenBucket fill up to their limit and
// no further; kSlidingWindow counts on up to kMaxCount; kConcurrency never counts one.
void charge_refused(const LimitSpec& spec, Cell& cell, Instant now, int64_t cost, RingPool& rings);

// Takes back a charge made at `charged_at` as far as it still counts. kGcra and kTokenBucket take
// back at most the present level: a charge that has drained in between leaves nothing to refund
// unless others have refilled the bucket since.
void refund(const LimitSpec& spec, Cell& cell, Instant charged_at, Instant now, int64_t cost,
            RingPool& rings);

// kConcurrency: ends what `charge` began. Broken invariant when more is released than is held.
void release(const LimitSpec& spec, Cell& cell, int64_t cost);

// Whether the cell behaves as a new one from `now` on, so that it may be forgotten; the next charge
// re-anchors it in either case.
bool drained(const LimitSpec& spec, const Cell& cell, Instant now, const RingPool& rings);

// To be called before a cell is dropped: gives back what it holds outside itself.
void forget(const LimitSpec& spec, Cell& cell, RingPool& rings);

// Equal for cells that behave alike from `now` on; 0 for a drained one.
uint64_t digest(const LimitSpec& spec, const Cell& cell, Instant now, const RingPool& rings);

}  // namespace gw::policy
