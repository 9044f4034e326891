#include "analyze/change.hpp"

#include <algorithm>
#include <array>

namespace gw::analyze {
namespace {

constexpr std::array<std::string_view, 7> kAspects{"auth",    "limit",   "upstream", "timeout",
                                                   "retries", "breaker", "gateway"};
constexpr std::array<std::string_view, 5> kSenses{"added", "removed", "tightened", "loosened",
                                                  "changed"};

}  // namespace

WrittenAt written_at(const SourceText& source, Span span) {
  return {source.part(span.begin).name, source.position(span.begin).line};
}

std::string_view name(Aspect aspect) {
  return kAspects[static_cast<size_t>(aspect)];
}

std::string_view name(Sense sense) {
  return kSenses[static_cast<size_t>(sense)];
}

std::string own_text(const Fields& own, const Fields& other) {
  std::string out;
  for (const Field& field : own) {
    if (std::ranges::find(other, field) != other.end()) continue;
    if (!out.empty()) out += ", ";
    out += field.name;
    if (!field.name.empty() && !field.text.empty()) out += ' ';
    out += field.text;
  }
  return out;
}

}  // namespace gw::analyze
