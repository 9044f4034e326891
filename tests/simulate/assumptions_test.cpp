#include "simulate/assumptions.hpp"

#include <catch2/catch.hpp>

#include "simulate/limit/replay.hpp"
#include "simulate/lines.hpp"

namespace gw::simulate {
namespace {

using testing::Line;
using testing::source_of;

TEST_CASE("assumptions: each is set by its name and is what holds anyway by default",
          "[simulate]") {
  for (const Assumption& one : assumptions()) {
    CAPTURE(one.name);
    Options options;
    const auto set =
        set_assumption(options, std::string(one.name) + "=" + std::string(one.fallback));
    REQUIRE(set);
    CHECK((*set)->name == one.name);
    CHECK_FALSE(set_assumption(options, std::string(one.name) + "=what"));
    CHECK_FALSE(set_assumption(options, one.name));
  }
  size_t offered = 0;
  for (const std::string_view offer : kAssumptionOffers) {
    CAPTURE(offer);
    Options options;
    CHECK(set_assumption(options, offer));
    offered += offer.find('=') != std::string_view::npos ? 1 : 0;
  }
  CHECK(offered == std::size(kAssumptionOffers));
}

TEST_CASE("assumptions: what is set", "[simulate]") {
  Options options;
  for (const char* text : {"auth=none", "subsecond=clump", "client=user", "clients=backoff",
                           "duration=250ms", "refused=left-out", "sampled=1/100:client"}) {
    REQUIRE(set_assumption(options, text));
  }
  CHECK(options.auth == AssumeAuth::kNone);
  CHECK(options.subsecond == Subsecond::kClump);
  CHECK(options.client.kind == ClientRule::Kind::kUser);
  CHECK(options.clients == AfterRefusal::kBackoff);
  CHECK(options.missing_duration == milliseconds(250));
  CHECK(options.leave_refused_out);
  CHECK(options.sampled->one_in == 100);
  CHECK(options.sampled->by_client);
}

TEST_CASE("assumptions: what is wrong is said", "[simulate]") {
  struct Row {
    const char* text;
    const char* says;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"subsecnd=clump", "--assume does not know 'subsecnd', did you mean 'subsecond'?"},
           {"x",
            "--assume does not know 'x': auth, subsecond, client, clients, duration, refused, "
            "sampled"},
           {"subsecond=now", "--assume subsecond is clump|spread|jitter, not 'now'"},
           {"duration=2h", "--assume duration is TIME, not '2h'"},
           {"sampled=1/0", "--assume sampled is 1/N|1/N:client, not '1/0'"},
           {"sampled=2/3", "--assume sampled is 1/N|1/N:client, not '2/3'"},
           {"sampled=1/1000001", "--assume sampled is 1/N|1/N:client, not '1/1000001'"}}) {
    CAPTURE(row.text);
    Options options;
    const auto set = set_assumption(options, row.text);
    REQUIRE_FALSE(set);
    CHECK(set.error().message == row.says);
  }
}

// "code count/of" of each caveat.
std::string told(const std::vector<Line>& lines, const Options& options, int64_t at_once = 5) {
  LimitSettings settings;
  settings.limiter = policy::LimitSpec{
      .algorithm = policy::Algorithm::kConcurrency, .count = at_once, .per_us = 1};
  std::vector<Source> sources;
  sources.push_back(source_of(lines));
  const auto out = replay_limit(std::move(sources), settings, options, nullptr);
  REQUIRE(out);
  std::string text =
      "rejected " + std::to_string(out->results.totals.groups[Group::kRejected]) + "; ";
  for (const Caveat& caveat : out->results.caveats) {
    text +=
        caveat.code + " " + std::to_string(caveat.count) + "/" + std::to_string(caveat.of) + "; ";
  }
  return text;
}

TEST_CASE("assumptions: every one has its effect, and its number", "[simulate]") {
  const std::vector<Line> lines{
      {100, "a"}, {150, "a"}, {200, "a", "/", 200, 10}, {250, "a", "/", 429}};
  CHECK(told(lines, {}, 1) == "rejected 0; no-durations 3/4; gateway-answers 1/4; ");
  Options lasts;
  lasts.missing_duration = milliseconds(80);
  // They arrive at 20, 70, 190 and 170: the second and the third meet the one before them.
  CHECK(told(lines, lasts, 1) ==
        "rejected 2; assumed-durations 3/4; gateway-answers 1/4; open-loop 2/4; ");
  Options left_out;
  left_out.leave_refused_out = true;
  CHECK(told(lines, left_out) == "rejected 0; no-durations 2/3; refused-left-out 1/4; ");
  Options sampled;
  sampled.sampled = SampledLog{.one_in = 50};
  CHECK(told({{0, "a", "/", 200, 1}}, sampled) == "rejected 0; sampled-log 1/50; ");
  Line behind{0, "a", "/", 200, 1};
  behind.forwarded_for = "192.0.2.9";
  CHECK(told({behind}, {}) == "rejected 0; address-not-client 1/1; ");
  Options forwarded;
  forwarded.client = *parse_client_rule("xff:1");
  CHECK(told({behind}, forwarded) == "rejected 0; ");
}

}  // namespace
}  // namespace gw::simulate
