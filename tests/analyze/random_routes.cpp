#include "analyze/random_routes.hpp"

#include <span>

namespace gw::testing {
namespace {

using Texts = std::vector<std::string>;
using oracle::Dice;

const std::string& pick(Dice& dice, const Texts& texts) {
  return dice.pick(std::span<const std::string>(texts));
}

std::string random_path(Dice& dice, Focus focus) {
  if (focus == Focus::kValues) return pick(dice, {"/a", "/{p}"});
  const int64_t most = focus == Focus::kPaths ? 3 : 2;
  std::string out;
  const int64_t count = dice.between(0, most);
  for (int64_t i = 0; i < count; ++i) {
    out += dice.one_in(2) ? "/{p" + std::to_string(i) + '}' : pick(dice, {"/a", "/b", "/x"});
  }
  if (count == 0 || dice.one_in(3)) out += pick(dice, {"/", "/*"});
  return out;
}

std::string random_list(Dice& dice, const Texts& from, int64_t most) {
  std::string out = pick(dice, from);
  while (most-- > 1 && dice.one_in(2)) {
    const std::string& one = pick(dice, from);
    if (out.find(one) == std::string::npos) out += ',' + one;
  }
  return out;
}

// Of the subset that is decided.
std::string random_pattern(Dice& dice, int64_t depth) {
  static const Texts kAtoms{"a", "b", "1", ".", "[ab]", "[^a]", "\\d", "\\w", "\\D", "[a-b1]"};
  static const Texts kRepeats{"*", "+", "?", "{2}", "{1,2}", "{2,}"};
  if (depth == 0 || dice.one_in(4)) return pick(dice, kAtoms);
  switch (dice.between(0, 5)) {
    case 0:
      return "(" + random_pattern(dice, depth - 1) + "|" + random_pattern(dice, depth - 1) + ")";
    case 1:
      return "(" + random_pattern(dice, depth - 1) + ")" + pick(dice, kRepeats);
    case 2:
      return pick(dice, kAtoms) + pick(dice, kRepeats) + random_pattern(dice, depth - 1);
    case 3:
      return "(?i:" + random_pattern(dice, depth - 1) + ")";
    default:
      return random_pattern(dice, depth - 1) + random_pattern(dice, depth - 1);
  }
}

std::string random_condition(Dice& dice, const std::string& name) {
  switch (dice.between(0, 6)) {
    case 0:
      return name + '=' + pick(dice, {"a", "b", "ab", "1", "a1"});
    case 1:
      return name + '^' + pick(dice, {"a", "b", "ab", "1"});
    case 2:
      return name + (dice.one_in(2) ? '+' : '-');
    default: {
      std::string pattern = random_pattern(dice, 2);
      if (dice.one_in(60)) pattern += pick(dice, {"\\b", "\\pL", "[[:alpha:]]", "(?m:a)"});
      if (dice.one_in(10)) pattern = '^' + pattern;
      if (dice.one_in(10)) pattern += '$';
      return name + '~' + pattern;
    }
  }
}

// Absent, and all texts of at most four letters.
std::vector<Texts> all_values(size_t most) {
  std::vector<Texts> out{{}, {""}};
  for (size_t begin = 1, length = 0; length < most; ++length) {
    for (const size_t end = out.size(); begin < end; ++begin) {
      for (const char c : {'a', 'b', '1', 'B', '-'}) out.push_back({out[begin][0] + c});
    }
  }
  return out;
}

}  // namespace

std::string random_route(Dice& dice, Focus focus) {
  std::string out = "*";
  if (!dice.one_in(3)) out = random_list(dice, {"GET", "HEAD", "POST", "PURGE"}, 3);
  out += ' ';
  if (focus != Focus::kValues && focus != Focus::kPaths && !dice.one_in(3)) {
    out += random_list(dice, {"a.com", "b.a.com", "*.a.com", "*.com", "*.b.a.com"}, 2);
  }
  out += random_path(dice, focus);
  if (focus == Focus::kValues || focus == Focus::kAll) {
    if (!dice.one_in(4)) out += ' ' + random_condition(dice, "h:v");
    if (dice.one_in(3)) out += ' ' + random_condition(dice, "q:w");
  }
  return out;
}

std::vector<analyze::Witness> all_requests(Focus focus) {
  Texts paths{"/a", "/b"};
  Texts hosts{""};
  Texts methods{"GET", "HEAD", "POST"};
  std::vector<Texts> headers{{}};
  std::vector<Texts> queries{{}};
  if (focus == Focus::kPaths || focus == Focus::kHosts) {
    paths = {"/"};
    Texts prefixes{""};
    for (int depth = 0; depth < (focus == Focus::kPaths ? 3 : 2); ++depth) {
      Texts longer;
      for (const std::string& prefix : prefixes) {
        for (const char* segment : {"/a", "/b", "/c"}) longer.push_back(prefix + segment);
      }
      for (const std::string& path : longer) paths.insert(paths.end(), {path, path + '/'});
      prefixes = std::move(longer);
    }
    methods = {"GET", "HEAD", "POST", "PURGE", "PUT"};
  }
  if (focus == Focus::kHosts)
    hosts = {"", "a.com", "b.a.com", "c.b.a.com", "c.a.com", "d.com", "e"};
  if (focus == Focus::kValues) {
    headers = all_values(3);
    queries = {{}, {""}, {"a"}, {"b1"}};
    methods = {"GET", "POST"};
  }
  if (focus == Focus::kAll) {
    hosts = {"", "a.com", "b.a.com"};
    paths = {"/", "/a", "/a/", "/b/a"};
    headers = all_values(2);
    queries = {{}, {"a"}, {"b1"}};
    methods = {"GET", "POST"};
  }
  std::vector<analyze::Witness> out;
  for (const std::string& host : hosts) {
    for (const std::string& path : paths) {
      for (const std::string& method : methods) {
        for (const Texts& header : headers) {
          for (const Texts& query : queries) {
            analyze::Witness& one = out.emplace_back(analyze::Witness{method, host, path, {}, {}});
            if (!header.empty()) one.headers.emplace_back("v", header[0]);
            if (!query.empty()) analyze::add_query(one, "w", query[0]);
          }
        }
      }
    }
  }
  return out;
}

}  // namespace gw::testing
