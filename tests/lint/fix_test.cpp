#include "lint/fix.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "lint/lint_file.hpp"
#include "lint/lint_text.hpp"
#include "support/catch.hpp"

namespace gw::lint {
namespace {

using Texts = std::map<std::string, std::string>;

// What the command makes of gw.yaml and all that it includes.
Texts fixed(Texts texts, bool unsafe, const Selection& selection = {}) {
  LintRun run;
  run.selection = selection;
  run.fix = true;
  run.unsafe = unsafe;
  run.files = {
      .read = [&](const std::string& path) -> Result<std::string> { return texts.at(path); },
      .name = [](const std::string& path) { return path; },
      .matching =
          [](const std::string&, const std::string& pattern) {
            return Result<std::vector<std::string>>(std::vector{pattern});
          }};
  const std::vector<std::string> paths{"gw.yaml"};
  std::vector<LintFile> files;
  files.push_back(std::move(*read_files(paths, run).front()));
  REQUIRE_FALSE(has_errors(files.front().config.loaded.diagnostics));
  REQUIRE(finish_files(files, run).empty());
  const LintFile& file = files.front();
  CHECK((file.fixes > 0) == !file.changed().empty());
  for (auto& [name, text] : texts) text = file.texts.text(name);
  return texts;
}

std::string fixed(const std::string& text, bool unsafe = false, const Selection& selection = {}) {
  return fixed(Texts{{"gw.yaml", text}}, unsafe, selection).at("gw.yaml");
}

const std::string kShop =
    R"(  shop: {url: "http://shop.internal", circuit_breaker: {failure_rate: 50%}}
)";
const std::string kRest = R"(limits: {max_body: 1MiB}
defaults: {timeout_ms: 3000, rate_limit: {rate: 10/s}}
routes:
  - {path: /a, method: GET, upstream_service: shop}
)";

}  // namespace

TEST_CASE("fix: what is unused goes with its lines, comments of others stay", "[lint]") {
  struct Row {
    const char* what;
    std::string bad;
    std::string good;
  };
  for (
      const Row& row : std::initializer_list<Row>{
          {"a block before",
           "services:\n  old:  # gone\n    url: http://old.internal\n  # a shop\n" + kShop + kRest,
           "services:\n  # a shop\n" + kShop + kRest},
          {"a block behind",
           "services:\n" + kShop +
               "  # old\n  old:\n    endpoints:\n      - url: http://old.internal\n"
               "\n# limits\n" +
               kRest,
           "services:\n" + kShop + "  # old\n\n# limits\n" + kRest},
          {"between braces",
           "services: {shop: {url: http://shop.internal, circuit_breaker: {failure_rate: 50%}}, "
           "old: {url: http://old.internal}}\n" +
               kRest,
           "services: {shop: {url: http://shop.internal, circuit_breaker: {failure_rate: 50%}}}\n" +
               kRest},
          {"first between braces",
           "services: {old: {url: http://old.internal}, shop: {url: http://shop.internal, "
           "circuit_breaker: {failure_rate: 50%}}}\n" +
               kRest,
           "services: {shop: {url: http://shop.internal, circuit_breaker: {failure_rate: 50%}}}\n" +
               kRest},
          {"all of a key",
           "services:\n" + kShop + "rate_limits:\n  a: {rate: 1/s}\n  b:\n    rate: 2/s\n" + kRest,
           "services:\n" + kShop + kRest},
          {"in the gateway",
           "gateway:\n  rate_limits:\n    a: {rate: 1/s}\n  name: x\nservices:\n" + kShop + kRest,
           "gateway:\n  name: x\nservices:\n" + kShop + kRest},
          {"at the end without a line end",
           "services:\n" + kShop + kRest + "rate_limits: {a: {rate: 1/s}}",
           "services:\n" + kShop + kRest}}) {
    INFO(row.what);
    CHECK(fixed(row.bad, true) == row.good);
    CHECK(fixed(row.bad) == row.bad);
    CHECK(found(lint_text(row.good)).empty());
  }
}

