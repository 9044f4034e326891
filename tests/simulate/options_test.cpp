#include "simulate/options.hpp"

#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;

TEST_CASE("options: who is a client", "[simulate]") {
  CHECK(parse_client_rule("addr")->kind == ClientRule::Kind::kAddress);
  CHECK(parse_client_rule("user")->kind == ClientRule::Kind::kUser);
  CHECK(parse_client_rule("xff:2")->nth == 2);
  CHECK(parse_client_rule("header:X-Api-Client")->header == "x-api-client");
  CHECK(parse_client_rule("xff:0").error().message ==
        "--client xff:N counts addresses from the end of X-Forwarded-For, N from 1 to 64, not '0'");
  CHECK(parse_client_rule("adr").error().message ==
        "--client is addr, xff:N, header:NAME or user, not 'adr', did you mean 'addr'?");
  CHECK(parse_client_rule("header:").error().message ==
        "--client is addr, xff:N, header:NAME or user, not 'header:'");
}

TEST_CASE("options: closed choices name their words", "[simulate]") {
  CHECK(*parse_subsecond("clump") == Subsecond::kClump);
  CHECK(*parse_store("shared") == Store::kShared);
  CHECK(*parse_store("lease") == Store::kLease);
  CHECK(parse_subsecond("sprea").error().message ==
        "--subsecond is clump, spread or jitter, not 'sprea', did you mean 'spread'?");
  CHECK(parse_store("redis").error().message == "--store is local, shared or lease, not 'redis'");
}

TEST_CASE("options: patterns", "[simulate]") {
  struct Row {
    const char* pattern;
    const char* text;
    bool matches;
  };
  const Row rows[] = {
      {"", "", true},
      {"*", "", true},
      {"*", "/x", true},
      {"/api/*", "/api/", true},
      {"/api/*", "/api", false},
      {"*.js", "/a.js.js", true},
      {"/a*b*c", "/aXbYbc", true},
      {"/a*b*c", "/aXbYbd", false},
      {"5*", "503", true},
      {"5*", "403", false},
      {"a", "aa", false},
      {"**a**", "xax", true},
  };
  for (const Row& row : rows) {
    INFO(row.pattern << " on " << row.text);
    CHECK(matches_pattern(row.pattern, row.text) == row.matches);
  }
}

TEST_CASE("options: only fields that exist", "[simulate]") {
  Only only;
  CHECK(add_only(only, "path=/api/*").has_value());
  CHECK(add_only(only, "host=API.Example").has_value());
  CHECK(only.hosts == std::vector<std::string>{"api.example"});
  CHECK(add_only(only, "status=404").has_value());
  CHECK(add_only(only, "status=5xx").has_value());
  CHECK(only.statuses == std::vector<std::string>{"404", "5*"});
  CHECK(add_only(only, "paht=/x").error().message ==
        "--only knows path, method, status, host and client, not 'paht', did you mean 'path'?");
  CHECK(add_only(only, "path").error().message ==
        "--only is FIELD=PATTERN such as 'path=/api/*', not 'path'");
}

TEST_CASE("options: between clock times and between days", "[simulate]") {
  const auto inside = [](const char* text, const char* time) {
    return parse_between(text)->contains(*parse_rfc3339(time));
  };
  CHECK(inside("14:00..15:00", "2026-01-02T14:00:00Z"));
  CHECK(inside("14:00..15:00", "2026-05-02T14:59:59.999Z"));
  CHECK_FALSE(inside("14:00..15:00", "2026-01-02T15:00:00Z"));
  CHECK(inside("23:00..01:00", "2026-01-02T00:30:00Z"));
  CHECK_FALSE(inside("23:00..01:00", "2026-01-02T01:00:00Z"));
  CHECK(inside("23:00..24:00", "2026-01-02T23:59:59Z"));
  CHECK(inside("2026-01-02T00:00:00Z..2026-01-03T00:00:00+01:00", "2026-01-02T22:59:59Z"));
  CHECK_FALSE(inside("2026-01-02T00:00:00Z..2026-01-03T00:00:00+01:00", "2026-01-02T23:00:00Z"));
  for (const char* wrong : {"14:00", "14:00..", "25:00..26:00", "14:00..2026-01-02T00:00:00Z"}) {
    CHECK_FALSE(parse_between(wrong).has_value());
  }
  CHECK(parse_between("14:00..14:00").error().message ==
        "--between '14:00..14:00' holds no time at all");
}

TEST_CASE("options: a sample is a share, and a smaller one is part of a larger", "[simulate]") {
  CHECK(parse_sample("1/100")->whole == 100);
  CHECK(parse_sample("5%")->part == 5);
  CHECK(parse_sample("100%")->takes(UINT64_MAX));
  for (const char* wrong : {"", "%", "/", "1", "0/3", "4/3", "101%", "1/2%", "1/1000000001"}) {
    CAPTURE(wrong);
    CHECK(!parse_sample(wrong));
  }
  uint64_t kept = 0;
  for (uint64_t i = 0; i < 10'000; ++i) {
    const uint64_t hash = gw::mix(7, i);
    const bool large = parse_sample("1/10")->takes(hash);
    kept += large ? 1 : 0;
    if (parse_sample("3/100")->takes(hash)) REQUIRE(large);
  }
  CHECK(kept > 900);
  CHECK(kept < 1'100);
}
