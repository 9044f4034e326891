#include "simulate/text_pattern.hpp"

#include <catch2/catch.hpp>

namespace gw::simulate {
namespace {

TEST_CASE("text_pattern: fields of a request in a text", "[simulate]") {
  traffic::Record record;
  record.method = "POST";
  record.target = "/shop/7//x?page=2";
  record.host = "API.Example.com:8443";
  record.user = "ann";
  const traffic::NamedValue field{"x-tenant", "acme"};
  record.fields = {&field, 1};
  struct Row {
    const char* pattern;
    const char* text;
  };
  for (const Row& row : std::initializer_list<Row>{{"client", "192.0.2.7"},
                                                   {"user", "ann"},
                                                   {"host", "api.example.com"},
                                                   {"method", "POST"},
                                                   {"path", "/shop/7//x"},
                                                   {"header:X-Tenant", "acme"},
                                                   {"header:x-other", ""},
                                                   {"global", ""},
                                                   {"/{1}/{2}", "/shop/7"},
                                                   {"{3}|{4}|{5}", "|x|"},
                                                   {"{client} {method} end", "192.0.2.7 POST end"},
                                                   {"{header:x-tenant}", "acme"}}) {
    CAPTURE(row.pattern);
    const Result<TextPattern> pattern = parse_text_pattern(row.pattern);
    REQUIRE(pattern);
    traffic::Arena arena;
    CHECK(text_of(*pattern, record, "192.0.2.7", arena) == row.text);
  }
}

TEST_CASE("text_pattern: what is no field is named", "[simulate]") {
  CHECK(parse_text_pattern("{client").error().message == "a '{' has no '}'");
  for (const char* wrong : {"ip", "{0}", "{65}", "header:", "{}", "1", "{header:}"}) {
    CAPTURE(wrong);
    const Result<TextPattern> pattern = parse_text_pattern(wrong);
    REQUIRE_FALSE(pattern);
    CHECK(pattern.error().message.find("is no field of a request: client, user") !=
          std::string::npos);
  }
}

}  // namespace
}  // namespace gw::simulate
