#include "policy/backoff.hpp"

#include "support/catch.hpp"

using namespace gw;
using namespace gw::policy;

TEST_CASE("backoff: doubles up to the cap", "[policy]") {
  const BackoffSpec spec{milliseconds(25), milliseconds(250), Jitter::kNone};
  struct Row {
    uint32_t attempt;
    Duration wait;
  };
  for (const Row& row :
       {Row{1, milliseconds(25)}, Row{2, milliseconds(50)}, Row{3, milliseconds(100)},
        Row{4, milliseconds(200)}, Row{5, milliseconds(250)}, Row{64, milliseconds(250)},
        Row{UINT32_MAX, milliseconds(250)}}) {
    INFO("attempt " << row.attempt);
    CHECK(backoff(spec, row.attempt, 0) == row.wait);
  }
  CHECK(backoff({{0}, {0}, Jitter::kFull}, 3, UINT64_MAX) == Duration{0});
  CHECK(backoff({{1}, {INT64_MAX}, Jitter::kNone}, 63, 0) == Duration{INT64_MAX / 2 + 1});
}

TEST_CASE("backoff: full jitter reaches from zero to the whole wait", "[policy]") {
  const BackoffSpec spec{milliseconds(100), milliseconds(100), Jitter::kFull};
  CHECK(backoff(spec, 1, 0) == Duration{0});
  CHECK(backoff(spec, 1, uint64_t{1} << 63) == milliseconds(50));
  CHECK(backoff(spec, 1, UINT64_MAX) == milliseconds(100));
}

TEST_CASE("backoff: equal jitter keeps half of the wait", "[policy]") {
  const BackoffSpec spec{Duration{101}, Duration{101}, Jitter::kEqual};
  CHECK(backoff(spec, 1, 0) == Duration{50});
  CHECK(backoff(spec, 1, UINT64_MAX) == Duration{101});
}
