#include "traffic/generator.hpp"

#include <map>
#include <set>
#include <string>

#include "base/text.hpp"
#include "support/catch.hpp"
#include "traffic/combined_log.hpp"
#include "traffic/record_text.hpp"

namespace gw::traffic {
namespace {

struct Facts {
  size_t records = 0;
  size_t errors = 0;
  std::map<std::string, size_t> by_client;
  std::set<std::string> routes;
  bool sorted = true;
};

Facts facts_of(const std::string& text) {
  Facts facts;
  const std::vector<std::string_view> lines = split(text, '\n');
  LogFormat format = detect_log_layout({lines.data(), 10}).value();
  CHECK(format.format() == "combined + request time");
  Batch batch;
  WallTime last{0};
  for (size_t i = 0; i + 1 < lines.size(); ++i) {
    Record record;
    REQUIRE(format.parse(lines[i], record, batch).kind == LineOutcome::Kind::kRecord);
    ++facts.records;
    facts.errors += record.status >= 500 ? 1 : 0;
    ++facts.by_client[std::string(record.client)];
    facts.routes.insert(std::string(record.target.substr(0, record.target.find('/', 1))));
    CHECK(record.duration >= milliseconds(1));
    CHECK(record.duration <= milliseconds(200));
    facts.sorted = facts.sorted && last <= record.logged;
    last = record.logged;
  }
  return facts;
}

}  // namespace

TEST_CASE("generator: a seed gives these bytes, in parts or whole", "[traffic]") {
  GeneratorOptions options;
  options.seed = Seed{7};
  std::string whole;
  append_log(whole, options, 0, 3);
  std::string parts;
  append_log(parts, options, 0, 1);
  append_log(parts, options, 1, 2);
  CHECK(whole == parts);
  CHECK(whole ==
        "10.0.0.149 - - [24/Nov/2025:16:00:00 +0000] \"GET /svc3/users/624/orders/395 HTTP/1.1\" "
        "200 26 "
        "\"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\" 0.066\n"
        "10.0.0.30 - - [24/Nov/2025:16:00:00 +0000] \"GET /svc18/users/3771/orders/117 HTTP/1.1\" "
        "200 34 "
        "\"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\" 0.025\n"
        "10.0.1.21 - - [24/Nov/2025:16:00:00 +0000] \"GET /svc1/users/1067/orders/188 HTTP/1.1\" "
        "200 62 "
        "\"-\" \"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
        "Mobile/15E148\" 0.060\n");
}

TEST_CASE("generator: clients, routes and errors are as asked for", "[traffic]") {
  GeneratorOptions options;
  options.clients = 100;
  options.routes = 8;
  options.errors = Ratio{100'000};
  std::string text;
  append_log(text, options, 0, 20'000);
  const Facts zipf = facts_of(text);
  CHECK(zipf.records == 20'000);
  CHECK(zipf.sorted);
  CHECK(zipf.routes.size() == 8);
  CHECK(zipf.by_client.size() == 100);
  CHECK(zipf.errors > 1'800);
  CHECK(zipf.errors < 2'200);
  CHECK(zipf.by_client.at("10.0.0.0") > 2'000);  // the first in seven octaves
  options.popularity = Popularity::kUniform;
  text.clear();
  append_log(text, options, 0, 20'000);
  const Facts uniform = facts_of(text);
  CHECK(uniform.by_client.size() == 100);
  for (const auto& [client, count] : uniform.by_client) {
    INFO(client);
    CHECK(count > 120);
    CHECK(count < 290);
  }
}

}  // namespace gw::traffic
