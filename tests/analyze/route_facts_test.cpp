#include "analyze/route_facts.hpp"

#include "analyze/draft_routes.hpp"
#include "base/text.hpp"
#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::analyze;
using namespace gw::testing;

const char* const kDecided[] = {"host", "path", "conditions", "method", "file order"};
const char* const kVariations[] = {"case",   "slash", "parameter", "escape",
                                   "method", "head",  "host"};

// One line a fact, routes by number; each witness is replayed.
std::string facts(const std::vector<std::string>& lines) {
  const config::Config config = config_of(lines);
  const auto plan = plan_of(config);
  const RouteFacts found = find_route_facts(config, plan->table);
  std::string out;
  const auto line = [&](const std::string& text) { out += (out.empty() ? "" : "\n") + text; };
  for (const Unreachable& one : found.unreachable) {
    std::string text = std::to_string(one.route) + (one.duplicate ? " duplicate" : " unreachable");
    for (const size_t other : one.taken_by) text += ' ' + std::to_string(other);
    if (one.witness) {
      text += ": " + to_string(*one.witness);
      const Outcome outcome = replay(plan->table, *one.witness);
      CHECK(std::count(one.taken_by.begin(), one.taken_by.end(), outcome.route) == 1);
    }
    line(text);
  }
  for (const Contest& one : found.contests) {
    CHECK(replay(plan->table, one.witness).is(one.winner));
    line(std::to_string(one.winner) + " before " + std::to_string(one.loser) + " by " +
         kDecided[static_cast<size_t>(one.by)] + ": " + to_string(one.witness));
  }
  for (const MethodGap& one : find_method_gaps(config, plan->table)) {
    std::string text = "gap";
    for (const std::string& method : one.methods) text += ' ' + method;
    CHECK(replay(plan->table, one.witness).outcome == engine::MatchOutcome::kNoMethod);
    line(text + ": " + to_string(one.witness));
  }
  for (const Bypass& one : found.bypasses) {
    CHECK(replay(plan->table, one.direct).is(one.route));
    CHECK(replay(plan->table, one.variant).is(one.through));
    line(std::to_string(one.route) + " bypassed through " + std::to_string(one.through) + " by " +
         kVariations[static_cast<size_t>(one.variation)] + ": " + to_string(one.variant));
  }
  for (const OpenQuestion& one : found.open) {
    line(std::to_string(one.route) + " open with " + std::to_string(one.other) + ": " +
         one.construct);
  }
  return out;
}

}  // namespace

TEST_CASE("route_facts: unreachable behind one other route", "[analyze]") {
  CHECK(facts({"GET /a h:v~[0-9]+", "GET /a h:v=1"}) == "1 unreachable 0: GET /a with v: 1");
  CHECK(facts({"GET /a h:v=1", "GET /a h:v~[0-9]+"}) ==
        "0 before 1 by file order: GET /a with v: 1");
  CHECK(facts({"GET /a h:v~[0-9]+", "GET /a h:v~\\d+"}) == "1 duplicate 0: GET /a with v: 0");
  CHECK(facts({"GET /a h:v~[0-9]+", "GET,POST /a h:v=1"}) ==
        "0 before 1 by file order: GET /a with v: 1");
  CHECK(facts({"GET /a h:v~[0-9]+", "* /a h:v=1"}) == "0 before 1 by method: GET /a with v: 1");
}

TEST_CASE("route_facts: unreachable behind several together", "[analyze]") {
  CHECK(facts({"GET /a h:v+", "GET /a h:v-", "GET /a"}) == "2 unreachable 0 1: GET /a");
  CHECK(facts({"GET /a h:v+", "GET /a h:w-", "GET /a"}) ==
        "0 before 1 by file order: GET /a with v: a");
  CHECK(facts({"GET /a/*", "GET /a/{x}/*", "GET /a/{x}", "GET /a/"}) ==
        "0 unreachable 1 2 3: GET /a/x/x");
  CHECK(facts({"GET /a/*", "GET /a/{x}/*", "GET /a/{x}"}) == "");
  CHECK(facts({"GET /a/*", "GET /a/{x}/*", "GET /a/y", "GET /a/"}) == "");
  CHECK(facts({"GET /a h:v~[a-m].*", "GET /a h:v~[n-z].*", "GET /a h:v~[a-z]+"}) ==
        "2 unreachable 0 1: GET /a with v: a");
}

TEST_CASE("route_facts: conditions that no request meets", "[analyze]") {
  CHECK(facts({"GET /a h:v~a\\n"}) == "0 unreachable");
  CHECK(facts({"GET /a q:v~a\\n"}) == "");
  CHECK(facts({"GET /a q:v=" + std::string(1025, 'a')}) == "0 unreachable");
}

