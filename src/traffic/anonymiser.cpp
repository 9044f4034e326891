#include "traffic/anonymiser.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "base/text.hpp"
#include "http/client_address.hpp"

namespace gw::traffic {

namespace {

void append_hex(std::string& out, uint64_t value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (int shift = 60; shift >= 0; shift -= 4) out += kDigits[value >> shift & 15];
}

}  // namespace

Anonymiser::Anonymiser(std::string_view key)
    : key_{keyed_hash({0x616e6f6e796d6973ULL, 1}, key),
           keyed_hash({0x616e6f6e796d6973ULL, 2}, key)} {}

uint64_t Anonymiser::hash(std::string_view kind, std::string_view text) const {
  std::string bytes(kind);
  bytes.append(1, '\0').append(text);
  return keyed_hash(key_, bytes);
}

void Anonymiser::apply(Record& record, Arena& arena) const {
  record.client = client(record.client, arena);
  if (!record.user.empty()) {
    std::string user = "user-";
    append_hex(user, hash("user", record.user));
    record.user = arena.keep(user);
  }
  record.target = url(record.target, arena);
  record.referer = url(record.referer, arena);
  if (!record.x_forwarded_for.empty()) {
    std::string list;
    for (const std::string_view part : split(record.x_forwarded_for, ',')) {
      if (!list.empty()) list += ", ";
      list += forwarded(trim(part), arena);
    }
    record.x_forwarded_for = arena.keep(list);
  }
  record.fields = {};
}

// Each bit is turned or not by what all bits before it are.
IpAddress Anonymiser::address(const IpAddress& address) const {
  const size_t first = address.is_v4() ? 96 : 0;
  IpAddress out = address;
  // Which of the two families, how many bits, and they.
  std::array<char, 18> known{};
  known[0] = address.is_v4() ? 4 : 6;
  for (size_t bit = first; bit < 128; ++bit) {
    const auto mask = static_cast<uint8_t>(0x80U >> bit % 8);
    known[1] = static_cast<char>(bit);
    const uint64_t number = keyed_hash(key_, {known.data(), known.size()});
    if ((number & 1) != 0) out.bytes[bit / 8] ^= mask;
    if ((address.bytes[bit / 8] & mask) != 0) {
      known[2 + bit / 8] = static_cast<char>(static_cast<uint8_t>(known[2 + bit / 8]) | mask);
    }
  }
  return out;
}

std::string_view Anonymiser::client(std::string_view text, Arena& arena) const {
  if (text.empty()) return text;
  if (const std::optional<IpAddress> ip = parse_ip(text)) {
    return arena.keep(to_string(address(*ip)));
  }
  std::string name = "host-";
  append_hex(name, hash("host", text));
  return arena.keep(name);
}

std::string_view Anonymiser::forwarded(std::string_view text, Arena& arena) const {
  if (const std::optional<IpAddress> ip = http::forwarded_address(text)) {
    return arena.keep(to_string(address(*ip)));
  }
  const bool quoted = text.size() > 2 && text.starts_with('"') && text.ends_with('"');
  const bool bracketed = text.size() > 2 && text.starts_with('[') && text.ends_with(']');
  if (!quoted && !bracketed) return client(text, arena);
  const std::string_view inner = forwarded(text.substr(1, text.size() - 2), arena);
  return arena.keep(text.front() + std::string(inner) + text.back());
}

std::string_view Anonymiser::url(std::string_view text, Arena& arena) const {
  const size_t scheme = text.find("://");
  const size_t authority = scheme == std::string_view::npos ? 0 : scheme + 3;
  const size_t path = std::min(text.find_first_of("/?#", authority), text.size());
  const size_t at = text.substr(0, path).rfind('@');
  const bool names_user = authority > 0 && at != std::string_view::npos && at >= authority;
  size_t query = std::min(text.find_first_of("?#", path), text.size());
  if (query == text.size() && !names_user) return text;
  std::string out;
  const auto replace = [&](std::string_view value) {
    if (!value.empty()) append_hex(out, hash("query", value));
  };
  size_t from = 0;
  if (names_user) {
    out.append(text.substr(0, authority));
    replace(text.substr(authority, at - authority));
    from = at;
  }
  out.append(text.substr(from, query - from));
  while (query < text.size()) {
    out += text[query];
    const size_t end = std::min(text.find_first_of("&;?#", query + 1), text.size());
    const std::string_view pair = text.substr(query + 1, end - query - 1);
    const size_t equals = pair.find('=');
    // A word alone may be a value as well as a name.
    if (equals != std::string_view::npos) out.append(pair.substr(0, equals + 1));
    replace(equals == std::string_view::npos ? pair : pair.substr(equals + 1));
    query = end;
  }
  return arena.keep(out);
}

}  // namespace gw::traffic
