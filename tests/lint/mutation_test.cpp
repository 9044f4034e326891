// Mistakes planted at random places of a large clean configuration: each is found there, and
// nothing else is. A mistake is an edit of the text; "#! GW301" ends each line where that rule has
// to find something.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "lint/big_config.hpp"
#include "lint/mistakes.hpp"
#include "lint/proof.hpp"
#include "support/catch.hpp"

namespace gw::lint {
namespace {

constexpr size_t kRoutes = 200;
constexpr size_t kRuns = 1000;
constexpr uint64_t kConfigs = 4;

// Where the blocks of a text begin: a route, an entry of a mapping of the top, or such a key.
std::vector<size_t> block_begins(const std::string& text) {
  std::vector<size_t> out;
  for (size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    const bool deeper = text.compare(at, 4, "    ") == 0;
    if (!deeper) out.push_back(at);
  }
  out.push_back(text.size());
  return out;
}

// The block's number and service in place of "{n}" and "{s}".
std::string filled(std::string_view pattern, const std::string& block) {
  const size_t line_end = block.find('\n');
  size_t end = block.find_last_of("0123456789", line_end);
  end = end == std::string::npos ? 0 : end + 1;
  size_t begin = end;
  while (begin > 0 && block[begin - 1] >= '0' && block[begin - 1] <= '9') --begin;
  std::string out = fill(std::string(pattern), "{n}", block.substr(begin, end - begin));
  constexpr std::string_view kService = "upstream_service: ";
  const size_t service = block.find(kService);
  if (service == std::string::npos) return out;
  const size_t from = service + kService.size();
  return fill(out, "{s}", block.substr(from, block.find('\n', from) - from));
}

bool is_candidate(const Mistake& mistake, const std::string& block) {
  return std::ranges::all_of(mistake.edits, [&](const TextEdit& edit) {
    return block.find(filled(edit.from, block)) != std::string::npos;
  });
}

void replace(std::string& text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
}

std::string planted(std::string text, const Mistake& mistake, Dice& dice) {
  const std::vector<size_t> begins = block_begins(text);
  std::vector<size_t> candidates;
  for (size_t i = 0; i + 1 < begins.size(); ++i) {
    const std::string block = text.substr(begins[i], begins[i + 1] - begins[i]);
    if (is_candidate(mistake, block)) candidates.push_back(i);
  }
  REQUIRE_FALSE(candidates.empty());
  const size_t chosen = candidates[dice(candidates.size())];
  const size_t length = begins[chosen + 1] - begins[chosen];
  const std::string block = text.substr(begins[chosen], length);
  std::string edited = block;
  for (const TextEdit& edit : mistake.edits) {
    replace(edited, filled(edit.from, block), filled(edit.to, block));
  }
  text.replace(begins[chosen], length, edited);
  for (const TextEdit& edit : mistake.elsewhere) {
    replace(text, std::string(edit.from), std::string(edit.to));
  }
  return text;
}

// "GW301:17" for each mark, sorted.
std::vector<std::string> expected(const std::string& text) {
  constexpr std::string_view kMark = "#! ";
  std::vector<std::string> out;
  size_t number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    const size_t mark = line.find(kMark);
    if (mark == std::string_view::npos) continue;
    for (const std::string_view id : split(line.substr(mark + kMark.size()), ' ')) {
      out.push_back(std::string(id) + ":" + std::to_string(number));
    }
  }
  std::ranges::sort(out);
  return out;
}

std::vector<std::string> got(const Linted& linted) {
  std::vector<std::string> out;
  const std::string text = found(linted);
  for (const std::string_view one : split(text, ' ')) {
    if (!one.empty()) out.emplace_back(one);
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace

TEST_CASE("mutation: every rule that needs no log has its mistake", "[lint]") {
  for (const Rule& rule : rules()) {
    INFO(rule.id << " has no row in mistakes.cpp, or more than one");
    const auto rows = std::ranges::count(mistakes(), rule.id, &Mistake::rule);
    CHECK(rows == (rule.needs_traffic ? 0 : 1));
  }
}

TEST_CASE("mutation: a mistake at a random place is found there, and only it", "[lint]") {
  std::vector<std::string> clean;
  for (uint64_t i = 0; i < kConfigs; ++i) {
    for (const bool limits : {true, false}) {
      clean.push_back(big_config(i, kRoutes, limits));
      INFO("configuration " << i << (limits ? "" : " without limits"));
      REQUIRE(found(lint_text(clean.back(), {}, {limits ? 1U : 3U})) == "");
    }
  }
  for (uint64_t seed = 0; seed < kRuns; ++seed) {
    const Mistake& mistake = mistakes()[seed % mistakes().size()];
    CAPTURE(seed, mistake.rule);
    Dice dice(seed);
    const size_t config = dice(kConfigs) * 2 + (mistake.replicas > 1 ? 1 : 0);
    const std::string text = planted(clean[config], mistake, dice);
    const Linted linted = lint_text(text, {}, {mistake.replicas});
    const std::vector<std::string> wanted = expected(text);
    CHECK_FALSE(wanted.empty());
    CHECK(got(linted) == wanted);
    for (const Finding& one : linted.findings) {
      INFO(one.message);
      if (names_request(*one.rule)) CHECK(unproved(linted, one).empty());
    }
  }
}

}  // namespace gw::lint