TEST_CASE("fix: what an alias stands for stays", "[lint]") {
  const std::string text = "services:\n" + kShop +
                           "rate_limits:\n  one: &l {rate: 10/s}\n  two: &l {rate: 1000/s}\n"
                           "limits: {max_body: 1MiB}\nroutes:\n  - {path: /a, method: GET, "
                           "upstream_service: shop, rate_limit: [one, *l]}\n";
  CHECK(fixed(text, true) == text);
}

TEST_CASE("fix: an unused suppression goes, alone or out of a list", "[lint]") {
  const std::string text = "services:\n" + kShop + kRest;
  const auto with = [&](const std::string& comment) {
    return text.substr(0, text.size() - 1) + comment + "\n";
  };
  CHECK(fixed(with("  # gw-ignore GW402")) == text);
  CHECK(fixed(text + "# gw-ignore-file GW402: slow\n") == text);
  const std::string open = "services:\n" + kShop +
                           "limits: {max_body: 1MiB}\n"
                           "defaults: {timeout_ms: 3000, rate_limit: {rate: 10/s}}\nroutes:\n"
                           "  - {path: /a, method: POST, upstream_service: shop}  # gw-ignore ";
  CHECK(fixed(open + "GW301, GW402: why\n") == open + "GW301: why\n");
  CHECK(fixed(open + "GW402, GW301\n") == open + "GW301\n");
  CHECK(fixed(open + "GW402, GW301, GW403\n") == open + "GW301\n");
}

TEST_CASE("fix: an unsafe one is made when asked for", "[lint]") {
  const std::string head = "services:\n" + kShop +
                           "limits: {max_body: 1MiB}\n"
                           "defaults: {timeout_ms: 3000, rate_limit: {rate: 10/s}}\nroutes:\n"
                           "  - path: /a\n    method: PUT\n    upstream_service: shop\n"
                           "    auth_required: true\n    retries:\n";
  const std::string bad = head +
                          "      on: [429, 503]\n      attempts: 1\n"
                          "      per_try_timeout_ms: 500\n";
  CHECK(fixed(bad) == bad);
  CHECK(fixed(bad, true) ==
        head + "      on: [503]\n      attempts: 1\n      per_try_timeout_ms: 500\n");
}

TEST_CASE("fix: of two fixes of the same bytes one is made", "[lint]") {
  std::vector<Finding> findings(3);
  findings[0].fix = {{{{2, 5}, "X"}}, true};
  findings[1].fix = {{{{4, 6}, "Y"}}, true};
  findings[2].fix = {{{{7, 8}, "Z"}, {{0, 1}, ""}}, true};
  const Fixed out = apply_fixes({"gw.yaml", "0123456789"}, findings, false);
  CHECK(out.texts == std::vector<std::string>{"1X56Z89"});
  CHECK(out.fixes == 2);
}

TEST_CASE("fix: each part of a source has its own text, and no edit reaches over its end",
          "[lint]") {
  SourceText source("gw.yaml", "abc");
  source.add("b.yaml", "");
  source.add("c.yaml", "def\n");
  std::vector<Finding> findings(4);
  findings[0].fix = {{{{1, 4}, "X"}}, true};  // a line end that is not there
  findings[1].fix = {{{{0, 6}, "Y"}}, true};  // from file to file
  findings[2].fix = {{{{4, 4}, "Z"}}, true};
  findings[3].fix = {{{{5, 9}, ""}}, true};
  const Fixed out = apply_fixes(source, findings, false);
  CHECK(out.texts == std::vector<std::string>{"aX", "Z", ""});
  CHECK(out.fixes == 3);
}

