#include "lint/linter.hpp"

#include "lint/lint_text.hpp"
#include "lint/suppressions.hpp"
#include "support/catch.hpp"

namespace gw::lint {
namespace {

const std::string kOpen = R"(
services:
  shop: {url: "http://shop.internal", circuit_breaker: {failure_rate: 50%}}
limits: {max_body: 1MiB}
defaults: {timeout_ms: 3000}
routes:
  - path: /a
    method: POST
    upstream_service: shop
  - path: /b
    method: [GET, PUT]
    upstream_service: shop
)";

std::string with(const std::string& from, const std::string& to, std::string text = kOpen) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string run(const Selection& selection) {
  return found(lint_text(kOpen, selection));
}

}  // namespace

TEST_CASE("linter: findings come by place, all rules of one place together", "[lint]") {
  CHECK(run({}) == "GW501:7 GW301:8 GW501:10 GW301:11");
}

TEST_CASE("linter: the longer word of select and ignore decides", "[lint]") {
  struct Row {
    Selection selection;
    const char* found;
  };
  for (const Row& row :
       std::initializer_list<Row>{{{{"GW301"}, {}}, "GW301:8 GW301:11"},
                                  {{{"write-without-auth"}, {}}, "GW301:8 GW301:11"},
                                  {{{"gw3"}, {}}, "GW301:8 GW301:11"},
                                  {{{"auth"}, {}}, "GW301:8 GW301:11"},
                                  {{{"rate limits"}, {}}, "GW501:7 GW501:10"},
                                  {{{}, {"Rate-Limits"}}, "GW301:8 GW301:11"},
                                  {{{"GW2", "GW4"}, {}}, ""},
                                  {{{}, {"GW3"}}, "GW501:7 GW501:10"},
                                  {{{}, {"GW301", "no-rate-limit"}}, ""},
                                  {{{"GW301"}, {"GW3"}}, "GW301:8 GW301:11"},
                                  {{{"GW3"}, {"GW301"}}, ""},
                                  {{{"GW3"}, {"GW3"}}, ""}}) {
    REQUIRE(check(row.selection, false, {}));
    CHECK(run(row.selection) == row.found);
  }
}

TEST_CASE("linter: a word that names no rule is refused with the nearest that does", "[lint]") {
  CHECK(check({{"GW3"}, {"no-rate-limits"}}, false, {}).error().message ==
        "no rule is called 'no-rate-limits', did you mean 'no-rate-limit'?");
  CHECK(check({{"GW999"}, {}}, false, {}).error().message ==
        "no rule is called 'GW999': see 'gw rule'");
  CHECK(check({{"rate-limits", "Rate Limits"}, {}}, false, {}));
  CHECK(check({{}, {"resiliense"}}, false, {}).error().message ==
        "no rule is called 'resiliense', did you mean 'resilience'?");
  CHECK(check({{""}, {}}, false, {}).error().message ==
        "a rule is missing: write them with one comma between two");
  CHECK_FALSE(check({{""}, {}}, false, {}));
}

