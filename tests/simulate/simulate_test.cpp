#include "simulate/simulate.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/draft.hpp"
#include "simulate/lines.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;
using namespace gw::testing;

namespace {

std::shared_ptr<const engine::Plan> limited(const policy::LimitSpec& spec) {
  Draft draft;
  const uint32_t service = draft.service("s");
  const uint32_t limit = draft.limit("l", spec);
  draft.route("/a", service).limits = {limit};
  return draft.finish();
}

std::vector<Line> every(int64_t gap_ms, int64_t count, const Line& like = {}) {
  std::vector<Line> lines;
  for (int64_t i = 0; i < count; ++i) {
    Line line = like;
    line.at_ms += i * gap_ms;
    lines.push_back(line);
  }
  return lines;
}

WallTime at(int64_t ms) {
  return WallTime{kStartNs + ms * 1'000'000};
}

}  // namespace

TEST_CASE("simulate: a window refuses what is beyond it", "[simulate]") {
  // Ten requests in a second, 100 ms apart, then one every second.
  std::vector<Line> lines = every(100, 10);
  for (const Line& line : every(1000, 3, {.at_ms = 1500})) lines.push_back(line);
  const Results results = run(limited(fixed_window(4, seconds(1))), lines);
  CHECK(outcomes(results.outcomes) == "proxied 200: 7, rate-limited 429: 6");
  CHECK(results.totals.requests == 13);
  CHECK(results.totals.groups[Group::kRejected] == 6);
  CHECK(results.totals.steps == 13 + 7);
  CHECK(results.first == at(0));
  CHECK(results.last == at(3500));
  REQUIRE(results.limits.size() == 1);
  CHECK(results.limits[0].refused == 6);
  CHECK(results.limits[0].clients == 1);
  CHECK(results.limits[0].first_refused == at(400));
  CHECK(results.limits[0].peak_refused.per_second == 6);
  REQUIRE(results.hit.top.size() == 1);
  CHECK(results.hit.top[0].client == "192.0.2.1");
  CHECK(results.hit.top[0].longest_stretch == milliseconds(500));
  CHECK(results.hit.rejected_recorded_success == 6);
}

TEST_CASE("simulate: a second of a coarse log by each policy", "[simulate]") {
  const std::vector<Line> lines = every(0, 10, {.resolution_ms = 1000});
  const auto plan = limited(gcra(10, seconds(1)));
  Options options;
  options.subsecond = Subsecond::kClump;
  CHECK(outcomes(run(plan, lines, options).outcomes) == "rate-limited 429: 9, proxied 200: 1");
  options.subsecond = Subsecond::kSpread;
  CHECK(outcomes(run(plan, lines, options).outcomes) == "proxied 200: 10");
  CHECK(run(plan, lines).reading.coarse_stamps == 10);
}

TEST_CASE("simulate: concurrency follows recorded durations", "[simulate]") {
  // Stamped at the end: requests of 100 ms that begin every 40 ms.
  const std::vector<Line> lines = every(40, 6, {.at_ms = 100, .duration_ms = 100});
  const Results results = run(limited(concurrency(2)), lines);
  // At 0, 40 in; 80 out; 120 in (0 has left); 160 in (40 has left); 200 out.
  CHECK(outcomes(results.outcomes) == "proxied 200: 4, concurrency-limited 503: 2");
  CHECK(results.endpoints[0].in_flight_peak == 2);
  CHECK(results.journeys_peak >= 2);
}

TEST_CASE("simulate: a line delays and its delays are counted", "[simulate]") {
  Draft draft;
  const uint32_t service = draft.service("s");
  const uint32_t limit = draft.limit("l", gcra(10, seconds(1)));
  draft.limit_at(limit).queue = engine::QueuePlan{milliseconds(250), 10};
  draft.route("/a", service).limits = {limit};
  // Six at once: 0, 100 and 200 ms fit into 250 ms, the others do not.
  const Results results = run(draft.finish(), every(0, 6));
  CHECK(outcomes(results.outcomes) == "proxied 200: 3, queue-too-slow 429: 3");
  CHECK(results.totals.delayed == 2);
  CHECK(results.delays.count == 2);
  CHECK(results.delays.max == milliseconds(200));
  CHECK(results.limits[0].delayed == 2);
  CHECK(results.hit.clients_delayed == 1);
}

