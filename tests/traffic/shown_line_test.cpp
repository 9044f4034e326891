#include "traffic/shown_line.hpp"

#include "support/catch.hpp"

namespace gw::traffic {

TEST_CASE("shown_line: values behind secret names are masked in any format", "[traffic]") {
  struct Row {
    const char* line;
    const char* shown;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"", ""},
           {"10.0.0.1 [24/Nov/2026:08:00:00] \"GET /a?page=2 HTTP/1.1\" 200",
            "10.0.0.1 [24/Nov/2026:08:00:00] \"GET /a?page=2 HTTP/1.1\" 200"},
           {"\"GET /a?token=s3cret&page=2&api_key=s3cret HTTP/1.1\" 200",
            "\"GET /a?token=***&page=2&api_key=*** HTTP/1.1\" 200"},
           {R"({"authorization":"Bearer s3cret","status":200})",
            R"({"authorization":"***","status":200})"},
           {R"({"Cookie": ["a=s3\"cret; b=c"], "uri": "/?token=s3cret"})",
            R"({"Cookie": ["***"], "uri": "/?token=***"})"},
           {R"({"m":"{\"token\":\"s3cret\",\"a\":1}"})", R"({"m":"{\"token\":\"***\",\"a\":1}"})"},
           {"curl -H 'Authorization: Bearer s3cret' /a", "curl -H 'Authorization: ***' /a"},
           {"password='s3 cret' a=b", "password='***' a=b"},
           {"authorization=Bearer s3cret status=200", "authorization=*** status=200"},
           {"authorization=Bearer", "authorization=***"},
           {"token=", "token=***"},
           {"token=\"s3cret", "token=\"***"},
           {"=:token:", "=:token:***"}}) {
    CAPTURE(row.line);
    CHECK(shown_line(row.line) == row.shown);
  }
  CHECK(shown_line("a?token=" + std::string(500, 's') + " rest", 12) == "a?token=*** ...");
}

}  // namespace gw::traffic