TEST_CASE("fix: what an included file holds goes in the style of that file", "[lint]") {
  const std::string main = "include: b.yaml\nservices:\n" + kShop + kRest;
  struct Row {
    const char* text;
    const char* fixed;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"services:\n  old: {url: \"http://old.internal\"}\n", "services:\n"},
           {"# mine\nservices:\n  # old\n  old:\n    url: \"http://old.internal\"\n",
            "# mine\nservices:\n  # old\n"},
           {"services: {old: {url: \"http://old.internal\"}}\n", "services: {}\n"},
           {"services: {\n  a: {url: \"http://a.internal\"},\n  b: {url: \"http://b.internal\"}}\n",
            "services: {\n  }\n"},
           {"rate_limits:\n  spare: {rate: 10/s}\n  other: {rate: 10/s}\n", "rate_limits:\n"},
           {"rate_limits: {spare: {rate: 10/s}}\nservices:\n  old: {url: "
            "\"http://old.internal\"}\n",
            "rate_limits: {}\nservices:\n"},
           {"{\"rate_limits\": {\"spare\": {\"rate\": \"10/s\"}}}\n", "{\"rate_limits\": {}}\n"},
           {"{\"services\": {\"a\": {\"url\": \"http://a.internal\"}}}\n",
            "{\"services\": {}}\n"}}) {
    CAPTURE(row.text);
    const Texts out = fixed({{"gw.yaml", main}, {"b.yaml", row.text}}, true);
    CHECK(out.at("gw.yaml") == main);
    CHECK(out.at("b.yaml") == row.fixed);
  }
}

TEST_CASE("fix: each file loses what nobody uses of a key that several hold", "[lint]") {
  const std::string used = "services:\n" + kShop;
  const std::string unused = "rate_limits:\n  spare: {rate: 1/s}\n";
  const auto include = [](const std::string& rest) { return "include: [b.yaml, c.yaml]\n" + rest; };
  SECTION("one entry in each of two included files") {
    const Texts out = fixed({{"gw.yaml", include(used + kRest)},
                             {"b.yaml", unused},
                             {"c.yaml", "rate_limits:\n  other: {rate: 2/s}\nroutes:\n"}},
                            true);
    CHECK(out == Texts{{"gw.yaml", include(used + kRest)},
                       {"b.yaml", "rate_limits:\n"},
                       {"c.yaml", "rate_limits:\nroutes:\n"}});
  }
  SECTION("one in the main file, one in an included one") {
    const Texts out = fixed({{"gw.yaml", include(used + unused + kRest)},
                             {"b.yaml", "rate_limits:\n  other: {rate: 2/s}\n"},
                             {"c.yaml", "routes:\n"}},
                            true);
    CHECK(out == Texts{{"gw.yaml", include(used + kRest)},
                       {"b.yaml", "rate_limits:\n"},
                       {"c.yaml", "routes:\n"}});
  }
  SECTION("what is used stands in the included file alone") {
    const Texts out =
        fixed({{"gw.yaml", include("services:\n  old: {url: \"http://old.internal\"}\n" + kRest)},
               {"b.yaml", used},
               {"c.yaml", "routes:\n"}},
              true);
    CHECK(out.at("gw.yaml") == include(kRest));
    CHECK(out.at("b.yaml") == used);
  }
}

TEST_CASE("fix: what a comment keeps stays beside what goes", "[lint]") {
  const std::string kept = "  spare: {rate: 1/s}  # gw-ignore GW118: of the next release\n";
  for (const std::string& text :
       {"rate_limits:\n  a: {rate: 1/s}\n" + kept, "rate_limits:\n" + kept + "  a: {rate: 1/s}\n",
        "rate_limits:\n  a: {rate: 1/s}\n" + kept + "  b: {rate: 2/s}\n"}) {
    CAPTURE(text);
    CHECK(fixed("services:\n" + kShop + text + kRest, true) ==
          "services:\n" + kShop + "rate_limits:\n" + kept + kRest);
  }
}

TEST_CASE("fix: an unused comment alone on a last line without its end is taken out", "[lint]") {
  const std::string head = "services:\n" + kShop + kRest;
  CHECK(fixed(head + "# gw-ignore GW101: none") == head);
}

TEST_CASE("fix: what a block holds is text, and goes with its key", "[lint]") {
  const std::string body =
      "    mock:\n      body: |\n        make all  # gw-ignore GW118: none\n\n"
      "        # gw-ignore-file GW501: none\n    method: GET\n";
  const std::string kept = "services:\n" + kShop + kRest + "  - path: /c\n" + body;
  CHECK(fixed(kept) == kept);
  CHECK(found(lint_text(kept)).find("GW001") == std::string::npos);
  const std::string shop = "services:\n" + kShop;
  CHECK(fixed(shop + "  old:\n    url: >-\n      http://old.internal\n" + kRest, true) ==
        shop + kRest);
}