TEST_CASE("suppressions: what a comment covers", "[lint]") {
  struct Row {
    const char* where;
    std::string text;
    const char* found;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"the end of the line", with("POST", "POST  # gw-ignore GW301"),
            "GW501:7 GW501:10 GW301:11"},
           {"by name, with a reason",
            with("POST", "POST # gw-ignore write-without-auth: signed, by # the sender"),
            "GW501:7 GW501:10 GW301:11"},
           {"a line above", with("    method: POST", "    # gw-ignore GW301\n    method: POST"),
            "GW501:7 GW501:11 GW301:12"},
           {"a whole route above it",
            with("  - path: /a", "  # gw-ignore GW301, GW501\n  - path: /a"), "GW501:11 GW301:12"},
           {"a whole route at its first line", with("path: /a", "path: /a # gw-ignore GW301,GW501"),
            "GW501:10 GW301:11"},
           {"comments and blanks between",
            with("  - path: /a", "  # gw-ignore GW301\n  # a hook\n\n  - path: /a"),
            "GW501:10 GW501:13 GW301:14"},
           {"all routes", with("routes:", "# gw-ignore GW301\nroutes:"), "GW501:8 GW501:11"},
           {"the file", kOpen + "# gw-ignore-file GW301, GW501: a test\n", ""},
           {"another rule", with("POST", "POST # gw-ignore GW402"),
            "GW501:7 GW301:8 GW001:8 GW501:10 GW301:11"},
           {"one rule of two", with("POST", "POST # gw-ignore GW301, GW402"),
            "GW501:7 GW001:8 GW501:10 GW301:11"},
           {"the beginning of ids", with("POST", "POST # gw-ignore GW3: open"),
            "GW501:7 GW501:10 GW301:11"},
           {"families", kOpen + "# gw-ignore-file auth, Rate Limits: a test\n", ""},
           {"a family that finds nothing", with("POST", "POST # gw-ignore security"),
            "GW501:7 GW301:8 GW001:8 GW501:10 GW301:11"},
           {"the rule behind the colon", with("POST", "POST # gw-ignore: GW301"),
            "GW501:7 GW301:8 GW001:8 GW501:10 GW301:11"},
           {"no rule", with("POST", "POST # gw-ignore GW999"),
            "GW501:7 GW301:8 GW001:8 GW501:10 GW301:11"},
           {"nothing named", with("POST", "POST # gw-ignore"),
            "GW501:7 GW301:8 GW001:8 GW501:10 GW301:11"},
           {"a value, no comment", with("path: /a", "name: 'a # gw-ignore GW301'\n    path: /a"),
            "GW501:7 GW301:9 GW501:11 GW301:12"},
           {"a comment that speaks of it", with("POST", "POST # see gw-ignore in the manual"),
            "GW501:7 GW301:8 GW501:10 GW301:11"},
           {"behind other words", with("POST", "POST # signed, gw-ignore GW301"),
            "GW501:7 GW301:8 GW001:8 GW501:10 GW301:11"},
           {"in capitals", with("POST", "POST # GW-IGNORE GW301"),
            "GW501:7 GW301:8 GW001:8 GW501:10 GW301:11"},
           {"a value in capitals", with("path: /a", "name: 'a # GW-IGNORE GW301'\n    path: /a"),
            "GW501:7 GW301:9 GW501:11 GW301:12"}}) {
    INFO(row.where);
    CHECK(found(lint_text(row.text)) == row.found);
  }
}

TEST_CASE("suppressions: an unused one is silent when its rule does not run", "[lint]") {
  const std::string text = with("POST", "POST # gw-ignore GW402");
  CHECK(found(lint_text(text, {{}, {"GW402"}})) == "GW501:7 GW301:8 GW501:10 GW301:11");
  CHECK(found(lint_text(text, {{"GW402"}, {}})).empty());
  CHECK(found(lint_text(text, {{"GW402", "GW001"}, {}})) == "GW001:8");
}

TEST_CASE("suppressions: one of a rule for several gateways says nothing about one", "[lint]") {
  const std::string text =
      kOpen + "    # gw-ignore GW503: local on purpose\n    rate_limit: {rate: 10/s}\n";
  const auto about = [&](const std::string& of, uint32_t replicas) {
    return found(lint_text(of, {{"GW001", "GW503"}, {}}, {replicas}));
  };
  CHECK(about(text, 1).empty());
  CHECK(about(text, 2).empty());
  CHECK(about(kOpen + "# gw-ignore-file GW503: none\n", 2) == "GW001:13");
  CHECK(about(kOpen + "# gw-ignore-file GW503: none\n", 1).empty());
}

