#include "traffic/anonymiser.hpp"

#include <bit>
#include <set>
#include <string>

#include "base/draw.hpp"
#include "support/catch.hpp"

namespace gw::traffic {

namespace {

const Anonymiser& anonymiser() {
  static const Anonymiser one("0123456789abcdef");
  return one;
}

int shared_bits(const IpAddress& a, const IpAddress& b) {
  int bits = 0;
  for (size_t i = 0; i < 16; ++i) {
    const auto differ = static_cast<uint8_t>(a.bytes[i] ^ b.bytes[i]);
    if (differ != 0) return bits + std::countl_zero(differ);
    bits += 8;
  }
  return bits;
}

IpAddress drawn(uint64_t number, bool v4) {
  IpAddress address = *parse_ip(v4 ? "10.0.0.0" : "2001:db8::");
  for (size_t i = 13; i < 16; ++i) {
    // Few values, so that prefixes are often shared.
    address.bytes[i] =
        static_cast<uint8_t>(draw({7}, number, Purpose::kSample, static_cast<uint32_t>(i)) & 0x83);
  }
  return address;
}

std::string url(std::string_view text) {
  Arena arena;
  return std::string(anonymiser().url(text, arena));
}

}  // namespace

TEST_CASE("anonymiser: addresses share as many bits as before, and none become one", "[traffic]") {
  for (const bool v4 : {true, false}) {
    for (uint64_t i = 0; i < 2000; ++i) {
      const IpAddress a = drawn(2 * i, v4);
      const IpAddress b = drawn(2 * i + 1, v4);
      CAPTURE(to_string(a), to_string(b));
      const IpAddress other_a = anonymiser().address(a);
      const IpAddress other_b = anonymiser().address(b);
      REQUIRE(shared_bits(other_a, other_b) == shared_bits(a, b));
      REQUIRE(other_a.is_v4() == v4);
    }
  }
  CHECK(to_string(anonymiser().address(*parse_ip("203.0.113.7"))) !=
        to_string(Anonymiser("another key, also long").address(*parse_ip("203.0.113.7"))));
}

TEST_CASE("anonymiser: values of queries go, names and paths stay", "[traffic]") {
  CHECK(url("/a/b") == "/a/b");
  CHECK(url("/a?") == "/a?");
  const std::string one = url("/a?token=secret&b=&secret#secret;c=d=e");
  const std::string value = one.substr(9, 16);
  CHECK(one.starts_with("/a?token=" + value + "&b=&" + value + "#" + value + ";c="));
  CHECK(one.size() == 9 + 16 + 4 + 16 + 1 + 16 + 3 + 16);
  CHECK(one.find("secret") == std::string::npos);
  CHECK(url("https://h.example/x?q=secret") == "https://h.example/x?q=" + value);
  CHECK(url("https://secret@h.example/@x") == "https://" + value + "@h.example/@x");
  CHECK(url("https://h?q=a@b").find("a@b") == std::string::npos);
}

TEST_CASE("anonymiser: the same person is the same one in every field", "[traffic]") {
  Arena arena;
  const NamedValue field{"cookie", "secret"};
  Record record{.client = "203.0.113.7",
                .user = "ada",
                .method = "GET",
                .target = "/a?u=ada",
                .x_forwarded_for = "203.0.113.7,unknown",
                .referer = "https://h.example/?u=ada",
                .fields = {&field, 1}};
  anonymiser().apply(record, arena);
  const std::string client(record.client);
  CHECK(parse_ip(client));
  CHECK(record.x_forwarded_for.starts_with(client + ", host-"));
  CHECK(record.user.starts_with("user-"));
  CHECK(record.target.substr(5) == record.referer.substr(21));
  CHECK(record.fields.empty());
  CHECK(anonymiser().client("", arena).empty());
  const auto forwarded = [&](std::string_view text) {
    return std::string(anonymiser().forwarded(text, arena));
  };
  CHECK(forwarded("203.0.113.7:4711") == client);
  CHECK(forwarded("\"203.0.113.7\"") == "\"" + client + "\"");
  const std::string other = forwarded("2001:db8::1");
  CHECK(parse_ip(other));
  CHECK(forwarded("2001:DB8::1") == other);
  CHECK(forwarded("[2001:db8::1]:80") == other);
  CHECK(forwarded("[2001:db8::1]") == "[" + other + "]");
  CHECK(forwarded("\"[2001:db8::1]:80\"") == "\"" + other + "\"");
  CHECK(forwarded("unknown") == anonymiser().client("unknown", arena));
  CHECK(forwarded("").empty());
  // This very text on every machine.
  CHECK(client == "15.10.41.74");
}

}  // namespace gw::traffic
