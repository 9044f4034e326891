#include "config/address.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "config/problem.hpp"
#include "http/chars.hpp"
#include "http/host.hpp"
#include "http/limits.hpp"
#include "http/secret_field.hpp"

namespace gw::config {
namespace {

std::optional<uint64_t> small_number(std::string_view text, uint64_t max) {
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  const std::optional<uint64_t> value = parse_u64(text);
  return value && *value <= max ? value : std::nullopt;
}

bool has_bits_beyond(const Cidr& block) {
  for (auto bit = static_cast<unsigned>(block.bits); bit < 128; ++bit) {
    if ((block.address.bytes[bit / 8] & (0x80U >> bit % 8)) != 0) return true;
  }
  return false;
}

// "https://a", "a:80", "a/b": what people paste from a URL.
bool has_more_than_host(std::string_view text) {
  if (text.find('/') != std::string_view::npos) return true;
  const size_t colon = text.rfind(':');
  return colon != std::string_view::npos && !text.ends_with(']');
}

}  // namespace

Parsed<ListenAddress> parse_listen(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || text.ends_with(']')) {
    return mistake("the port is missing", "write " + http::shown_text(text) + ":8080");
  }
  const auto port = small_number(text.substr(colon + 1), 65535);
  if (!port) return mistake("the port must be 0 to 65535", "", colon + 1, text.size());
  std::string_view host = text.substr(0, colon);
  const std::string after(text.substr(colon));
  if (host.empty() || host == "*") {
    return mistake("the address is missing",
                   "write 0.0.0.0" + after + " for all interfaces or 127.0.0.1" + after);
  }
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  const bool is_v6 = host.find(':') != std::string_view::npos;
  const bool is_ip = parse_ip(host).has_value();
  if (!is_ip || is_v6 != bracketed) {
    const bool bare = is_ip && is_v6;
    return mistake("listen takes an address, not a name",
                   bare ? "write [" + std::string(host) + "]" + after : "write 127.0.0.1" + after,
                   0, colon);
  }
  return ListenAddress{std::string(host), static_cast<uint16_t>(*port)};
}

Parsed<Cidr> parse_network(std::string_view text) {
  const size_t slash = std::min(text.find('/'), text.size());
  const auto address = parse_ip(text.substr(0, slash));
  if (!address) return mistake("not an address or a block such as 10.0.0.0/8", "", 0, slash);
  Cidr network{*address, 128};
  if (slash == text.size()) return network;
  const bool v4 = text.substr(0, slash).find(':') == std::string_view::npos;
  const unsigned most = v4 ? 32 : 128;
  const auto bits = small_number(text.substr(slash + 1), most);
  if (!bits) {
    return mistake("the prefix must be 0 to " + std::to_string(most), "", slash, text.size());
  }
  network.bits = static_cast<int>(*bits + (v4 ? 96 : 0));
  if (has_bits_beyond(network)) return mistake("the address has bits beyond its prefix");
  return network;
}

Parsed<HostPattern> parse_host_pattern(std::string_view text) {
  HostPattern pattern;
  pattern.wildcard = text.starts_with("*.");
  const std::string_view name = pattern.wildcard ? text.substr(2) : text;
  if (name.find('*') != std::string_view::npos) {
    return mistake("'*' stands alone before the first dot", "write *.example.com");
  }
  if (has_more_than_host(name)) {
    return mistake("a host has no scheme, port or path", "write the name alone");
  }
  std::array<char, http::kHostCapacity> scratch;
  const auto authority = http::parse_authority(name, scratch);
  if (!authority || (pattern.wildcard && authority->host.starts_with('['))) {
    return mistake("not a host name or address");
  }
  pattern.text = (pattern.wildcard ? "." : "") + std::string(authority->host);
  return pattern;
}

}  // namespace gw::config
