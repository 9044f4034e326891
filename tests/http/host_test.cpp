#include "http/host.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

namespace gw::http {
namespace {

// "host:port" as it would be sent on, or "!reason".
std::string authority(std::string_view raw) {
  std::array<char, kHostCapacity> scratch;
  const WireResult<Authority> parsed = parse_authority(raw, scratch);
  if (!parsed) return "!" + std::string(parsed.error().reason);
  AuthorityText text;
  return std::string(format_authority(*parsed, text));
}

}  // namespace

TEST_CASE("host: authorities in one spelling, or refused", "[http]") {
  struct Row {
    std::string_view raw;
    std::string_view expected;
  };
  const std::vector<Row> rows{
      {"a", "a"},
      {"API.Example.COM:8080", "api.example.com:8080"},
      {"a.", "a"},
      {"a.:80", "a:80"},
      {"a:00080", "a:80"},
      {"my_service-1~x=y", "my_service-1~x=y"},
      {"192.0.2.1:1", "192.0.2.1:1"},
      {"[::]", "[::]"},
      {"[2001:DB8::1]:65535", "[2001:db8::1]:65535"},
      {"[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7:8]"},
      {"[1:2:3:4:5:6:192.0.2.1]", "[1:2:3:4:5:6:192.0.2.1]"},
      {"[::ffff:192.0.2.1]", "[::ffff:192.0.2.1]"},
      {"[1:2:3:4:5:6:7::]", "[1:2:3:4:5:6:7::]"},
      {"", "!host-empty"},
      {":80", "!host-empty"},
      {"a@b", "!host-userinfo"},
      {"a:1@b", "!host-userinfo"},
      {"a b", "!host-characters"},
      {"a,b", "!host-characters"},
      {"a%41", "!host-characters"},
      {"a/b", "!host-characters"},
      {"a\\b", "!host-characters"},
      {"\xc3\xa9", "!host-characters"},
      {".", "!host-label"},
      {".a", "!host-label"},
      {"a..b", "!host-label"},
      {"a..", "!host-label"},
      {"a:", "!host-port"},
      {"a:0", "!host-port"},
      {"a:65536", "!host-port"},
      {"a:080808", "!host-port"},
      {"a:+1", "!host-port"},
      {"a:1:2", "!host-port"},
      {"[::1]x", "!host-port"},
      {"[::1", "!host-ipv6"},
      {"[", "!host-ipv6"},
      {"[]", "!host-ipv6"},
      {"[1:2:3]", "!host-ipv6"},
      {"[1::2::3]", "!host-ipv6"},
      {"[:::]", "!host-ipv6"},
      {"[1:2:3:4:5:6:7::8]", "!host-ipv6"},
      {"[12345::]", "!host-ipv6"},
      {"[g::]", "!host-ipv6"},
      {"[::1%25eth0]", "!host-ipv6"},
      {"[::256.0.0.1]", "!host-ipv6"},
      {"[::01.0.0.1]", "!host-ipv6"},
      {"[192.0.2.1::]", "!host-ipv6"},
      {"[v1.x]", "!host-ipv6"},
  };
  for (const auto& row : rows) {
    INFO(row.raw);
    CHECK(authority(row.raw) == row.expected);
  }
  CHECK(authority(std::string(255, 'A')) == std::string(255, 'a'));
  CHECK(authority(std::string(256, 'a')) == "!host-too-long");
}

}  // namespace gw::http
