#include "lint/shared_parts.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

#include "base/file.hpp"
#include "lint/lint_file.hpp"
#include "lint/rule.hpp"

namespace gw::lint {

namespace {

// The rules that say that something is not used: a comment, a definition.
constexpr std::array<std::string_view, 2> kUnused{"GW001", "GW118"};

// The same in every configuration that holds the file.
using Place = std::tuple<std::string, uint32_t, std::string_view>;

Place place_of(const SourceText& source, const Finding& finding) {
  const SourceText::Part& part = source.part(finding.span.begin);
  return {real_path(part.name), finding.span.begin - part.span.begin, finding.rule->id};
}

bool is_unused(const Finding& finding) {
  return std::ranges::find(kUnused, finding.rule->id) != kUnused.end();
}

}  // namespace

SharedParts::SharedParts(std::span<const LintFile> files) {
  for (const LintFile& file : files) {
    for (const SourceText::Part& part : file.config.loaded.source.parts()) {
      ++holders_[real_path(part.name)];
    }
  }
  std::erase_if(holders_, [](const auto& one) { return one.second == 1; });
}

bool SharedParts::contains(const std::string& name) const {
  return !holders_.empty() && holders_.contains(real_path(name));
}

void SharedParts::drop_used(std::span<LintFile> files) const {
  if (holders_.empty()) return;
  std::map<Place, size_t> unused;
  for (const LintFile& file : files) {
    for (const Finding& one : file.findings) {
      if (is_unused(one)) ++unused[place_of(file.config.loaded.source, one)];
    }
  }
  for (LintFile& file : files) {
    std::erase_if(file.findings, [&](const Finding& one) {
      if (!is_unused(one)) return false;
      const Place place = place_of(file.config.loaded.source, one);
      const auto holders = holders_.find(std::get<0>(place));
      return holders != holders_.end() && unused[place] < holders->second;
    });
  }
}

}  // namespace gw::lint