TEST_CASE("fix: lines that end in CR LF go whole", "[lint]") {
  const auto crlf = [](const std::string& text) {
    std::string out;
    for (const char c : text) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
    return out;
  };
  const std::string text = "services:\n" + kShop + kRest;
  CHECK(fixed(crlf("# gw-ignore GW101: none\n" + text)) == crlf(text));
}

TEST_CASE("fix: what a merge brought in stays", "[lint]") {
  const std::string text =
      "services:\n"
      "  shop: &base\n    circuit_breaker: {failure_rate: 50%}\n"
      "    load_balancing: least_connections\n"
      "    endpoints: [{url: \"http://a.internal\"}, {url: \"http://b.internal\"}]\n"
      "  one: {<<: *base, endpoints: [{url: \"http://c.internal\"}]}\n" +
      kRest + "  - {path: /b, method: GET, upstream_service: one}\n";
  CHECK(found(lint_text(text)).find("GW418") != std::string::npos);
  CHECK(fixed(text) == text);
}

TEST_CASE("fix: a list of suppressions stays one, however it is written", "[lint]") {
  for (const auto& [list, kept] : {std::pair{"GW415,GW408", "GW408"},
                                   {"GW415, GW408", "GW408"},
                                   {"GW408,GW415", "GW408"},
                                   {"GW408 , GW415", "GW408 "}}) {
    CAPTURE(list);
    const auto text = [](std::string_view rules) {
      return "limits: {max_body: 1MiB}\ndefaults: {timeout_ms: 3000}\nservices:\n"
             "  shop: {url: \"http://shop.internal\"}  # gw-ignore " +
             std::string(rules) +
             "\nroutes:\n  - {path: /a, method: GET, upstream_service: shop, rate_limit: {rate: "
             "1/s}}\n";
    };
    CHECK(fixed(text(list)) == text(kept));
  }
}

TEST_CASE("fix: 429 is taken out of a list only when nothing else in it means 429", "[lint]") {
  const auto text = [](std::string_view list) {
    return "services:\n  s: {url: \"http://s.internal\"}\nroutes:\n  - path: /a\n"
           "    upstream_service: s\n    retries: {attempts: 1, 'on': [" +
           std::string(list) + "]}\n";
  };
  const Selection only{{"GW407"}, {}};
  CHECK(fixed(text("429, 503"), true, only) == text("503"));
  CHECK(fixed(text("429, 4xx"), true, only) == text("429, 4xx"));
}

TEST_CASE("fix: retries that an alias or a merge brought in stay", "[lint]") {
  const std::string top = "limits: {max_body: 1MiB}\ndefaults: {timeout_ms: 3000}\n";
  const std::string twice =
      "x-b: &b {\n  attempts: 2, per_try_timeout_ms: 100,\n  non_idempotent: true, budget: 10%,\n"
      "  'on': [5xx, 429] }\nx-r: &r\n  retries: *b\nx-c: &c [429, 503]\n" +
      top;
  const std::string route =
      "routes:\n  - path: /a\n    upstream_service: \"http://a.internal\"\n    method: POST\n";
  struct Row {
    const char* what;
    std::string retries;
    const char* found;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"a merge into a block", "    retries:\n      <<: *b\n      attempts: 1\n",
            "GW405:3 GW407:4"},
           {"a merge into braces", "    retries: {<<: *b, attempts: 1}\n", "GW405:3 GW407:4"},
           {"an alias", "    retries: *b\n", "GW405:3 GW407:4"},
           {"a merge into the route", "    <<: *r\n", "GW405:3 GW407:4"},
           {"an alias of the list", "    retries: {attempts: 1, 'on': *c}\n", "GW407:14"}}) {
    CAPTURE(row.what);
    const std::string text = twice + route + row.retries;
    CHECK(found(lint_text(text, {{"GW405", "GW407"}, {}})) == row.found);
    CHECK(fixed(text, true) == text);
  }
}

