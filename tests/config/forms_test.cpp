#include <string>
#include <string_view>

#include "config/address.hpp"
#include "config/limit_key.hpp"
#include "config/path_template.hpp"
#include "config/scalar.hpp"
#include "config/url.hpp"
#include "config/view.hpp"
#include "support/catch.hpp"

namespace gw::config {
namespace {

// What is wrong at which bytes, or "fine".
template <class T>
std::string verdict(const Parsed<T>& parsed) {
  if (parsed) return "fine";
  const Mistake& wrong = parsed.error();
  return std::to_string(wrong.begin) + "-" + std::to_string(wrong.end) + " " + wrong.message;
}

std::string shown(std::string_view text) {
  const Parsed<Url> url = parse_url(text);
  return url ? origin(*url) + "|" + url->path : verdict(url);
}

std::string shape(std::string_view text) {
  const Parsed<PathTemplate> path = parse_path_template(text);
  return path ? path_shape(*path) : verdict(path);
}

std::string network(std::string_view text) {
  const Parsed<Cidr> parsed = parse_network(text);
  if (!parsed) return parsed.error().message;
  std::string out;
  for (const uint8_t byte : parsed->address.bytes) out += std::to_string(byte) + ".";
  return out + "/" + std::to_string(parsed->bits);
}

}  // namespace

TEST_CASE("scalar: plain text has the type of the YAML 1.2 core schema", "[config]") {
  const auto rows = {
      std::pair("true", ScalarType::kBool),        std::pair("False", ScalarType::kBool),
      std::pair("yes", ScalarType::kString),       std::pair("tRue", ScalarType::kString),
      std::pair("0", ScalarType::kInteger),        std::pair("-12", ScalarType::kInteger),
      std::pair("+7", ScalarType::kInteger),       std::pair("0123", ScalarType::kInteger),
      std::pair("0x1F", ScalarType::kInteger),     std::pair("0o17", ScalarType::kInteger),
      std::pair("0b1", ScalarType::kString),       std::pair("0x", ScalarType::kString),
      std::pair("1_000", ScalarType::kString),     std::pair("1.", ScalarType::kFloat),
      std::pair(".5", ScalarType::kFloat),         std::pair("1e3", ScalarType::kFloat),
      std::pair("-.inf", ScalarType::kFloat),      std::pair(".nan", ScalarType::kFloat),
      std::pair(".", ScalarType::kString),         std::pair("1e", ScalarType::kString),
      std::pair("12:30", ScalarType::kString),     std::pair("", ScalarType::kString),
      std::pair("2026-01-01", ScalarType::kString)};
  for (const auto& [text, type] : rows) {
    INFO(text);
    CHECK(scalar_type(text) == type);
  }
}

TEST_CASE("scalar: integers are exact or refused", "[config]") {
  CHECK(parse_integer("9223372036854775807") == INT64_MAX);
  CHECK(parse_integer("-9223372036854775808") == INT64_MIN);
  CHECK(parse_integer("+10") == 10);
  CHECK(parse_integer("0x1f") == 31);
  CHECK(parse_integer("0o17") == 15);
  for (const char* text : {"9223372036854775808", "0123", "-01", "1.0", "1e3", "", "-", "+-1",
                           "0o8", "0x-1", " 1", "1 "}) {
    INFO(text);
    CHECK_FALSE(parse_integer(text).has_value());
  }
}

TEST_CASE("view: a status is a number or a class", "[config]") {
  CHECK(parse_status("404") == StatusRange{404, 404});
  CHECK(parse_status("5xx") == StatusRange{500, 599});
  CHECK(parse_status("1XX") == StatusRange{100, 199});
}

TEST_CASE("url: scheme, host, port and path, or the place of the mistake", "[config]") {
  CHECK(shown("http://User-Service/api/Profile") == "http://user-service:80|/api/Profile");
  CHECK(shown("HTTPS://a") == "https://a:443|");
  CHECK(shown("https://a:8443/") == "https://a:8443|/");
  CHECK(shown("http://[2001:DB8::1]:81/x") == "http://[2001:db8::1]:81|/x");
  CHECK(shown("http://a.") == "http://a:80|");
  CHECK(shown("a:80") == "0-0 a URL must begin with http:// or https://");
  CHECK(shown("http:/a") == "0-0 a URL must begin with http:// or https://");
  CHECK(shown("http://") == "7-7 the host is missing in the URL");
  CHECK(shown("http://a:0/") == "7-10 the port must be 1 to 65535 in the URL");
  CHECK(shown("http://[::1/") == "7-11 not an IPv6 address in the URL");
  CHECK(shown("http://a b/") == "7-10 not a host name in the URL");
  CHECK(shown("http://u:p@a/") == "7-11 a URL with a user name or password is refused");
  CHECK(shown("http://a/@b") == "http://a:80|/@b");
  CHECK(shown("http://a?x=1") ==
        "8-12 a URL of an upstream has no query: that of the request is kept");
  CHECK(shown("http://a/b#c") == "10-12 a URL of an upstream has no fragment");
  CHECK(shown("http://a/%7Eb") == "8-13 the path is not in canonical form");
  CHECK(shown("http://a/x/*") == "11-12 '*' has no meaning in the path of a URL");
}

TEST_CASE("path_template: names of parameters do not matter for the shape", "[config]") {
  CHECK(shape("/") == "/");
  CHECK(shape("/users/{userId}/profile") == "/users/{}/profile");
  CHECK(shape("/users/{user-id}/profile") == "/users/{}/profile");
  CHECK(shape("/users/") == "/users/");
  CHECK(shape("/*") == "/*");
  CHECK(shape("/files/{rest*}") == "/files/*");
  CHECK(shape("/a%20b/%3A") == "/a%20b/%3A");
  CHECK(shape("") == "0-0 a path must begin with '/'");
  CHECK(shape("//") == "0-2 an empty segment in the path");
  CHECK(shape("/{}") == "1-3 a parameter's name has letters, digits, '_' and '-'");
  CHECK(shape("/{a}{b}") == "1-7 a parameter's name has letters, digits, '_' and '-'");
  CHECK(shape("/x{a}") == "1-5 a parameter or '*' must be a whole segment");
  CHECK(shape("/**") == "1-3 a parameter or '*' must be a whole segment");
  CHECK(shape("/{a*}/b") == "1-5 a wildcard must be the last segment");
  CHECK(shape("/caf\xC3\xA9") == "0-6 the path is not in canonical form");
  CHECK(shape("/a%3a") == "0-5 the path is not in canonical form");
}

TEST_CASE("address: networks are held as IPv6", "[config]") {
  CHECK(network("10.0.0.0/8") == "0.0.0.0.0.0.0.0.0.0.255.255.10.0.0.0./104");
  CHECK(network("0.0.0.0/0") == "0.0.0.0.0.0.0.0.0.0.255.255.0.0.0.0./96");
  CHECK(network("::/0") == "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0./0");
  CHECK(network("::1") == "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1./128");
  CHECK(network("2001:db8::/32") == "32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.0./32");
  CHECK(network("1:2:3:4:5:6:7:8") == "0.1.0.2.0.3.0.4.0.5.0.6.0.7.0.8./128");
  CHECK(network("::ffff:1.2.3.4") == "0.0.0.0.0.0.0.0.0.0.255.255.1.2.3.4./128");
  for (const char* text :
       {"", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4.5", "1::2::3", ":::", "1:2",
        "1:2:3:4:5:6:7:8:9", "1.2.3.4::", "g::", "12345::", "localhost"}) {
    INFO(text);
    CHECK(network(text) == "not an address or a block such as 10.0.0.0/8");
  }
  CHECK(network("10.0.0.0/33") == "the prefix must be 0 to 32");
  CHECK(network("10.0.0.0/08") == "the prefix must be 0 to 32");
  CHECK(network("::/129") == "the prefix must be 0 to 128");
  CHECK(network("fe80::1/10") == "the address has bits beyond its prefix");
}

TEST_CASE("address: listen takes an address and a port", "[config]") {
  CHECK(verdict(parse_listen("0.0.0.0:0")) == "fine");
  CHECK(verdict(parse_listen("[::]:8080")) == "fine");
  CHECK(parse_listen("[::1]:8080")->host == "::1");
  CHECK(verdict(parse_listen("8080")) == "0-0 the port is missing");
  CHECK(verdict(parse_listen("[::1]")) == "0-0 the port is missing");
  CHECK(verdict(parse_listen("::1:8080")) == "0-3 listen takes an address, not a name");
  CHECK(verdict(parse_listen("1.2.3.4:")) == "8-8 the port must be 0 to 65535");
  CHECK(verdict(parse_listen("1.2.3.4:65536")) == "8-13 the port must be 0 to 65535");
  CHECK(verdict(parse_listen("*:80")) == "0-0 the address is missing");
}

TEST_CASE("address: a host is a name in lower case, with a wildcard at most before it",
          "[config]") {
  CHECK(parse_host_pattern("API.Example.com")->text == "api.example.com");
  CHECK(parse_host_pattern("*.Example.com")->text == ".example.com");
  CHECK(parse_host_pattern("[::1]")->text == "[::1]");
  for (const char* text :
       {"", "*", "*.", "*.*.com", "a..b", "a:80", "http://a", "*.[::1]", "a b"}) {
    INFO(text);
    CHECK_FALSE(parse_host_pattern(text).has_value());
  }
}

TEST_CASE("limit_key: kinds with and without a name", "[config]") {
  CHECK(parse_key_part("default")->kind == KeyPart::Kind::kDefault);
  CHECK(parse_key_part("header:X-Api-Key")->name == "x-api-key");
  CHECK(parse_key_part("query:Key")->name == "Key");
  CHECK(parse_key_part("param:user:id")->name == "user:id");
  CHECK(verdict(parse_key_part("ip")) == "0-0 unknown key 'ip'");
  CHECK(verdict(parse_key_part("query")) == "0-0 'query' needs a name");
  CHECK(verdict(parse_key_part("global:")) == "0-0 'global' takes no name");
}

}  // namespace gw::config
