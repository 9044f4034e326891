// Addresses as values: an IP, a block of them, an IP with a port. IPv4 is kept as its IPv4-mapped
// IPv6 form (RFC 4291 section 2.5.5.2), so that a client has one key however it came in.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gw {

struct IpAddress {
  std::array<uint8_t, 16> bytes{};  // network order
  auto operator<=>(const IpAddress&) const = default;

  bool is_v4() const;
};

// "127.0.0.1", "::1", "::ffff:10.0.0.1". No zone, no brackets, no leading zeros in IPv4.
std::optional<IpAddress> parse_ip(std::string_view text);
// Whether the text is an IPv6 address as to_string writes it, told at a glance: false also for
// those with a group of 0 that "::" does not stand for, or with an IPv4 address.
bool is_plain_ipv6(std::string_view text);
// RFC 5952 text; IPv4 dotted.
std::string to_string(const IpAddress& address);

// 127.0.0.0/8 and ::1.
bool is_loopback(const IpAddress& address);
// RFC 1918, RFC 6598 (100.64.0.0/10), RFC 3927, RFC 4193 and link-local; not loopback.
bool is_private(const IpAddress& address);

// A block. `bits` counts from the front of the mapped form: 10.0.0.0/8 has 104.
struct Cidr {
  IpAddress address;
  int bits = 128;
  bool operator==(const Cidr&) const = default;

  bool contains(const IpAddress& other) const;
};

// "10.0.0.0/8", "fd00::/8" or a bare address. Bits behind the prefix may be set and are ignored.
std::optional<Cidr> parse_cidr(std::string_view text);

struct SocketAddress {
  IpAddress ip;
  uint16_t port = 0;
  auto operator<=>(const SocketAddress&) const = default;
};

// "127.0.0.1:8080", "[::1]:80", ":8080" (every IPv4 address of the machine). Port 0 lets the
// system choose. Never resolves a name.
std::optional<SocketAddress> parse_socket_address(std::string_view text);
std::string to_string(const SocketAddress& address);

}  // namespace gw