TEST_CASE("simulate: a breaker opens, sheds and closes", "[simulate]") {
  Draft draft;
  const uint32_t service = draft.service("s");
  engine::BreakerPlan breaker = draft.breaker(engine::BreakerPlan::Scope::kService, 3);
  draft.route("/a", service).breaker = breaker;
  // Five failures a second apart, then successes; open for 10 s from the third failure at 2 s.
  std::vector<Line> lines = every(1000, 5, {.status = 503});
  for (const Line& line : every(1000, 15, {.at_ms = 5000})) lines.push_back(line);
  const Results results = run(draft.finish(), lines);
  CHECK(outcomes(results.outcomes) == "breaker-open 503: 9, proxied 200: 8, proxied 503: 3");
  REQUIRE(results.breakers.size() == 1);
  const BreakerRow& row = results.breakers[0];
  CHECK(row.shed == 9);
  CHECK(row.opened == 1);
  CHECK(row.open == seconds(10));
  REQUIRE(row.changes.size() == 3);
  CHECK(row.changes[0].at == at(2000));
  CHECK(row.changes[0].to == policy::BreakerState::kOpen);
  CHECK(row.changes[1].at == at(12'000));
  CHECK(row.changes[1].to == policy::BreakerState::kHalfOpen);
  CHECK(row.changes[2].to == policy::BreakerState::kClosed);
  CHECK(row.at_end == policy::BreakerState::kClosed);
}

TEST_CASE("simulate: what no endpoint is admitted for is shed by none of them", "[simulate]") {
  Draft draft;
  const uint32_t service = draft.service("s", 2);
  engine::BreakerPlan breaker = draft.breaker(engine::BreakerPlan::Scope::kEndpoint, 1, 2);
  breaker.name = "s";
  draft.route("/a", service).breaker = breaker;
  const Results results = run(draft.finish(), every(1000, 5, {.status = 503}));
  CHECK(outcomes(results.outcomes) == "breaker-open 503: 3, proxied 503: 2");
  REQUIRE(results.breakers.size() == 3);
  CHECK(results.breakers[0].endpoint.empty());
  CHECK(results.breakers[0].shed == 3);
  for (size_t i = 1; i < 3; ++i) {
    CHECK(results.breakers[i].opened == 1);
    CHECK(results.breakers[i].shed == 0);
  }
}

TEST_CASE("simulate: a retry takes an outcome of its route", "[simulate]") {
  Draft draft;
  const uint32_t service = draft.service("s", 2);
  engine::RoutePlan& route = draft.route("/a", service);
  route.retry.attempts = 1;
  route.retry.on_status = statuses({503});
  route.retry.budget = Ratio{1'000'000};
  std::vector<Line> lines = every(1000, 60, {.duration_ms = 10});
  lines.push_back({.at_ms = 70'000, .status = 503, .duration_ms = 10});
  const Results results = run(draft.finish(), lines);
  CHECK(results.totals.retries == 1);
  CHECK(results.totals.retried == 1);
  CHECK(results.assumptions.retries_sampled == 1);
  CHECK(results.totals.attempts == 62);
  CHECK(results.routes[0].sampled == 1);
  CHECK(outcomes(results.outcomes) == "proxied 200: 61");
}

TEST_CASE("simulate: what a gateway answered is no upstream outcome", "[simulate]") {
  Draft draft;
  draft.route("/a", draft.service("s"));
  const auto plan = draft.finish();
  std::vector<Line> lines = {{.at_ms = 0, .status = 429}, {.at_ms = 1000, .status = 404}};
  for (const Line& line : every(1000, 5, {.at_ms = 2000, .status = 429})) lines.push_back(line);
  const Results results = run(plan, lines);
  // The first finds nothing to take, the others take the 404.
  CHECK(outcomes(results.outcomes) == "proxied 404: 6, proxied 200: 1");
  CHECK(results.assumptions.outcomes_recorded == 1);
  CHECK(results.assumptions.outcomes_default == 1);
  CHECK(results.assumptions.outcomes_sampled == 5);
  CHECK(results.reading.recorded_by_gateway == 6);
}

TEST_CASE("simulate: a client that left is neither success nor failure", "[simulate]") {
  Draft draft;
  const uint32_t service = draft.service("s");
  draft.route("/a", service).breaker = draft.breaker(engine::BreakerPlan::Scope::kService, 1);
  const Results results =
      run(draft.finish(), every(1000, 3, {.at_ms = 500, .status = 499, .duration_ms = 500}));
  CHECK(outcomes(results.outcomes) == "client-gone 499: 3");
  CHECK(results.breakers.empty());
  CHECK(results.endpoints[0].aborted == 3);
  CHECK(results.assumptions.clients_left == 3);
}

TEST_CASE("simulate: a duration at the timeout ends there", "[simulate]") {
  Draft draft;
  draft.route("/a", draft.service("s")).timeout = seconds(2);
  const Results results = run(draft.finish(), {{.at_ms = 10'000, .duration_ms = 1999},
                                               {.at_ms = 20'000, .duration_ms = 2000},
                                               {.at_ms = 30'000, .duration_ms = 9000}});
  CHECK(outcomes(results.outcomes) == "upstream-timeout 504: 2, proxied 200: 1");
  CHECK(results.endpoints[0].timeouts == 2);
  CHECK(results.totals.groups[Group::kFailed] == 2);
  const auto told = std::ranges::find(results.caveats, "timeouts-by-duration", &Caveat::code);
  REQUIRE(told != results.caveats.end());
  CHECK(told->count == 2);
}

TEST_CASE("simulate: unknown is not absent", "[simulate]") {
  Draft draft;
  draft.route("/a", draft.service("s")).auth_required = true;
  const auto plan = draft.finish();
  const std::vector<Line> lines = {
      {.status = 200}, {.status = 401}, {.status = 200, .user = "alice"}};
  const Results recorded = run(plan, lines);
  CHECK(outcomes(recorded.outcomes) == "proxied 200: 2, unauthenticated 401: 1");
  CHECK(recorded.assumptions.authenticated_by_address == 1);
  CHECK(recorded.assumptions.authenticated_by_user == 1);
  CHECK(recorded.assumptions.unauthenticated == 1);
  Options options;
  options.auth = AssumeAuth::kNone;
  CHECK(outcomes(run(plan, lines, options).outcomes) == "unauthenticated 401: 3");
}

TEST_CASE("simulate: a recording knows who had credentials", "[simulate]") {
  Draft draft;
  draft.route("/a", draft.service("s")).auth_required = true;
  const std::vector<Line> lines = {{.credentials = traffic::Credentials::kNone},
                                   {.credentials = traffic::Credentials::kRefused},
                                   {.status = 401, .credentials = traffic::Credentials::kValid}};
  CHECK(outcomes(run(draft.finish(), lines).outcomes) == "unauthenticated 401: 2, proxied 401: 1");
}

TEST_CASE("simulate: a client is who the rule says", "[simulate]") {
  const auto plan = limited(fixed_window(1, seconds(60)));
  const std::vector<Line> lines = {
      {.client = "10.0.0.1", .forwarded_for = "198.51.100.1, 192.0.2.9"},
      {.client = "10.0.0.1", .forwarded_for = "198.51.100.2, 192.0.2.9"},
      {.client = "10.0.0.1", .forwarded_for = "198.51.100.3"}};
  const Results by_address = run(plan, lines);
  CHECK(by_address.hit.clients == 1);
  CHECK(by_address.hit.rejected == 2);
  REQUIRE(by_address.one_address.has_value());
  CHECK(by_address.one_address->address == "10.0.0.1");
  CHECK(by_address.one_address->suggestion == "--client xff:1");
  Options options;
  options.client = *parse_client_rule("xff:2");
  const Results second = run(plan, lines, options);
  CHECK(second.hit.clients == 3);
  CHECK(second.hit.rejected == 0);
  const auto told = std::ranges::find(second.caveats, "unnamed-clients", &Caveat::code);
  REQUIRE(told != second.caveats.end());
  CHECK(told->count == 1);
  options.client = *parse_client_rule("xff:1");
  CHECK(run(plan, lines, options).hit.rejected == 1);
  CHECK_FALSE(run(plan, lines, options).one_address.has_value());
}

TEST_CASE("simulate: behind trusted proxies the client is whom they vouch for", "[simulate]") {
  struct Row {
    const char* client;
    const char* forwarded_for;
    const char* counts_as;
  };
  std::vector<Row> rows{{"10.0.0.1", "203.0.113.1", "203.0.113.1"},
                        {"10.0.0.1", "203.0.113.9, 203.0.113.2, 10.0.0.2", "203.0.113.2"},
                        {"10.0.0.2", "2001:DB8:0::1", "2001:db8::1"},
                        {"10.0.0.3", "", "10.0.0.3"},
                        {"10.0.0.4", "unknown", "10.0.0.4"},
                        {"10.0.0.5", "10.0.0.6", "10.0.0.6"},
                        {"198.51.100.7", "203.0.113.3", "198.51.100.7"},
                        {"a.example", "203.0.113.4", "a.example"}};
  std::vector<Line> lines;
  for (const Row& row : rows) {
    for (int i = 0; i < 2; ++i) lines.push_back({.client = row.client});
    for (int i = 1; i < 3; ++i) (lines.end() - i)->forwarded_for = row.forwarded_for;
  }
  Options options;
  options.trusted_proxies = {*parse_cidr("10.0.0.0/8")};
  const auto names = [&] {
    std::vector<std::string> all;
    for (const ClientRow& row :
         run(limited(fixed_window(1, seconds(60))), lines, options).hit.top) {
      REQUIRE(row.rejected == row.requests - 1);
      all.push_back(row.client);
    }
    std::ranges::sort(all);
    return all;
  };
  std::vector<std::string> expected;
  for (const Row& row : rows) expected.emplace_back(row.counts_as);
  std::ranges::sort(expected);
  CHECK(names() == expected);
  options.client = parse_client_rule("xff:1").value();
  CHECK(std::ranges::count(names(), "10.0.0.2") == 1);
}

TEST_CASE("simulate: the host of an absolute target is the request's host", "[simulate]") {
  Draft draft;
  draft.route("/a", draft.service("s"));
  const auto plan = draft.finish();
  const std::vector<Line> lines = {
      {.target = "http://a.example.com/a"}, {.target = "http://b.example.com/a"}, {.target = "/a"}};
  CHECK(run(plan, lines).reading.without_host == 1);
  Options options;
  REQUIRE(add_only(options.only, "host=A.example.com"));
  CHECK(run(plan, lines, options).totals.requests == 1);
}

TEST_CASE("simulate: what no route takes is told by its shape", "[simulate]") {
  Draft draft;
  draft.route("GET /a", draft.service("s"));
  const Results results = run(draft.finish(), {{.target = "/users/1?x=y"},
                                               {.target = "/users/2"},
                                               {.target = "/a", .method = "POST"},
                                               {.target = "/%zz"},
                                               {.target = "", .method = ""}});
  CHECK(outcomes(results.outcomes) ==
        "bad-request 400: 2, no-route 404: 2, method-not-allowed 405: 1");
  CHECK(results.unrouted.requests == 5);
  REQUIRE(results.unrouted.top.size() == 4);
  CHECK(results.unrouted.top[0].pattern == "/users/{id}");
  CHECK(results.unrouted.top[0].example == "/users/1?x=y");
  CHECK(results.totals.groups[Group::kUnrouted] == 5);
  CHECK(results.hit.rejected == 0);
}

TEST_CASE("simulate: selections leave records out", "[simulate]") {
  Draft draft;
  draft.route("/*", draft.service("s"));
  const auto plan = draft.finish();
  Options options;
  CHECK(add_only(options.only, "path=/a*").has_value());
  CHECK(add_only(options.only, "status=2*").has_value());
  options.between = *parse_between("00:00..00:01");
  const Results results = run(plan,
                              {{.target = "/a/1"},
                               {.target = "http://gw.example/a/2"},
                               {.target = "/b"},
                               {.target = "/a", .status = 500},
                               {.at_ms = 60'000, .target = "/a"}},
                              options);
  CHECK(results.totals.requests == 2);
  CHECK(results.reading.records == 5);
  CHECK(results.reading.left_out == 3);
}

TEST_CASE("simulate: replicas with stores of their own admit a share each", "[simulate]") {
  const auto plan = limited(fixed_window(3, seconds(60)));
  Options options;
  options.replicas = 4;
  CHECK(outcomes(run(plan, every(10, 20), options).outcomes) ==
        "proxied 200: 12, rate-limited 429: 8");
  options.store = Store::kShared;
  CHECK(outcomes(run(plan, every(10, 20), options).outcomes) ==
        "rate-limited 429: 17, proxied 200: 3");
}

TEST_CASE("simulate: several files are merged by their stamps", "[simulate]") {
  const auto plan = limited(fixed_window(2, seconds(10)));
  std::vector<Source> sources;
  sources.push_back(source_of(every(4000, 4)));                   // 0 4 8 12
  sources.push_back(source_of(every(4000, 4, {.at_ms = 2000})));  // 2 6 10 14
  const Result<Results> results = simulate::simulate(plan, std::move(sources), {}, nullptr);
  REQUIRE(results.has_value());
  CHECK(outcomes(results->outcomes) == "proxied 200: 4, rate-limited 429: 4");
  CHECK(results->reading.backwards == 0);
  CHECK(results->reading.sources.size() == 2);
}

TEST_CASE("simulate: results do not depend on threads or batches", "[simulate]") {
  Draft draft;
  const uint32_t service = draft.service("s", 3);
  const uint32_t limit = draft.limit("l", gcra(5, seconds(1), 2));
  for (int i = 0; i < 5; ++i) {
    engine::RoutePlan& route = draft.route("/r" + std::to_string(i), service);
    route.limits = {limit};
    route.retry.attempts = 1;
    route.retry.on_status = statuses({503});
    route.breaker = draft.breaker(engine::BreakerPlan::Scope::kRoute, 4);
  }
  const auto plan = draft.finish();
  std::vector<Line> lines;
  for (uint64_t i = 0; i < 3000; ++i) {
    const uint64_t number = draw(Seed{3}, i, Purpose::kSample, 0);
    lines.push_back({.at_ms = static_cast<int64_t>(i * 7 / 1000 * 1000),
                     .client = "c" + std::to_string(number % 11),
                     .target = "/r" + std::to_string(number / 11 % 6),
                     .status = static_cast<uint16_t>(number % 7 == 0 ? 503 : 200),
                     .duration_ms = static_cast<int64_t>(number % 900),
                     .resolution_ms = 1000});
  }
  const auto once = [&](uint32_t threads, size_t batch) {
    Options options;
    options.threads = threads;
    std::vector<Source> sources;
    sources.push_back(source_of(lines, batch));
    return *simulate::simulate(plan, std::move(sources), options, nullptr);
  };
  const Results one = once(1, 1000);
  CHECK(one.totals.groups[Group::kRejected] > 0);
  CHECK(one.totals.retries > 0);
  for (const auto& [threads, batch] :
       std::vector<std::pair<uint32_t, size_t>>{{1, 1}, {2, 7}, {4, 100}, {8, 13}}) {
    const Results other = once(threads, batch);
    CHECK(other.digest == one.digest);
    CHECK(other.totals.steps == one.totals.steps);
    CHECK(outcomes(other.outcomes) == outcomes(one.outcomes));
    REQUIRE(other.hit.top.size() == one.hit.top.size());
    for (size_t i = 0; i < one.hit.top.size(); ++i) {
      CHECK(other.hit.top[i].client == one.hit.top[i].client);
      CHECK(other.hit.top[i].rejected == one.hit.top[i].rejected);
    }
  }
}

TEST_CASE("simulate: a wrong option is an error", "[simulate]") {
  const auto plan = limited(fixed_window(1, seconds(1)));
  std::vector<Source> sources;
  sources.push_back(source_of(every(10, 5)));
  Options options;
  options.replicas = 0;
  CHECK(simulate::simulate(plan, std::move(sources), options, nullptr).error().message ==
        "--replicas is not between 1 and 64");
  CHECK(simulate::simulate(plan, {}, {}, nullptr).error().message ==
        "there is no traffic to simulate");
}

TEST_CASE("simulate: stopped, it has what it read, and says that it is partial", "[simulate]") {
  for (const bool on : {false, true}) {
    std::vector<Source> sources;
    sources.push_back(source_of(every(10, 5)));
    const auto results =
        simulate::simulate(limited(fixed_window(1, seconds(1))), std::move(sources), {},
                           [&](const Progress&) { return on; });
    REQUIRE(results);
    CHECK(results->partial == !on);
    CHECK(results->totals.requests == (on ? 5 : 3));  // a batch has three
  }
}

TEST_CASE("simulate: whom the log does not name is a consumer by address", "[simulate]") {
  Draft draft;
  const uint32_t service = draft.service("s");
  const uint32_t limit = draft.limit("l", fixed_window(1, seconds(60)));
  draft.limit_at(limit).key = {{.kind = engine::KeyPart::Kind::kConsumer}};
  draft.route("/a", service).limits = {limit};
  const auto plan = draft.finish();
  const std::vector<Line> lines{{.client = "192.0.2.1"},
                                {.at_ms = 10, .client = "192.0.2.2"},
                                {.at_ms = 20, .client = "192.0.2.2"},
                                {.at_ms = 30, .client = "192.0.2.2", .user = "ada"},
                                {.at_ms = 40, .client = "192.0.2.3", .user = "ada"}};
  CHECK(outcomes(run(plan, lines).outcomes) == "proxied 200: 3, rate-limited 429: 2");
  const Results recorded = run(plan, lines);
  const auto told = std::ranges::find(recorded.caveats, "assumed-consumers", &Caveat::code);
  REQUIRE(told != recorded.caveats.end());
  CHECK(told->count == 3);
  Options nobody;
  nobody.auth = AssumeAuth::kNone;
  CHECK(outcomes(run(plan, lines, nobody).outcomes) == "rate-limited 429: 4, proxied 200: 1");
}

TEST_CASE("simulate: requests without a client are one client, and that is told", "[simulate]") {
  const Results results = run(limited(fixed_window(1, seconds(60))),
                              {{.client = ""}, {.at_ms = 100, .client = ""}, {.at_ms = 200}});
  CHECK(outcomes(results.outcomes) == "proxied 200: 2, rate-limited 429: 1");
  REQUIRE(results.hit.top.size() == 1);
  CHECK(results.hit.top[0].client == "(unknown)");
  const auto told = std::ranges::find(results.caveats, "unnamed-clients", &Caveat::code);
  REQUIRE(told != results.caveats.end());
  CHECK(told->count == 2);
  CHECK(told->message == "requests have no client in the log and count as those of one, (unknown)");
}

TEST_CASE("simulate: what the log cannot tell is said with its numbers", "[simulate]") {
  const Results results =
      run(limited(concurrency(1)), every(100, 4, {.status = 429, .resolution_ms = 1000}));
  std::vector<std::string> codes;
  for (const Caveat& caveat : results.caveats) codes.push_back(caveat.code);
  CHECK(codes == std::vector<std::string>{"no-durations", "coarse-stamps", "no-hosts",
                                          "default-outcomes", "gateway-answers"});
  CHECK(results.caveats[0].count == 4);
  CHECK(results.caveats[0].of == 4);
}

TEST_CASE("simulate: refusals in shadow mode are counted by each limit that would", "[simulate]") {
  Draft draft;
  const uint32_t service = draft.service("s");
  const uint32_t one = draft.limit("one", fixed_window(1, seconds(60)));
  const uint32_t two = draft.limit("two", fixed_window(2, seconds(60)));
  const uint32_t real = draft.limit("real", fixed_window(3, seconds(60)));
  draft.limit_at(one).shadow = true;
  draft.limit_at(two).shadow = true;
  draft.route("/a", service).limits = {one, two, real};
  const Results results = run(draft.finish(), every(100, 5));
  CHECK(outcomes(results.outcomes) == "proxied 200: 3, rate-limited 429: 2");
  CHECK(results.totals.shadow_refused == 4);
  REQUIRE(results.limits.size() == 3);
  CHECK(results.limits[one].shadow_refused == 4);
  CHECK(results.limits[one].first_refused == at(100));
  CHECK(results.limits[two].shadow_refused == 3);
  CHECK(results.limits[real].shadow_refused == 0);
  CHECK(results.limits[real].refused == 2);
  CHECK(results.limits[real].peak_refused.per_second == 2);
  CHECK(results.limits[real].first_refused == at(300));
  REQUIRE(results.hit.top.size() == 1);
  CHECK(results.hit.top[0].limit == real);
}
