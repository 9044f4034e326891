// Replaces what tells a person in a record by what does not, the same by the same for one key, so
// that every rate per client, user or query value stays what it was. Addresses keep their
// neighbourhood: two that share their first n bits share the first n bits of what replaces them
// (Xu, Fan, Ammar and Moon, "Prefix-preserving IP address anonymization", 2002), and no two become
// one. Paths, hosts and user agents stay; header fields beyond those of a Record go.
#pragma once

#include <string_view>

#include "base/address.hpp"
#include "base/hash.hpp"
#include "traffic/arena.hpp"
#include "traffic/record.hpp"

namespace gw::traffic {

class Anonymiser {
 public:
  // Whoever knows the key can find every address by trial.
  explicit Anonymiser(std::string_view key);

  void apply(Record& record, Arena& arena) const;

  IpAddress address(const IpAddress& address) const;
  // Addresses as above, other names as "host-0123456789abcdef"; empty stays empty.
  std::string_view client(std::string_view text, Arena& arena) const;
  // The same of an entry of X-Forwarded-For: whom it names with a port is named without, and what
  // stands around an address stays, so that the same entries can be read as addresses as before.
  std::string_view forwarded(std::string_view text, Arena& arena) const;
  // Values of the query and what names a user in the authority, as 16 hexadecimal digits.
  std::string_view url(std::string_view text, Arena& arena) const;

 private:
  // `kind` keeps equal texts of different kinds apart.
  uint64_t hash(std::string_view kind, std::string_view text) const;

  HashKey key_;
};

}  // namespace gw::traffic
