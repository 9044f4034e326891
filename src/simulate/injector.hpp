// Decides which calls the injections of a run concern, and what becomes of those. A call is hit by
// its request and attempt alone, so every run of a log hits the same ones.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/draw.hpp"
#include "base/result.hpp"
#include "simulate/results.hpp"
#include "simulate/what_if.hpp"

namespace gw::simulate {

class Injector {
 public:
  // Bits, by the place of an injection in their list.
  using Set = uint16_t;
  static_assert(kMaxInjections <= 16);

  // The injections outlive it.
  Injector(const std::vector<Injection>& injections, Seed seed);

  bool is_on() const { return !rows_.empty(); }
  // Those that name nothing, or this.
  Set concerning(Injection::Of of, std::string_view name) const;

  // The first request arrives; called again it does nothing.
  void begin(int64_t first_ns) {
    if (!begun_) set_windows(first_ns);
  }

  struct Call {
    int64_t at_ns = 0;
    uint64_t order = 0;  // of the request, see Arrival
    uint32_t attempt = 0;
    Set concerned = 0;
    Set hit_before = 0;  // that changed an earlier attempt of the request
  };
  struct Outcome {
    int64_t latency_ns = 0;
    uint16_t status = 0;
    Set hit = 0;  // those that changed it, and hit_before
  };
  // What becomes of a call that would have ended so; counts it. After `begin`.
  Outcome outcome(const Call& call, int64_t latency_ns, uint16_t status);

  std::vector<Injected> report() const { return rows_; }

 private:
  void set_windows(int64_t first_ns);

  const std::vector<Injection>& injections_;
  Seed seed_;
  bool begun_ = false;
  std::vector<Injected> rows_;
};

}  // namespace gw::simulate
