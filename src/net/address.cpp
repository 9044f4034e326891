#include "net/address.hpp"

#include <arpa/inet.h>

#include <algorithm>

#include "base/text.hpp"

namespace gw::net {
namespace {

constexpr std::array<uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr size_t kLongestText = INET6_ADDRSTRLEN;

// The textual blocks below are constants of this file, so parsing cannot fail.
bool in_any(const IpAddress& address, std::initializer_list<const char*> blocks) {
  return std::any_of(blocks.begin(), blocks.end(),
                     [&](const char* block) { return parse_cidr(block)->contains(address); });
}

std::optional<uint16_t> parse_port(std::string_view text) {
  const std::optional<uint64_t> number = parse_u64(text);
  if (!number || *number > 65535) return std::nullopt;
  return static_cast<uint16_t>(*number);
}

}  // namespace

bool IpAddress::is_v4() const {
  return std::equal(kMapped.begin(), kMapped.end(), bytes.begin());
}

std::optional<IpAddress> parse_ip(std::string_view text) {
  if (text.size() >= kLongestText) return std::nullopt;
  const std::string copy(text);
  IpAddress address;
  if (::inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) == 1) return address;
  std::copy(kMapped.begin(), kMapped.end(), address.bytes.begin());
  if (::inet_pton(AF_INET, copy.c_str(), address.bytes.data() + kMapped.size()) == 1) {
    return address;
  }
  return std::nullopt;
}

std::string to_string(const IpAddress& address) {
  std::array<char, kLongestText> text{};
  const bool v4 = address.is_v4();
  const uint8_t* from = address.bytes.data() + (v4 ? kMapped.size() : 0);
  ::inet_ntop(v4 ? AF_INET : AF_INET6, from, text.data(), text.size());
  return text.data();
}

bool is_loopback(const IpAddress& address) {
  return in_any(address, {"127.0.0.0/8", "::1"});
}

bool is_private(const IpAddress& address) {
  return in_any(address, {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
                          "169.254.0.0/16", "fc00::/7", "fe80::/10"});
}

bool Cidr::contains(const IpAddress& other) const {
  const auto whole = static_cast<size_t>(bits / 8);
  const int rest = bits % 8;
  if (!std::equal(address.bytes.begin(), address.bytes.begin() + whole, other.bytes.begin())) {
    return false;
  }
  return rest == 0 || (address.bytes[whole] ^ other.bytes[whole]) >> (8 - rest) == 0;
}

std::optional<Cidr> parse_cidr(std::string_view text) {
  const size_t slash = text.find('/');
  const std::optional<IpAddress> address = parse_ip(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return Cidr{*address, 128};
  const std::optional<uint64_t> bits = parse_u64(text.substr(slash + 1));
  const uint64_t before = address->is_v4() ? 96 : 0;
  if (!bits || *bits > 128 - before) return std::nullopt;
  return Cidr{*address, static_cast<int>(before + *bits)};
}

std::optional<SocketAddress> parse_socket_address(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (bracketed != (host.find(':') != std::string_view::npos)) return std::nullopt;
  const std::optional<IpAddress> ip = parse_ip(host.empty() ? "0.0.0.0" : host);
  const std::optional<uint16_t> port = parse_port(text.substr(colon + 1));
  if (!ip || !port) return std::nullopt;
  return SocketAddress{*ip, *port};
}

std::string to_string(const SocketAddress& address) {
  const std::string ip = to_string(address.ip);
  return (address.ip.is_v4() ? ip : "[" + ip + "]") + ":" + std::to_string(address.port);
}

}  // namespace gw::net