TEST_CASE("fix: of braces over several lines one key goes and the others stay", "[lint]") {
  const std::string head =
      "services:\n" + kShop + kRest +
      "  - path: /b\n    upstream_service: shop\n    method: POST\n    auth_required: true\n"
      "    retries: {\n      attempts: 1, per_try_timeout_ms: 100,";
  CHECK(fixed(head + "\n      non_idempotent: true, budget: 10%,\n      'on': [5xx] }\n", true) ==
        head + " budget: 10%,\n      'on': [5xx] }\n");
}

TEST_CASE("fix: a service that a merge brought in stays", "[lint]") {
  const std::string text =
      "x-s: &s { old: {url: \"http://old.internal\"},\n  shop: {url: \"http://o.internal\"} }\n"
      "services:\n  <<: *s\n" +
      kShop + kRest;
  CHECK(found(lint_text(text)).find("GW118") != std::string::npos);
  CHECK(fixed(text) == text);
}

TEST_CASE("fix: what stands beside an alias goes alone or not at all", "[lint]") {
  const std::string top =
      "limits: {max_body: 1MiB}\ndefaults: {timeout_ms: 3000, rate_limit: {rate: 10/s}}\nroutes:\n";
  const auto route = [](const std::string& path, const std::string& on) {
    return "  - {path: " + path +
           ", method: GET, upstream_service: \"http://s.internal\", retries: {attempts: 1, 'on': " +
           on + "}}\n";
  };
  const std::string a = route("/a", "[&s 503, 502]") + route("/b", "[500]");
  struct Row {
    const char* list;
    const char* mended;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"[*s, 429]", "[*s, 429]"},
           {"[429, *s]", "[429, *s]"},
           {"[*s, 429, 500]", "[*s, 500]"},
           {"[500, 429, *s]", "[500, *s]"},
           {"[*s, 500, 429]", "[*s, 500]"},
           {"[&t 504, *t, 429]", "[&t 504, *t, 429]"},
           {"[500,  # mine\n     429, *s]", "[500,  # mine\n     429, *s]"},
           {"\n      - *s\n      - 429\n      - 500\n    ", "\n      - *s\n      - 500\n    "},
           {"\n      - 429\n      - *s\n    ", "\n      - *s\n    "},
           {"\n      - *s\n      - 429\n    ", "\n      - *s\n    "}}) {
    CAPTURE(row.list);
    const bool is_block = row.list[0] == '\n';
    const auto with = [&](const std::string& list) {
      if (!is_block) return top + a + route("/c", list);
      return top + a +
             "  - path: /c\n    method: GET\n    upstream_service: \"http://s.internal\"\n" +
             "    retries:\n     attempts: 1\n     'on':" + list + "\n";
    };
    CHECK(found(lint_text(with(row.list), {{"GW407"}, {}})).starts_with("GW407:"));
    CHECK(fixed(with(row.list), true, {{"GW407"}, {}}) == with(row.mended));
  }
}

TEST_CASE("fix: JSON stays JSON", "[lint]") {
  const std::string text =
      R"({"services": {"old": {"url": "http://o.internal", "max_in_flight": 5}, )"
      R"("a": {"endpoints": [{"url": "http://a.internal"}, {"url": "http://b.internal"}]}, )"
      R"("gone": {"endpoints": [{"url": "http://c.internal"}]}},)"
      "\n"
      R"("routes": [{"path": "/a", "method": "GET", "upstream_service": "a"}]})";
  const config::Loaded loaded = config::load("gw.json", text);
  REQUIRE_FALSE(has_errors(loaded.diagnostics));
  const compile::Compiled compiled = compile::compile(loaded.config, {}, {});
  const Context context;
  const std::vector<Finding> findings = lint({loaded, *compiled.plan, context}, {{"GW118"}, {}});
  REQUIRE(findings.size() == 2);
  CHECK(apply_fixes(loaded.source, findings, true).texts.front() ==
        R"({"services": {"a": {"endpoints": [{"url": "http://a.internal"}, )"
        R"({"url": "http://b.internal"}]}},)"
        "\n"
        R"("routes": [{"path": "/a", "method": "GET", "upstream_service": "a"}]})");
}

