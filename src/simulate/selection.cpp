#include "simulate/selection.hpp"

#include <algorithm>

#include "base/address.hpp"
#include "base/text.hpp"
#include "http/client_address.hpp"
#include "http/secret_field.hpp"
#include "traffic/secret_texts.hpp"

namespace gw::simulate {

namespace {

std::string_view host_of(const traffic::Record& record) {
  return authority_of({record.method, record.target, record.host});
}

bool any_matches(const std::vector<std::string>& patterns, std::string_view text) {
  return patterns.empty() || std::any_of(patterns.begin(), patterns.end(), [&](const auto& one) {
           return matches_pattern(one, text);
         });
}

// The n-th from the end of a comma-separated list; empty when there are fewer.
std::string_view nth_from_end(std::string_view list, uint32_t n) {
  for (;;) {
    const size_t comma = list.rfind(',');
    if (--n == 0) return trim(comma == std::string_view::npos ? list : list.substr(comma + 1));
    if (comma == std::string_view::npos) return {};
    list = list.substr(0, comma);
  }
}

// As `serve` writes it, that of an address with its port in X-Forwarded-For too; empty when the
// text is none.
std::string_view forwarded_client(std::string_view text, traffic::Arena& arena) {
  if (is_plain_ipv6(text)) return text;
  const std::optional<IpAddress> address = http::forwarded_address(text);
  if (!address) return {};
  return text.find(':') == std::string_view::npos ? text : arena.keep(to_string(*address));
}

std::string_view client_behind_proxies(const Options& options, const traffic::Record& record,
                                       traffic::Arena& arena) {
  const std::vector<Cidr>& trusted = options.trusted_proxies;
  if (trusted.empty() || record.x_forwarded_for.empty()) return client_address(record, arena);
  const std::optional<IpAddress> peer = parse_ip(record.client);
  if (!peer || !http::is_trusted(*peer, trusted)) return client_address(record, arena);
  const http::Field field{"x-forwarded-for", record.x_forwarded_for};
  const std::optional<IpAddress> client = http::forwarded_client({&field, 1}, trusted);
  return client ? arena.keep(to_string(*client)) : client_address(record, arena);
}

std::string_view named_client(const Options& options, const traffic::Record& record,
                              traffic::Arena& arena) {
  switch (options.client.kind) {
    case ClientRule::Kind::kAddress:
      return client_behind_proxies(options, record, arena);
    case ClientRule::Kind::kForwardedFor:
      return forwarded_client(nth_from_end(record.x_forwarded_for, options.client.nth), arena);
    case ClientRule::Kind::kHeader:
      return header_value(record, options.client.header);
    case ClientRule::Kind::kUser:
      return record.user;
  }
  return {};
}

}  // namespace

bool is_selected(const Options& options, const traffic::Record& record, traffic::Arena& arena) {
  if (options.between && !options.between->contains(record.logged)) return false;
  const Only& only = options.only;
  return any_matches(only.paths, path_of(record.target)) &&
         any_matches(only.methods, record.method) &&
         any_matches(only.statuses, record.status == 0 ? "" : std::to_string(record.status)) &&
         (only.hosts.empty() || any_matches(only.hosts, to_lower(host_of(record)))) &&
         (only.clients.empty() ||
          any_matches(only.clients, sender_of(options, record, arena).client));
}

bool takes(const Options& options, traffic::Record& record, Work& work) {
  const bool selected = is_selected(options, record, work.batch.arena);
  const bool refused = selected && options.leave_refused_out && made_by_gateway(record);
  work.counts.left_out += selected ? 0 : 1;
  work.counts.refused_left_out += refused ? 1 : 0;
  if (!selected || refused) return false;
  if (options.missing_duration && record.duration.ns < 0) {
    // What the upstream took is part of it.
    if (record.upstream_duration.ns < 0) ++work.counts.assumed_duration;
    record.duration = std::max(*options.missing_duration, record.upstream_duration);
  }
  return true;
}

Sender sender_of(const Options& options, const traffic::Record& record, traffic::Arena& arena) {
  const std::string_view named = named_client(options, record, arena);
  return named.empty() ? Sender{client_address(record, arena), false} : Sender{named};
}

std::string_view client_address(const traffic::Record& record, traffic::Arena& arena) {
  const std::string_view text = record.client;
  if (text.find(':') == std::string_view::npos || is_plain_ipv6(text)) return text;
  const std::optional<IpAddress> address = parse_ip(text);
  return address ? arena.keep(to_string(*address)) : text;
}

std::string_view shown_client(const Options& options, const traffic::Record& record,
                              traffic::Arena& arena) {
  const Sender sender = record.secrets == 0
                            ? sender_of(options, record, arena)
                            : sender_of(options, traffic::without_secrets(record, arena), arena);
  if (!sender.named || options.client.kind != ClientRule::Kind::kHeader) return sender.client;
  return shown_header(options.client.header, sender.client);
}

std::string_view shown_header(std::string_view name, std::string_view value) {
  if (value.empty()) return value;
  return http::shown_value(name, value);
}

std::string_view header_value(const traffic::Record& record, std::string_view name) {
  if (name == "user-agent") return record.user_agent;
  if (name == "referer") return record.referer;
  if (name == "x-forwarded-for") return record.x_forwarded_for;
  for (const traffic::NamedValue& field : record.fields) {
    if (field.name == name) return field.value;
  }
  return {};
}

}  // namespace gw::simulate
