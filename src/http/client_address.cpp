#include "http/client_address.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace gw::http {

std::optional<IpAddress> forwarded_address(std::string_view text) {
  if (const auto ip = parse_ip(text)) return ip;
  const auto with_port = parse_socket_address(text);
  if (!with_port || text.starts_with(':')) return std::nullopt;
  return with_port->ip;
}

bool is_trusted(const IpAddress& address, std::span<const Cidr> trusted) {
  return std::any_of(trusted.begin(), trusted.end(),
                     [&](const Cidr& block) { return block.contains(address); });
}

std::optional<IpAddress> forwarded_client(std::span<const Field> fields,
                                          std::span<const Cidr> trusted) {
  std::optional<IpAddress> client;
  for (auto field = fields.rbegin(); field != fields.rend(); ++field) {
    if (!equals_ignoring_case(field->name, "x-forwarded-for")) continue;
    const std::vector<std::string_view> elements = split(field->value, ',');
    for (auto element = elements.rbegin(); element != elements.rend(); ++element) {
      const std::string_view text = trim(*element);
      if (text.empty()) continue;
      const std::optional<IpAddress> ip = forwarded_address(text);
      if (!ip) return client;
      client = ip;
      if (!is_trusted(*ip, trusted)) return client;
    }
  }
  return client;
}

}  // namespace gw::http