TEST_CASE("fix: of a mapping behind a dash the key before a merge stays", "[lint]") {
  const std::string text =
      "limits: {max_body: 1MiB}\n"
      "x-r: &r {attempts: 1, per_try_timeout_ms: 100, budget: 10%, 'on': [5xx]}\n"
      "x-l:\n  - &e\n    non_idempotent: true\n    <<: *r\n"
      "routes:\n  - path: /a\n    upstream_service: \"http://a.internal\"\n    method: POST\n"
      "    retries: {<<: *r, non_idempotent: true}\n"
      "  - path: /b\n    upstream_service: \"http://a.internal\"\n    method: POST\n"
      "    retries: {non_idempotent: true, <<: *r}\n";
  CHECK(found(lint_text(text, {{"GW405"}, {}})) == "GW405:11 GW405:15");
  CHECK(fixed(text, true, {{"GW405"}, {}}) == text);
  config::Loaded loaded = config::load("gw.yaml", "x-a:\n- b: 1\n- c: 2\n  <<: {d: 3}\n");
  const config::Node& item = loaded.tree->entries.front().value.items.back();
  REQUIRE(item.entries.front().key == "c");
  CHECK(remove_entry(loaded.source, item, 0).empty());
}

TEST_CASE("fix: a list whose last item is an alias goes whole", "[lint]") {
  const std::string head = "services:\n" + kShop;
  const std::string spare =
      "rate_limits:\n  one: {rate: 10/s, key: &k client}\n"
      "  old: {rate: 20/s, key: [consumer,\n    *k]}\n";
  const std::string rest =
      "limits: {max_body: 1MiB}\ndefaults: {timeout_ms: 3000}\nroutes:\n"
      "  - {path: /a, method: GET, upstream_service: shop, rate_limit: [one]}\n";
  CHECK(fixed(head + spare + rest, true, {{"GW118"}, {}}) ==
        head + "rate_limits:\n  one: {rate: 10/s, key: &k client}\n" + rest);
}

TEST_CASE("fix: an edit that ends before it begins is not made", "[lint]") {
  std::vector<Finding> findings(1);
  findings[0].fix = {{{{4, 2}, ": {}"}}, true};
  const Fixed out = apply_fixes({"gw.yaml", "0123456789"}, findings, false);
  CHECK(out.texts == std::vector<std::string>{"0123456789"});
  CHECK(out.fixes == 0);
}

TEST_CASE("fix: an anchor stays where it is, and a neighbour keeps its comment", "[lint]") {
  const auto with = [](const std::string& list) {
    return "limits: {max_body: 1MiB}\ndefaults: {timeout_ms: 1000, rate_limit: {rate: 10/s}}\n"
           "services: {a: {url: \"http://a.internal\", circuit_breaker: {failure_rate: 50%}}}\n"
           "routes:\n  - path: /c\n    method: GET\n    upstream_service: a\n    retries:\n"
           "      attempts: 1\n      per_try_timeout_ms: 100\n      'on':" +
           list;
  };
  const Selection repeated{{"GW407"}, {}};
  const std::string anchored = with(
      " [&x 429, 502]\n  - path: /d\n    method: GET\n"
      "    upstream_service: a\n    retries:\n      attempts: 1\n"
      "      per_try_timeout_ms: 100\n      'on': [503, *x]\n");
  CHECK(fixed(anchored, true, repeated) == anchored);
  const std::string kept = with(" [502, # keep\n        429] # danger\n");
  CHECK(fixed(kept, true, repeated) == kept);
  CHECK(fixed(with("\n        # isp\n        - 429\n        # keep: see OPS-7\n        - 503\n"),
              true,
              repeated) == with("\n        # isp\n        # keep: see OPS-7\n        - 503\n"));
}

}  // namespace gw::lint