TEST_CASE("suppressions: a word that names nothing is told with the form that does", "[lint]") {
  struct Row {
    const char* comment;
    const char* message;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"# gw-ignore: GW301", "this comment names no rule"},
           {"# gw-ignore", "this comment names no rule"},
           {"# gw-ignore write-without-aut: x",
            "no rule is called 'write-without-aut', did you mean 'write-without-auth'?"},
           {"# gw-ignore GW301 signed by the sender",
            "no rule is called 'GW301 signed by the sender': see 'gw rule'"},
           {"# gw-ignore security", "nothing is suppressed here: security finds nothing"},
           {"# gw-ignore gw2", "nothing is suppressed here: gw2 finds nothing"}}) {
    CAPTURE(row.comment);
    const Linted linted = lint_text(with("POST", "POST " + std::string(row.comment)));
    const auto found = std::ranges::find(linted.findings, std::string_view("GW001"),
                                         [](const Finding& one) { return one.rule->id; });
    REQUIRE(found != linted.findings.end());
    CHECK(found->message == row.message);
    if (found->fix.edits.empty()) {
      CHECK(found->hint ==
            "write '# gw-ignore GW501: reason', the rules before the colon; 'gw rule' lists them");
    }
  }
}

TEST_CASE("suppressions: several rules are unused only when all of them run", "[lint]") {
  const std::string text = with("POST", "POST # gw-ignore security");
  CHECK(found(lint_text(text, {{"GW001", "security"}, {}})) == "GW001:8");
  CHECK(found(lint_text(text, {{"GW001", "GW205"}, {}})).empty());
}

TEST_CASE("linter: what the file chooses holds unless the selection names the rule", "[lint]") {
  struct Row {
    const char* choices;
    Selection selection;
    const char* found;
    const char* levels;  // e, w, n by finding
  };
  for (const Row& row : std::initializer_list<Row>{
           {"{}", {}, "GW501:7 GW301:8 GW501:10 GW301:11", "wewe"},
           {"{ignore: [GW301]}", {}, "GW501:7 GW501:10", "ww"},
           {"{severity: {GW3: off, GW301: note}}", {}, "GW501:7 GW301:8 GW501:10 GW301:11", "wnwn"},
           {"{severity: {rate limits: off}}", {}, "GW301:8 GW301:11", "ee"},
           {"{severity: {no-rate-limit: error, gw: note}}",
            {{}, {"GW301"}},
            "GW501:7 GW501:10",
            "ee"},
           {"{ignore: [GW301]}", {{"auth"}, {}}, "GW301:8 GW301:11", "ee"},
           {"{ignore: [GW3], severity: {GW301: warning}}",
            {},
            "GW501:7 GW301:8 GW501:10 GW301:11",
            "wwww"}}) {
    CAPTURE(row.choices);
    const Linted linted = lint_text(kOpen + "lint: " + row.choices + "\n", row.selection);
    CHECK(found(linted) == row.found);
    std::string levels;
    for (const Finding& one : linted.findings) levels += name(one.severity)[0];
    CHECK(levels == row.levels);
  }
}

TEST_CASE("linter: the file gives a warning of validate another severity", "[lint]") {
  const auto severity = [](const std::string& choices) {
    Linted linted = lint_text(
        "defaults: {auth_required: true}\nroutes:\n"
        "  - {path: /a, method: GET, upstream_service: \"http://a\"}\n"
        "lint: " +
        choices + "\n");
    const auto plan = compile::compile(linted.loaded.config, {}, {}).plan;
    const Context alone;
    silence(linted.loaded.diagnostics, {linted.loaded, *plan, alone}, {});
    std::string out;
    for (const Diagnostic& one : linted.loaded.diagnostics) {
      out += one.code + (one.severity == Severity::kError ? " error" : " warning");
    }
    return out + (is_invalid(linted.loaded.diagnostics) ? ", invalid" : "");
  };
  CHECK(severity("{}") == "auth-without-scheme warning");
  CHECK(severity("{severity: {auth-without-scheme: error}}") == "auth-without-scheme error");
  CHECK(severity("{severity: {auth-without-scheme: off}}").empty());
}

TEST_CASE("linter: a family is suppressed in either spelling", "[lint]") {
  for (const char* word : {"rate limits", "rate-limits", "Rate-Limits"}) {
    CAPTURE(word);
    const std::string text = "# gw-ignore-file " + std::string(word) + "\n" + with("POST", "POST");
    CHECK(found(lint_text(text, {{"GW001", "GW501"}, {}})).empty());
  }
}

