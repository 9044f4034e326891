#include "simulate/request_head.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/host.hpp"
#include "http/target.hpp"

namespace gw::simulate {

namespace {

struct TargetParts {
  std::string_view authority;  // empty when the target is not absolute
  std::string_view rest;
};

TargetParts cut_absolute(std::string_view target) {
  if (target.starts_with('/')) return {{}, target};
  for (const std::string_view scheme :
       {std::string_view("http://"), std::string_view("https://")}) {
    if (!equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    const size_t end = std::min(target.find_first_of("/?", scheme.size()), target.size());
    return {target.substr(scheme.size(), end - scheme.size()), target.substr(end)};
  }
  return {{}, target};
}

}  // namespace

std::string_view authority_of(const HeadTexts& texts) {
  const std::string_view own = cut_absolute(texts.target).authority;
  return own.empty() ? texts.host : own;
}

std::string_view path_of(std::string_view target) {
  const std::string_view path = http::split_target(cut_absolute(target).rest).path;
  return path.empty() && !target.empty() ? "/" : path;
}

bool read_head(const HeadTexts& texts, HeadScratch& scratch, http::RequestHead& head) {
  if (texts.method.empty()) return false;
  head.method = http::parse_method(texts.method);
  head.method_text = texts.method;
  const auto [own_authority, rest] = cut_absolute(texts.target);
  const std::string_view authority = own_authority.empty() ? texts.host : own_authority;
  if (!authority.empty()) {
    const http::WireResult<http::Authority> host = http::parse_authority(authority, scratch.host);
    if (host) head.host = host->host;
  }
  const http::SplitTarget split = http::split_target(rest);
  head.query = split.query;
  head.has_query = split.has_query;
  head.path = split.path;
  if (split.path.empty() && rest.data() != texts.target.data()) {
    head.path = head.method == http::Method::kOptions && !split.has_query ? "*" : "/";
  }
  if (head.path == "*") return head.method == http::Method::kOptions;
  const http::WireResult<std::string_view> path = http::canonical_path(head.path, scratch.path);
  if (path) head.path = *path;
  return path.has_value();
}

}  // namespace gw::simulate
