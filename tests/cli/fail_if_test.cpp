#include "cmd/fail_if.hpp"

#include "support/catch.hpp"

namespace gw::cmd {

namespace {

simulate::Results results(uint64_t requests, uint64_t rejected) {
  simulate::Results r;
  r.totals.requests = requests;
  r.totals.groups[simulate::Group::kRejected] = rejected;
  r.totals.groups[simulate::Group::kAnswered] = requests - rejected;
  return r;
}

bool met(std::string_view gate, const simulate::Results& r) {
  return is_met(parse_gate(gate).value(), r);
}

}  // namespace

TEST_CASE("fail_if: counts and shares are compared exactly", "[cmd]") {
  struct Row {
    const char* gate;
    uint64_t requests;
    uint64_t rejected;
    bool met;
  };
  for (const Row& row : std::initializer_list<Row>{{"rejected > 0.1%", 1000, 1, false},
                                                   {"rejected >= 0.1%", 1000, 1, true},
                                                   {"rejected > 0.1%", 999, 1, true},
                                                   {"rejected>0.1%", 1001, 1, false},
                                                   {"rejected > 3", 1000, 3, false},
                                                   {"rejected >= 3", 1000, 3, true},
                                                   {"answered < 99.9%", 1000, 1, false},
                                                   {"answered <= 99.9%", 1000, 1, true},
                                                   {" answered  <  99.9% ", 1000, 2, true},
                                                   {"rejected > 0%", 0, 0, false},
                                                   {"answered < 100%", 0, 0, false},
                                                   {"answered < 1", 0, 0, false},
                                                   {"requests < 1", 0, 0, true},
                                                   {"rejected > 50%", UINT64_MAX, UINT64_MAX, true},
                                                   {"failed > 0", 1000, 3, false}}) {
    CAPTURE(row.gate, row.requests, row.rejected);
    CHECK(met(row.gate, results(row.requests, row.rejected)) == row.met);
  }
}

TEST_CASE("fail_if: each metric is the count of its name, of its own whole", "[cmd]") {
  simulate::Results r;
  r.totals.requests = 1000;
  r.totals.groups[simulate::Group::kAnswered] = 1;
  r.totals.groups[simulate::Group::kFailed] = 2;
  r.totals.groups[simulate::Group::kRejected] = 3;
  r.totals.groups[simulate::Group::kUnrouted] = 4;
  r.totals.delayed = 5;
  r.totals.shadow_refused = 6;
  r.hit.rejected_recorded_success = 7;
  r.unrouted.recorded_success = 8;
  r.hit.clients = 500;
  r.hit.clients_rejected = 9;
  r.hit.clients_delayed = 10;
  r.totals.attempts = 100;
  r.totals.retries = 11;
  r.reading.sources.resize(2);
  r.reading.sources[0].lines = 1500;
  r.reading.sources[0].malformed = 5;
  r.reading.sources[1].lines = 500;
  r.reading.sources[1].malformed = 7;
  for (const auto& [metric, shown] : std::initializer_list<std::pair<std::string, const char*>>{
           {"requests", "1,000 of 1,000 (100.0%)"},
           {"answered", "1 of 1,000 (0.1%)"},
           {"failed", "2 of 1,000 (0.2%)"},
           {"rejected", "3 of 1,000 (0.3%)"},
           {"unrouted", "4 of 1,000 (0.4%)"},
           {"delayed", "5 of 1,000 (0.5%)"},
           {"shadow_refused", "6 of 1,000 (0.6%)"},
           {"rejected_successes", "7 of 1,000 (0.7%)"},
           {"unrouted_successes", "8 of 1,000 (0.8%)"},
           {"clients_rejected", "9 of 500 (1.8%)"},
           {"clients_delayed", "10 of 500 (2.0%)"},
           {"retries", "11 of 100 (11.0%)"},
           {"malformed", "12 of 2,000 (0.6%)"}}) {
    CHECK(describe(parse_gate(metric + " > 0").value(), r) == metric + " > 0: " + shown);
  }
}

TEST_CASE("fail_if: a mistake is shown at its place", "[cmd]") {
  REQUIRE(parse_gate("rejcted > 1%").error().message ==
          "--fail-if:1:1: error: unknown metric 'rejcted' [fail-if]\n"
          " 1 | rejcted > 1%\n"
          "   | ^^^^^^^\n"
          "  hint: did you mean 'rejected'?\n");
  REQUIRE(parse_gate("rejected = 1%").error().message ==
          "--fail-if:1:10: error: expected >, >=, < or <= [fail-if]\n"
          " 1 | rejected = 1%\n"
          "   |          ^\n");
  REQUIRE(parse_gate("rejected > many").error().message ==
          "--fail-if:1:12: error: expected a whole number or a percentage [fail-if]\n"
          " 1 | rejected > many\n"
          "   |            ^^^^\n"
          "  hint: write 10 or 0.1%\n");
  REQUIRE(parse_gate("rejected > 100.01%").error().message ==
          "--fail-if:1:12: error: no share is above 100% [fail-if]\n"
          " 1 | rejected > 100.01%\n"
          "   |            ^^^^^^^\n"
          "  hint: write a share up to 100% or a whole number\n");
  REQUIRE(parse_gate("rejected >= 100%").has_value());
  for (const char* bad : {"", "rejected", "rejected >", "> 1", "rejected > -1", "rejected > 1 %",
                          "rejected > 1%%", "rejected > 0.5"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_gate(bad).has_value());
  }
}

TEST_CASE("fail_if: without requests only gates on requests and lines can be judged", "[cmd]") {
  for (const auto& [text, judged] : {std::pair("requests < 1", true),
                                     {"malformed > 0", true},
                                     {"rejected > 0", false},
                                     {"answered < 99%", false},
                                     {"clients_rejected > 0", false},
                                     {"retries > 1%", false}}) {
    CAPTURE(text);
    const Gate gate = parse_gate(text).value();
    CHECK(can_judge(gate, results(0, 0)) == judged);
    CHECK(can_judge(gate, results(1, 0)));
  }
}

TEST_CASE("fail_if: a gate is described with its numbers", "[cmd]") {
  const Gate gate = parse_gate("rejected > 0.1%").value();
  REQUIRE(describe(gate, results(2000, 112)) == "rejected > 0.1%: 112 of 2,000 (5.6%)");
}

}  // namespace gw::cmd
