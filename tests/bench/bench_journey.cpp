// What a whole journey costs: classify, Arrived, Attempt, Finished, Concluded with its verdict,
// with a limit, a breaker and retries, 1,000 routes and 1,000,000 clients drawn uniformly, trail
// off.
#include <cstdio>
#include <vector>

#include "bench/timing.hpp"
#include "support/journey_load.hpp"

int main() {
  constexpr uint64_t kJourneys = 1'920'000;
  constexpr int kRounds = 9;
  gw::testing::JourneyLoad load(1'000, 1'000'000);
  load.run(8'000'000);
  std::vector<double> figures;
  for (int round = 0; round < kRounds; ++round) {
    figures.push_back(gw::bench::once(kJourneys, [&](uint64_t n) {
      if (load.run(n) != n) std::abort();
    }));
  }
  std::printf("journey: %.0f ns (best %.0f) with 1,000,000 keys and 1,000 routes\n",
              gw::bench::median(figures), *std::min_element(figures.begin(), figures.end()));
}
