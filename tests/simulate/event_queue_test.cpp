#include "simulate/event_queue.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

#include "base/draw.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;

TEST_CASE("event_queue: equal times come in the order of planning", "[simulate]") {
  EventQueue queue;
  CHECK(queue.next_time(-1) == -1);
  queue.plan(20, 1, 0, Due::kFinish);
  queue.plan(10, 2, 0, Due::kWake);
  queue.plan(20, 3, 0, Due::kLeave);
  queue.plan(10, 4, 1, Due::kFinish);
  std::vector<uint32_t> flights;
  CHECK(queue.next_time(-1) == 10);
  while (!queue.empty()) flights.push_back(queue.take().flight);
  CHECK(flights == std::vector<uint32_t>{2, 4, 1, 3});
}

TEST_CASE("event_queue: any mix of planning and taking is ordered by time and sequence",
          "[simulate]") {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    INFO("seed " << seed);
    EventQueue queue;
    std::vector<std::pair<int64_t, uint64_t>> waiting;
    int64_t now = 0;
    for (uint64_t i = 0; i < 2000; ++i) {
      const uint64_t number = draw(Seed{seed}, i, Purpose::kSample, 0);
      if (number % 5 < 3 || waiting.empty()) {
        const int64_t at = now + static_cast<int64_t>(number / 5 % 50);
        waiting.emplace_back(at, queue.plan(at, static_cast<uint32_t>(i), 0, Due::kWake));
        continue;
      }
      const auto first = std::min_element(waiting.begin(), waiting.end());
      const Planned taken = queue.take();
      REQUIRE(std::pair(taken.time_ns, taken.seq) == *first);
      now = taken.time_ns;
      waiting.erase(first);
    }
    CHECK(queue.size() == waiting.size());
  }
}