TEST_CASE("route_facts: routes that cross each other", "[analyze]") {
  CHECK(facts({"GET /a/{x}", "GET /{y}/b"}) == "0 before 1 by path: GET /a/b");
  CHECK(facts({"GET /a/*", "GET /{y}/b"}) == "0 before 1 by path: GET /a/b");
  CHECK(facts({"GET /a/{x}", "GET /{y}/b", "GET /a/b"}) == "");
  CHECK(facts({"GET /a/{x}", "POST /{y}/b"}) == "");
  CHECK(facts({"GET a.com/*", "GET /users"}) == "0 before 1 by host: GET /users with host: a.com");
  CHECK(facts({"GET *.a.com/{x}", "GET b.a.com/x/y", "GET *.com/u"}) ==
        "0 before 2 by host: GET /u with host: x1.a.com");
  CHECK(facts({"GET /a h:v~a.*", "GET /a h:v~.*b"}) ==
        "0 before 1 by file order: GET /a with v: ab");
  CHECK(facts({"GET /users/me", "GET /users/{id}", "* /*"}) == "");
}

TEST_CASE("route_facts: routes of one path that cross by conditions or methods", "[analyze]") {
  CHECK(facts({"GET /f q:r=1", "* /f q:r=1 q:s+"}) == "1 before 0 by conditions: GET /f?r=1&s=a");
  CHECK(facts({"GET /f h:r=1", "GET /f h:s+ h:t+"}) ==
        "1 before 0 by conditions: GET /f with s: a, t: a, r: 1");
  CHECK(facts({"* /f q:r+", "GET /f q:s+"}) == "1 before 0 by method: GET /f?s=a&r=a");
  // One within the other is no crossing, nor are two that never meet.
  CHECK(facts({"GET /f q:r=1", "GET /f q:r=1 q:s+"}) == "");
  CHECK(facts({"* /f q:r=1", "GET /f q:r=1 q:s+"}) == "");
  CHECK(facts({"GET /f q:r+", "GET /f q:r=1 q:s+"}) == "");
  CHECK(facts({"GET /f q:r=1", "* /f q:r=2 q:s+"}) == "");
  CHECK(facts({"GET /f", "* /f q:r=1"}) == "1 before 0 by conditions: GET /f?r=1");
}

TEST_CASE("route_facts: gaps between methods", "[analyze]") {
  CHECK(facts({"GET /a/{x}", "PUT /a/{y}"}) == "gap POST DELETE PATCH: POST /a/x");
  CHECK(facts({"GET /a/{x}", "PUT /a/{y}", "* /*"}) == "");
  CHECK(facts({"GET,PUT /a"}) == "");
}

TEST_CASE("route_facts: ways around a guard", "[analyze]") {
  CHECK(facts({"* /admin/* !", "* /*"}) ==
        "0 bypassed through 1 by case: GET /Admin/\n"
        "0 bypassed through 1 by slash: GET /admin\n"
        "0 bypassed through 1 by parameter: GET /admin;x/");
  CHECK(facts({"* /admin/* !", "* /* !"}) == "");
  CHECK(facts({"* /admin/* !"}) == "");
  CHECK(facts({"GET /a:b !", "GET /{x}"}) ==
        "0 bypassed through 1 by case: GET /A:b\n"
        "0 bypassed through 1 by parameter: GET /a:b;x\n"
        "0 bypassed through 1 by escape: GET /a%3Ab");
  CHECK(facts({"GET /admin !", "POST /{x}"}) == "0 bypassed through 1 by method: POST /admin");
  CHECK(facts({"GET /admin !", "POST /admin"}) == "gap PUT DELETE PATCH: PUT /admin");
}

TEST_CASE("route_facts: ways around a guard by host and by HEAD", "[analyze]") {
  CHECK(facts({"GET a.com/g !", "GET *.com/g"}) ==
        "0 bypassed through 1 by host: GET /g with host: x.com");
  CHECK(facts({"GET *.a.com/g !", "GET /g"}) ==
        "0 bypassed through 1 by host: GET /g with host: x.com");
  CHECK(facts({"GET a.com/g !", "GET *.com/g !"}) == "");
  CHECK(facts({"GET a.com/g !", "GET b.com/g"}) == "");
  CHECK(facts({"GET /g !", "HEAD /g"}) ==
        "gap POST PUT DELETE PATCH: POST /g\n"
        "0 bypassed through 1 by head: HEAD /g");
  CHECK(facts({"GET,HEAD /g !", "POST /g"}) == "gap PUT DELETE PATCH: PUT /g");
}

