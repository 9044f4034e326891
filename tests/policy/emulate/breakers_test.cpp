// What each product's breaker does, worked out from its source.
#include <set>

#include "policy/emulate/called.hpp"
#include "policy/emulate/envoy_retry_budget.hpp"
#include "support/catch.hpp"

namespace gw::emulate {

TEST_CASE("consecutive: opens, lets one probe through, drops what is from before", "[emulate]") {
  Caller<ConsecutiveBreaker> caller{{.failures = 3, .open_for = seconds(1)}};
  REQUIRE(caller.calls("ffsff") == "ffsff");
  const Call late = caller.begin();
  REQUIRE(caller.calls("f s +999 s +1 s s") == "fxxss");
  REQUIRE(caller.is() == "closed");
  for (int i = 0; i < 5; ++i) caller.end(late, 'f');
  REQUIRE(caller.is() == "closed");
  REQUIRE(caller.calls("fff +1000 f s +1000 i f") == "ffffxif");
  REQUIRE(caller.is() == "open");
}

TEST_CASE("gobreaker: opens at the sixth failure, and a timeout is over only after it",
          "[emulate]") {
  Caller<Gobreaker> caller{{}};
  REQUIRE(caller.calls("fffff s ffffff s") == "fffffsffffffx");
  REQUIRE(caller.calls("+60000 s") == "x");
  REQUIRE(caller.calls("+1").empty());
  REQUIRE(caller.is() == "half-open");
  REQUIRE(caller.calls("f s +60001 s s") == "fxss");
}

TEST_CASE("gobreaker, krakend: more failures in a row than consecutive open it", "[emulate]") {
  for (const char* name : {"gobreaker", "krakend"}) {
    CAPTURE(name);
    const auto made = make_breaker(*find_breaker_product(name), {.consecutive = 3});
    REQUIRE(made);
    Caller<Gobreaker> caller{std::get<Gobreaker>(*made)};
    CHECK(caller.calls("fff s ffff f") == "fffsffffx");
  }
}

TEST_CASE("gobreaker: half-open when the time is over, others at the next call", "[emulate]") {
  Caller<Gobreaker> caller{{.timeout = seconds(1), .consecutive = 0}};
  Caller<PollyBreaker> polly{{.minimum_throughput = 2, .break_duration = seconds(1)}};
  CHECK(caller.calls("f +1000") == "f");
  CHECK(polly.calls("ff +1001") == "ff");
  CHECK(caller.is() == "open");
  CHECK(caller.calls("+1").empty());
  CHECK(caller.is() == "half-open");
  CHECK(polly.is() == "open");
  polly.begin();
  CHECK(polly.is() == "half-open");
}

TEST_CASE("gobreaker: an interval clears the counts", "[emulate]") {
  Caller<Gobreaker> caller{{.interval = seconds(10), .consecutive = 2}};
  REQUIRE(caller.calls("ff +10000 f s") == "fffx");
  Caller<Gobreaker> later{{.interval = seconds(10), .consecutive = 2}};
  REQUIRE(later.calls("ff +10001 f s") == "fffs");
}

TEST_CASE("resilience4j: from the threshold on, and not before minimum_calls", "[emulate]") {
  Caller<Resilience4jBreaker> caller{
      {.window = 4, .minimum_calls = 4, .permitted_half_open = 2, .open_for = seconds(1)}};
  REQUIRE(caller.calls("ssf f s") == "ssffx");
  REQUIRE(caller.calls("+1000 s +1 s s s") == "xsss");
  REQUIRE(caller.is() == "closed");
  REQUIRE(caller.calls("fff +1001") == "fff");
  // Half-open: one of two failing is half of them.
  REQUIRE(caller.calls("s f s") == "sfx");
}

TEST_CASE("resilience4j: a slow success opens too, exactly as slow does not", "[emulate]") {
  Caller<Resilience4jBreaker> caller{
      {.slow_rate = 50, .slow_call = milliseconds(100), .window = 2, .minimum_calls = 2}};
  const Call first = caller.begin();
  const Call second = caller.begin();
  caller.now_ms += 100;
  caller.end(first, 's');
  caller.end(second, 's');
  REQUIRE(caller.is() == "closed");
  const Call third = caller.begin();
  caller.now_ms += 101;
  caller.end(third, 's');
  REQUIRE(caller.is() == "open");
}

TEST_CASE(
    "resilience4j: a result counts in the state it finds, an ignored one gives its permit back",
    "[emulate]") {
  Caller<Resilience4jBreaker> caller{
      {.window = 2, .minimum_calls = 2, .permitted_half_open = 1, .open_for = seconds(1)}};
  const Call late = caller.begin();
  REQUIRE(caller.calls("ff +1001 i") == "ffi");
  const Call probe = caller.begin();
  REQUIRE(caller.calls("s") == "x");
  caller.end(late, 'f');
  REQUIRE(caller.is() == "open");
  caller.end(probe, 's');
  REQUIRE(caller.is() == "open");
}

TEST_CASE("resilience4j: its timers move it without a call", "[emulate]") {
  Caller<Resilience4jBreaker> caller{{.window = 2,
                                      .minimum_calls = 2,
                                      .open_for = seconds(5),
                                      .half_open_max = seconds(1),
                                      .automatic = true}};
  REQUIRE(caller.calls("ff +4999") == "ff");
  REQUIRE(caller.is() == "open");
  caller.now_ms += 1;
  REQUIRE(caller.is() == "half-open");
  caller.now_ms += 1000;
  REQUIRE(caller.is() == "open");
  // A week of rounds of six seconds later.
  caller.now_ms += 7 * 86'400'000;
  REQUIRE(caller.is() == "open");
  caller.now_ms += 5000;
  REQUIRE(caller.is() == "half-open");
}

TEST_CASE("polly: looks on a failure alone; one probe; windows start with an event", "[emulate]") {
  Caller<PollyBreaker> caller{{.failure_ratio = 0.5,
                               .minimum_throughput = 4,
                               .sampling = seconds(10),
                               .break_duration = seconds(5)}};
  REQUIRE(caller.calls("ff ssss f s") == "ffssssfs");
  REQUIRE(caller.calls("ff s") == "ffx");
  REQUIRE(caller.calls("+4999 s +1") == "x");
  const Call probe = caller.begin();
  REQUIRE(caller.calls("s +60000 s") == "xx");
  caller.end(probe, 's');
  REQUIRE(caller.calls("f f f s") == "fffs");
}

TEST_CASE("polly: who ends first decides for a half-open one", "[emulate]") {
  Caller<PollyBreaker> caller{{.failure_ratio = 0.5, .minimum_throughput = 2}};
  const Call late = caller.begin();
  REQUIRE(caller.calls("ff +5000") == "ff");
  const Call probe = caller.begin();
  caller.end(late, 'f');
  REQUIRE(caller.is() == "open");
  caller.end(probe, 's');
  REQUIRE(caller.is() == "open");
}

TEST_CASE("opossum: above the threshold; rejected calls dilute the rate", "[emulate]") {
  Caller<OpossumBreaker> caller{{.reset_timeout = seconds(1)}};
  REQUIRE(caller.calls("sf") == "sf");
  REQUIRE(caller.is() == "closed");
  REQUIRE(caller.calls("f ssss +1000 f s") == "fxxxxfx");
  // 3 of 8 failed: had it been closed, that would not have opened it.
  REQUIRE(caller.calls("+1000 s") == "s");
  // The statistics are not cleared: 3 of 9, and two more failures make 5 of 11.
  REQUIRE(caller.calls("ff s") == "ffs");
}

TEST_CASE("opossum: buckets are rotated by the clock of its first call", "[emulate]") {
  Caller<OpossumBreaker> caller{{.volume_threshold = 3}};
  REQUIRE(caller.calls("+900 s +900 ff") == "sff");
  REQUIRE(caller.is() == "open");
  Caller<OpossumBreaker> later{{.volume_threshold = 3}};
  REQUIRE(later.calls("s +9999 s +1 ff") == "ssff");
  REQUIRE(later.is() == "open");
  Caller<OpossumBreaker> too_late{{.volume_threshold = 4}};
  REQUIRE(too_late.calls("s +9999 s +1 ff") == "ssff");
  REQUIRE(too_late.is() == "closed");
}

TEST_CASE("opossum: a call as long as its timeout fails, one beyond its capacity too",
          "[emulate]") {
  Caller<OpossumBreaker> caller{{.timeout = milliseconds(100), .capacity = 1}};
  const Call call = caller.begin();
  caller.now_ms += 100;
  caller.end(call, 's');
  REQUIRE(caller.is() == "open");
  Caller<OpossumBreaker> full{{.volume_threshold = 3, .capacity = 1}};
  full.begin();
  REQUIRE(full.calls("s s") == "xx");
  REQUIRE(full.is() == "open");
}

TEST_CASE("cockatiel: others wait for the probe, an older end may reopen", "[emulate]") {
  Caller<CockatielBreaker> caller{{.consecutive = 2, .half_open_after = seconds(1)}};
  const Call late = caller.begin();
  REQUIRE(caller.calls("ff s +999 s +1") == "ffxx");
  REQUIRE(caller.is() == "open");
  const Call probe = caller.begin();
  REQUIRE(caller.is() == "half-open");
  REQUIRE(caller.calls("s") == "w");
  caller.end(late, 'f');
  REQUIRE(caller.is() == "open");
  caller.end(probe, 's');
  REQUIRE(caller.is() == "open");
  REQUIRE(caller.calls("+1000 s s") == "ss");
}

TEST_CASE("cockatiel: one window a call, so that old counts outlive a pause", "[emulate]") {
  CockatielBreaker breaker{.counter = CockatielBreaker::Counter::kSampling,
                           .threshold = 0.5,
                           .duration = seconds(5),
                           .minimum_rps = 1};
  Caller<CockatielBreaker> caller{breaker};
  // Four failures, an hour without a call, and the fifth still opens it.
  REQUIRE(caller.calls("ffff +3600000 f s") == "fffffx");
}

TEST_CASE("hystrix: only at its ticks, also at one without a call", "[emulate]") {
  Caller<HystrixBreaker> caller{{.request_volume = 4}};
  REQUIRE(caller.calls("ffff s +499 s +1 s") == "ffffssx");
  // Opened at 500, asleep through 5500.
  REQUIRE(caller.calls("+5000 s +1 s s") == "xss");
  // Ten successes in the first slot, nine failures in the second: only when the successes have left
  // are they enough.
  Caller<HystrixBreaker> idle{{.request_volume = 4}};
  REQUIRE(idle.calls("ssssssssss +500 fffffffff +9499") == "ssssssssssfffffffff");
  REQUIRE(idle.is() == "closed");
  idle.now_ms += 501;
  REQUIRE(idle.is() == "open");
}

TEST_CASE("hystrix: a success starts the stream over", "[emulate]") {
  Caller<HystrixBreaker> caller{{.request_volume = 2}};
  REQUIRE(caller.calls("ff +500 +5001 s f +499 s +1 s") == "ffsfsx");
}

TEST_CASE("traefik: looks at most once a period, recovers along a ramp", "[emulate]") {
  Caller<OxyBreaker> caller{{.server_error_ratio = 0.3}};
  // The first response is looked at, then none for 100 ms.
  REQUIRE(caller.calls("s fff +100 f +1 f s") == "sfffffx");
  REQUIRE(caller.calls("+9999 s +1 s") == "xx");
  REQUIRE(caller.is() == "half-open");
  // After 2 s a tenth may pass: of eleven, with the one at 0.
  caller.now_ms += 2000;
  REQUIRE(caller.calls("ssssssssss") == "xxxxxxxxxs");
  caller.now_ms += 8001;
  REQUIRE(caller.calls("ssss") == "ssss");
  REQUIRE(caller.is() == "closed");
}

TEST_CASE("traefik: a condition that holds while it recovers trips it again", "[emulate]") {
  Caller<OxyBreaker> caller{{.server_error_ratio = 0.3}};
  REQUIRE(caller.calls("f +10000 s") == "fx");
  REQUIRE(caller.calls("+9000 s f s") == "xfx");
  REQUIRE(caller.is() == "open");
}

TEST_CASE("traefik: a quantile of latencies trips it, in two digits and whole milliseconds",
          "[emulate]") {
  // Above 32.8 ms steps are 256 us: 51.9 ms counts as 51.967, 52 ms as 52.223.
  for (const auto& [took, trips] :
       {std::pair(nanoseconds(51'900'000), false), std::pair(nanoseconds(52'000'000), true)}) {
    const OxyBreaker breaker{.latency_quantile = 50, .latency_ms = 51};
    OxyBreaker::State state{};
    const Call slow = breaker.ask(state, at_ms(0)).call;
    const Call fast = breaker.ask(state, at_ms(0)).call;
    breaker.finish(state, fast, {}, at_ms(0));
    breaker.finish(state, slow, {}, at_ms(0) + took);
    const Call second = breaker.ask(state, at_ms(200)).call;
    breaker.finish(state, second, {}, at_ms(200) + took);
    INFO(took.ns);
    REQUIRE((state.state == BreakerState::kOpen) == trips);
  }
}

TEST_CASE("envoy-outlier: five errors in a row eject, longer each time", "[emulate]") {
  Caller<EnvoyOutlier> caller{{.max_ejected_percent = 100}};
  REQUIRE(caller.calls("ffff s fffff s") == "ffffsfffffx");
  // Back at the first tick from 30 s on.
  REQUIRE(caller.calls("+29999 s +1 s") == "xs");
  REQUIRE(caller.calls("fffff +59999 s +1 s") == "fffffxs");
  // Five healthy ticks take two off again.
  REQUIRE(caller.calls("+30000 fffff +29999 s +1 s") == "fffffxs");
}

TEST_CASE("envoy-outlier: a lone host is over max_ejection_percent", "[emulate]") {
  Caller<EnvoyOutlier> caller{{}};
  REQUIRE(caller.calls("fffffffffff") == "fffffffffff");
  Caller<EnvoyOutlier> always{{.always_eject_one = true}};
  REQUIRE(always.calls("fffff f") == "fffffx");
}

TEST_CASE("envoy-outlier: other 5xx end a row of gateway errors", "[emulate]") {
  const EnvoyOutlier outlier{
      .max_ejected_percent = 100, .consecutive_5xx = 100, .enforcing_gateway = 100};
  EnvoyOutlier::State state{};
  const auto passes = [&](int32_t status) {
    const Answer answer = outlier.ask(state, at_ms(0));
    if (answer.verdict == Verdict::kReject) return false;
    outlier.finish(state, answer.call, {CallResult::kFailure, status}, at_ms(0));
    return true;
  };
  for (const int32_t status : {502, 503, 504, 502, 500, 502, 502, 502, 502, 502}) {
    REQUIRE(passes(status));
  }
  REQUIRE_FALSE(passes(502));
}

// The comment in outlier_detection_impl.cc: {50, 100, 100, 100, 100} gives a threshold of 52; two
// of five at 50 give one of 33.
TEST_CASE("envoy-outlier: a host far below the others is ejected at the interval's end",
          "[emulate]") {
  const EnvoyOutlier outlier{.hosts = 5, .max_ejected_percent = 20};
  for (const int32_t bad_hosts : {1, 2}) {
    EnvoyOutlier::State state{};
    for (int32_t host = 0; host < 5; ++host) {
      for (int32_t i = 0; i < 100; ++i) {
        const Answer answer = outlier.ask(state, at_ms(0), host);
        const bool fails = host < bad_hosts && i % 2 == 0;
        outlier.finish(state, answer.call, {fails ? CallResult::kFailure : CallResult::kSuccess},
                       at_ms(0));
      }
    }
    INFO(bad_hosts);
    REQUIRE(outlier.state_at(state, at_ms(9999), 0) == BreakerState::kClosed);
    REQUIRE((outlier.state_at(state, at_ms(10'000), 0) == BreakerState::kOpen) == (bad_hosts == 1));
    REQUIRE(outlier.state_at(state, at_ms(10'000), 1) == BreakerState::kClosed);
  }
}

TEST_CASE("envoy retry budget: a share, and three at least", "[emulate]") {
  const EnvoyRetryBudget budget;
  REQUIRE(budget.allows(2, 0, 0));
  REQUIRE_FALSE(budget.allows(3, 19, 0));
  REQUIRE(budget.allows(3, 15, 5));
  REQUIRE_FALSE(budget.allows(4, 15, 5));
}

TEST_CASE("breakers: every row is made with its defaults, and passes a first call", "[emulate]") {
  std::set<std::string_view> names;
  for (const BreakerProduct& product : breaker_products()) {
    INFO(product.name);
    REQUIRE(names.insert(product.name).second);
    REQUIRE(find_breaker_product(product.name) == &product);
    REQUIRE(product.not_modelled.ends_with("."));
    const Result<Breaker> breaker = make_breaker(product, {});
    REQUIRE(breaker.has_value());
    std::visit(
        [](const auto& each) {
          Caller<std::decay_t<decltype(each)>> caller{each};
          REQUIRE(caller.calls("s f") == "sf");
        },
        *breaker);
    REQUIRE(cut_off(*breaker).has_value() == (product.name == "opossum"));
  }
  REQUIRE(find_breaker_product("hystrics") == nullptr);
}

TEST_CASE("breakers: what a product does not take or refuses is said", "[emulate]") {
  const auto refusal = [](std::string_view name, const BreakerAsk& ask) {
    const Result<Breaker> made = make_breaker(*find_breaker_product(name), ask);
    return made ? "made" : made.error().message;
  };
  BreakerAsk ask;
  ask.window = milliseconds(1500);
  REQUIRE(refusal("resilience4j", ask) == "resilience4j's window is in whole seconds, not 1s500ms");
  REQUIRE(refusal("traefik", ask) ==
          "traefik takes no window; it takes failure-rate, slow-rate, slow-after, open-for");
  REQUIRE(refusal("hystrix", ask) == "made");
  ask.window = milliseconds(1100);
  REQUIRE(refusal("hystrix", ask) ==
          "Hystrix' window is a multiple of its 500ms snapshots, not 1s100ms");
  ask.window = milliseconds(100);
  REQUIRE(refusal("polly", ask) == "Polly refuses a window or an open-for below 500ms");
  ask = {};
  ask.failure_rate = Ratio{1'000'001};
  REQUIRE(refusal("polly", ask) == "failure-rate is above 0% and at most 100%");
  ask.failure_rate = Ratio{1'000'000};
  REQUIRE(refusal("cockatiel", ask) == "cockatiel refuses a failure-rate of 100%");
  ask = {};
  ask.probes = 0;
  REQUIRE(refusal("consecutive", ask) == "half-open is 1 to 100000");
}

}  // namespace gw::emulate
