#include "config/url.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "config/problem.hpp"
#include "http/host.hpp"
#include "http/limits.hpp"
#include "http/secret_field.hpp"
#include "http/target.hpp"

namespace gw::config {
namespace {

constexpr std::string_view kHttp = "http://";
constexpr std::string_view kHttps = "https://";

bool starts_with_ignoring_case(std::string_view text, std::string_view start) {
  return equals_ignoring_case(text.substr(0, start.size()), start);
}

// What is left of the URL is refused as a whole, so that the order of the checks does not matter.
std::optional<Mistake> refused_part(std::string_view text, size_t authority_begin,
                                    size_t authority_end) {
  const size_t at = text.substr(0, authority_end).find('@', authority_begin);
  if (at != std::string_view::npos) {
    return Mistake{"a URL with a user name or password is refused",
                   "send credentials with transform_request.add_header", authority_begin, at + 1};
  }
  if (const size_t hash = text.find('#'); hash != std::string_view::npos) {
    return Mistake{"a URL of an upstream has no fragment", "", hash, text.size()};
  }
  if (const size_t query = text.find('?'); query != std::string_view::npos) {
    return Mistake{"a URL of an upstream has no query: that of the request is kept", "", query,
                   text.size()};
  }
  return std::nullopt;
}

std::string describe_authority(std::string_view reason) {
  if (reason == "host-empty") return "the host is missing";
  if (reason == "host-port") return "the port must be 1 to 65535";
  if (reason == "host-ipv6") return "not an IPv6 address";
  if (reason == "host-too-long") return "the host is too long";
  return "not a host name";
}

std::string describe_path(std::string_view reason) {
  if (reason == "path-form") return "a path has no '?' and no '#'";
  if (reason == "path-control") return "a blank or control character in the path";
  if (reason == "path-above-root")
    return "no request has a '..' in its path: write what it leads to";
  return "the path is refused: no request has one like it (" + std::string(reason) + ")";
}

std::optional<Mistake> template_in_path(std::string_view path) {
  const size_t at = path.find_first_of("{}*");
  if (at == std::string_view::npos) return std::nullopt;
  return Mistake{"'" + std::string(1, path[at]) + "' has no meaning in the path of a URL",
                 path[at] == '*' ? "the remainder of a route's final * is appended by itself"
                                 : "leave out the path to keep that of the request",
                 at, at + 1};
}

}  // namespace

bool looks_like_url(std::string_view text) {
  return text.find("://") != std::string_view::npos || starts_with_ignoring_case(text, "http:") ||
         starts_with_ignoring_case(text, "https:") || text.starts_with('/');
}

std::optional<Mistake> path_mistake(std::string_view path) {
  std::vector<char> scratch(path.size() * 3 + 1);
  const auto canonical = http::canonical_path(path, scratch);
  if (!canonical) {
    return Mistake{describe_path(canonical.error().reason), "", 0, path.size()};
  }
  if (*canonical == path) return std::nullopt;
  return Mistake{"the path is not in canonical form", "write " + std::string(*canonical), 0,
                 path.size()};
}

Parsed<Url> parse_url(std::string_view text) {
  Url url;
  size_t begin = kHttp.size();
  if (starts_with_ignoring_case(text, kHttps)) {
    begin = kHttps.size();
    url.scheme = Scheme::kHttps;
    url.port = 443;
  } else if (!starts_with_ignoring_case(text, kHttp)) {
    return mistake("a URL must begin with http:// or https://",
                   looks_like_url(text) ? "" : "write http://" + http::shown_text(text));
  }
  const size_t end = std::min(text.find_first_of("/?#", begin), text.size());
  if (const auto refused = refused_part(text, begin, end)) return tl::unexpected(*refused);
  std::array<char, http::kHostCapacity> scratch;
  const auto authority = http::parse_authority(text.substr(begin, end - begin), scratch);
  if (!authority) {
    return mistake(describe_authority(authority.error().reason) + " in the URL", "", begin, end);
  }
  url.host = authority->host;
  if (url.host.starts_with('[')) url.host = url.host.substr(1, url.host.size() - 2);
  if (authority->port != 0) url.port = authority->port;
  url.path = text.substr(end);
  if (!url.path.empty()) {
    std::optional<Mistake> wrong = template_in_path(url.path);
    if (!wrong) wrong = path_mistake(url.path);
    if (wrong) {
      wrong->begin += end;
      wrong->end += end;
      return tl::unexpected(*wrong);
    }
  }
  return url;
}

Url unresolved_url(std::string_view text) {
  constexpr std::string_view kScheme = "://";
  const size_t scheme = text.find(kScheme);
  const size_t host = scheme == std::string_view::npos ? 0 : scheme + kScheme.size();
  const size_t path = std::min(text.find('/', host), text.size());
  Url url;
  url.host = text.substr(host, path - host);
  url.path = text.substr(path);
  url.unresolved = text.substr(0, path);
  return url;
}

std::string origin(const Url& url) {
  if (!url.unresolved.empty()) return url.unresolved;
  const bool v6 = url.host.find(':') != std::string::npos;
  return std::string(url.scheme == Scheme::kHttps ? kHttps : kHttp) +
         (v6 ? "[" + url.host + "]" : url.host) + ":" + std::to_string(url.port);
}

}  // namespace gw::config