TEST_CASE("route_facts: the order of a list hides no way around a guard", "[analyze]") {
  const auto bypasses = [](const std::vector<std::string>& lines) {
    std::string out;
    const std::string all = facts(lines);
    for (const std::string_view line : split(all, '\n')) {
      if (line.find(" bypassed ") != std::string_view::npos) out += std::string(line) + '\n';
    }
    return out;
  };
  for (const char* methods : {"GET,POST", "POST,GET"}) {
    CAPTURE(methods);
    const std::string guarded = methods + std::string(" ");
    CHECK(bypasses({guarded + "/a/b !", "GET /a/*"}) ==
          "0 bypassed through 1 by slash: GET /a/b/\n");
    CHECK(bypasses({guarded + "/a !", "HEAD /a"}) == "0 bypassed through 1 by head: HEAD /a\n");
    CHECK(bypasses({guarded + "a.com/a !", "GET /a"}) ==
          "0 bypassed through 1 by host: GET /a with host: x.com\n");
  }
  CHECK(bypasses({"GET /a !", "PUT /{x}"}) == "0 bypassed through 1 by method: PUT /a\n");
}

TEST_CASE("route_facts: a way around a guard is looked for near the open route", "[analyze]") {
  CHECK(facts({"GET /a/b q:v~1|2 !", "GET /a/* q:v=2"}) ==
        "0 bypassed through 1 by slash: GET /a/b/?v=2");
  CHECK(facts({"GET /z/* !", "GET /Z/img/*"}) == "0 bypassed through 1 by case: GET /Z/img/");
  CHECK(facts({"GET /zoo !", "GET /ZOO"}) == "0 bypassed through 1 by case: GET /ZOO");
}

TEST_CASE("route_facts: what is not decided is told", "[analyze]") {
  CHECK(facts({"GET /a h:v~\\bx", "GET /a h:v=1"}) == "0 open with 1: \\b");
  CHECK(facts({"GET /a h:v~\\bx"}) == "");
  // The two that are compared are a fact, and each question names the two that it is about.
  CHECK(facts({"GET /a h:v~a|b", "GET /a h:v~\\ba", "GET /a h:v~a+"}) ==
        "0 before 2 by file order: GET /a with v: a\n"
        "0 open with 1: \\b\n"
        "1 open with 2: \\b");
}

TEST_CASE("route_facts: with many forms of paths ways around are looked for up to a bound",
          "[analyze]") {
  // Below a literal of its own each has 11 segments, literals and parameters: 2,048 forms.
  std::vector<std::string> lines;
  for (size_t form = 0; form < 2048; ++form) {
    std::string path = "/r" + std::to_string(form);
    for (size_t i = 0; i < 11; ++i)
      path += (form >> i & 1) != 0 ? "/{p" + std::to_string(i) + "}" : "/l";
    lines.push_back("GET " + path + " !");
  }
  CHECK(facts(lines) == "434 open with 434: more forms of paths than are tried");
}

TEST_CASE("route_facts: all patterns together get so much work, and what is left over is told",
          "[analyze]") {
  std::vector<std::string> lines{"GET /b h:v~[0-9]+", "GET /b h:v=1"};
  for (int i = 0; i < 60; ++i) {
    lines.push_back("GET /a h:v~[ab]*a[ab]{11}" + std::string(static_cast<size_t>(i), 'b'));
  }
  const std::string told = facts(lines);
  CHECK(told.starts_with("1 unreachable 0: GET /b with v: 1\n"));
  CHECK(told.find("more work than is spent on the patterns of a configuration") !=
        std::string::npos);
}

TEST_CASE("route_facts: when not all paths that a route may cross are looked through it is told",
          "[analyze]") {
  const auto with = [](int siblings) {
    std::vector<std::string> lines{"GET /{shop}/zz", "GET /shops/{x}"};
    for (int i = 0; i < siblings; ++i) lines.push_back("POST /{shop}/a" + std::to_string(i));
    return facts(lines);
  };
  CHECK(with(100) == "1 before 0 by path: GET /shops/zz");
  CHECK(with(400) == "1 open with 1: more paths than are looked through");
}

TEST_CASE("route_facts: of many routes of one path each meets only those that matter",
          "[analyze]") {
  std::vector<std::string> lines;
  for (int i = 50; i < 100; ++i) lines.push_back("GET /a h:v=" + std::to_string(i));
  lines.emplace_back("GET /a h:v~1.*");
  lines.emplace_back("GET /a h:v=1x");
  lines.emplace_back("GET /a h:v~9[89]|x");
  CHECK(facts(lines) ==
        "51 unreachable 50: GET /a with v: 1x\n"
        "48 before 52 by file order: GET /a with v: 98\n"
        "49 before 52 by file order: GET /a with v: 99");
  for (int i = 0; i < 70; ++i) lines.push_back("GET /a h:v~[0-9]y" + std::to_string(i));
  CHECK(facts(lines).find("more routes of one path than are compared") != std::string::npos);
}