TEST_CASE("linter: a comment that is nearly a suppression is told what it may have meant",
          "[lint]") {
  struct Row {
    const char* comment;
    const char* meant;
  };
  for (const Row& row :
       {Row{"# GW-IGNORE GW301", "gw-ignore GW301"},
        Row{"#Gw-Ignore gw301: hook", "gw-ignore gw301"},
        Row{"# signed by the sender, gw-ignore GW301", "gw-ignore GW301"},
        Row{"# gwignore auth", "gw-ignore auth"},
        Row{"# gw-ignore-next-line GW301", "gw-ignore GW301"},
        Row{"# gw-ignore-line GW301", "gw-ignore GW301"},
        Row{"# gw-ignores GW301", "gw-ignore GW301"},
        Row{"# gw_ignore: write-without-auth", "gw-ignore write-without-auth"},
        Row{"# gw ignore GW301, GW501", "gw-ignore GW301"},
        Row{"# GW_IGNORE_FILE GW301", "gw-ignore-file GW301"},
        Row{"# later: gw-ignore-file GW301", "gw-ignore-file GW301"}, Row{"# noqa: GW301", ""},
        Row{"# gateways ignore GW301 at night", ""}, Row{"# gw-ignore: see there", "?"},
        Row{"# a gw-ignore GW999 would be wrong", ""}, Row{"# mygw ignore GW301", ""},
        Row{"# use gw-ignore", ""}}) {
    CAPTURE(row.comment);
    const std::string text = with("POST", std::string("POST ") + row.comment);
    std::string told;
    for (const Finding& one : lint_text(text, {{"GW001"}, {}}).findings) told += one.message;
    const std::string meant(row.meant);
    if (meant == "?") {
      CHECK(told == "this comment names no rule");
    } else {
      CHECK(told ==
            (meant.empty() ? "" : "nothing is suppressed here: did you mean '# " + meant + "'?"));
    }
  }
}

TEST_CASE("linter: what the environment has to give is not judged", "[lint]") {
  const std::string text = R"(
services:
  shop: {url: "http://shop.internal", circuit_breaker: {failure_rate: 50%, window: WINDOW}}
limits: {max_body: 1MiB}
defaults: {timeout_ms: TIMEOUT}
routes:
  - path: /a
    auth_required: AUTH
    upstream_service: shop
    rate_limit: {rate: 10/s, queue: {max_wait: WAIT}}
    retries: {attempts: 2, per_try_timeout_ms: TRY}
)";
  struct Row {
    const char* word;
    const char* value;
    const char* found;
  };
  for (const Row& row : {Row{"WINDOW", "1s", "GW413:3"}, Row{"TIMEOUT", "20000", "GW413:3"},
                         Row{"AUTH", "false", "GW301:7"}, Row{"WAIT", "6s", "GW516:10"},
                         Row{"TRY", "2000", "GW403:11"}}) {
    CAPTURE(row.word);
    const auto filled = [&](const char* value) {
      std::string out = with(row.word, value, text);
      for (const auto& [word, usual] :
           {std::pair{"WINDOW", "10s"}, std::pair{"TIMEOUT", "5000"}, std::pair{"AUTH", "true"},
            std::pair{"WAIT", "500ms"}, std::pair{"TRY", "800"}}) {
        if (out.find(word) != std::string::npos) out = with(word, usual, out);
      }
      return found(lint_text(out));
    };
    CHECK(filled(row.value) == row.found);
    CHECK(filled("'${env:UNSET}'").empty());
  }
}

