// Which names of hosts anybody can look up. What is private is nowhere written down: clusters,
// Docker, routers and offices each make up their own endings. What is public is: the root of the
// DNS lists its top-level domains, and a name that ends otherwise has no public address.
#pragma once

#include <string_view>

namespace gw::lint {

// Whether a name in small letters, no address, may be a public host: it has two labels or more and
// ends in a top-level domain, or in .example, which stands for one (RFC 6761). Not in .home.arpa
// (RFC 8375).
bool is_public_name(std::string_view host);

}  // namespace gw::lint