TEST_CASE("linter: what a route matches is not judged while it waits for the environment",
          "[lint]") {
  const std::string head =
      "limits: {max_body: 1MiB}\n"
      "defaults: {timeout_ms: 3000, circuit_breaker: {}}\n"
      "services: {a: {url: 'http://a.internal'}}\nroutes:\n";
  const auto said = [&](const std::string& routes) { return found(lint_text(head + routes)); };
  const std::string limited = "upstream_service: a, rate_limit: {requests_per_minute: 5}";
  // Of the same path as far as one can see.
  CHECK(said("  - {path: /g, method: GET, host: '${env:ONE}', " + limited + "}\n" +
             "  - {path: /g, method: GET, host: '${env:TWO}', " + limited + "}\n" +
             "  - {path: /g, method: GET, " + limited + "}\n")
            .empty());
  CHECK(said("  - {path: '/${env:ONE}', method: GET, " + limited + "}\n" +
             "  - {path: '/${env:TWO}', method: GET, " + limited + "}\n" +
             "  - {path: '/${env:TWO}/{id}', method: GET, upstream_service: a, "
             "rate_limit: {rate: 5/s, key: ['param:id', client]}}\n")
            .empty());
  CHECK(said("  - {path: /a, method: '${env:ONE}', " + limited + "}\n").empty());
  CHECK(said("  - {path: '/${env:ONE}', method: '${env:TWO}', " + limited + "}\n").empty());
  CHECK(
      said("  - {path: /b, method: GET, upstream_service: a, rate_limit: '${env:RL}'}\n").empty());
  CHECK(said("  - {path: /b, method: GET, upstream_service: a, "
             "rate_limit: [{rate: '${env:RL}'}, {requests_per_day: 100000, algorithm: "
             "sliding_window}]}\n")
            .empty());
  // What is there is judged, and is told at its place.
  const Linted write =
      lint_text(head + "  - {path: '/${env:ONE}', method: POST, " + limited + "}\n");
  CHECK(found(write) == "GW301:5");
  CHECK(write.findings.at(0).message == "anybody may POST /${env:ONE}");
}

TEST_CASE("linter: a word of the file that names no rule is told at its place", "[lint]") {
  const config::Loaded loaded =
      config::load("gw.yaml", kOpen + "lint: {ignore: [GW9], severity: {no-rate-limits: off}}\n");
  const Diagnostics wrong = check(loaded.config.lint);
  REQUIRE(wrong.size() == 2);
  CHECK(loaded.source.position(wrong[0].span.begin) == Position{13, 17});
  CHECK(wrong[0].message == "no rule is called 'GW9': see 'gw rule'");
  CHECK(wrong[1].message == "no rule is called 'no-rate-limits', did you mean 'no-rate-limit'?");
}

TEST_CASE("linter: a comment covers nothing of the next file", "[lint]") {
  const auto include = [&](const std::string&) -> Result<std::vector<config::Text>> {
    return std::vector<config::Text>{
        {"b.yaml", "routes:\n  - {path: /a, method: POST, mock: {}}\n"}};
  };
  const config::Loaded loaded =
      config::load("gw.yaml", "include: b.yaml\n# gw-ignore GW301: mine\n", {.includes = include});
  REQUIRE_FALSE(has_errors(loaded.diagnostics));
  const std::vector<Suppression> all = find_suppressions(loaded.source, *loaded.tree);
  REQUIRE(all.size() == 1);
  CHECK(all[0].last_line == 2);
}

TEST_CASE("linter: comments that overlap are each used when they cover something", "[lint]") {
  const std::string text = "# gw-ignore-file GW301: all\n# gw-ignore-file auth: all\n" +
                           with("POST", "POST  # gw-ignore GW301, write-without-auth, GW402");
  CHECK(found(lint_text(text, {{"GW301", "GW402", "GW001"}, {}})) == "GW001:10");
}

TEST_CASE("suppressions: each of a long block of comments covers what comes after it", "[lint]") {
  std::string comments;
  for (int i = 0; i < 50'000; ++i) comments += "# gw-ignore GW402: one of many\n";
  const Linted linted = lint_text(comments + kOpen, {{"GW001"}, {}});
  CHECK(linted.findings.empty());  // GW402 did not run
  const std::vector<Suppression> all = find_suppressions(linted.loaded.source, *linted.loaded.tree);
  REQUIRE(all.size() == 50'000);
  CHECK(all.front().first_line == all.back().first_line);
}

}  // namespace gw::lint
