#include "lint/baseline.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include "base/text.hpp"
#include "lint/rule.hpp"

namespace gw::lint {
namespace {

constexpr std::string_view kHead = "# gw lint baseline 1";
constexpr size_t kFingerprintDigits = 16;

bool is_fingerprint(std::string_view word) {
  return word.size() == kFingerprintDigits &&
         word.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Diagnostic mistake(const SourceText& source, size_t number, std::string message, std::string hint) {
  const std::string_view line = source.line(number);
  const auto begin = static_cast<uint32_t>(line.data() - source.text().data());
  return {Severity::kError,
          "bad-baseline",
          {begin, begin + static_cast<uint32_t>(line.size())},
          std::move(message),
          {},
          std::move(hint)};
}

}  // namespace

Diagnostics Baseline::read(const SourceText& text) {
  Diagnostics wrong;
  if (trim(text.line(1)) != kHead) {
    wrong.push_back(mistake(text, 1, "this is no baseline of gw lint",
                            "gw lint --write-baseline FILE writes one"));
    return wrong;
  }
  for (size_t number = 2; number <= text.line_count(); ++number) {
    const std::string_view line = text.line(number);
    if (trim(line).empty() || line.front() == '#') continue;
    const size_t first = std::min(line.find(' '), line.size());
    const size_t second = std::min(line.find(' ', first + 1), line.size());
    const std::string_view rule =
        first == line.size() ? std::string_view() : line.substr(first + 1, second - first - 1);
    if (!is_fingerprint(line.substr(0, first)) || rule.empty() || second + 1 >= line.size()) {
      wrong.push_back(mistake(text, number, "expected a fingerprint, a rule and a file",
                              "write the baseline anew: gw lint --write-baseline FILE"));
      continue;
    }
    entries_.insert({std::string(line.substr(second + 1)), std::string(line.substr(0, first)),
                     std::string(rule)});
  }
  return wrong;
}

std::vector<Baseline::Entry> Baseline::entries_of(const SourceText& source,
                                                  const std::vector<Finding>& findings) const {
  std::map<std::string, std::string> names;  // by those that messages show
  for (const SourceText::Part& part : source.parts()) {
    names.emplace(part.name, name_of_(part.name));
  }
  std::vector<Entry> out;
  for (const Finding& one : findings) {
    const std::string& name = source.part(one.span.begin).name;
    out.push_back({names.at(name), one.fingerprint, std::string(one.rule->id)});
  }
  return out;
}

void Baseline::add(const SourceText& source, const std::vector<Finding>& findings) {
  for (Entry& entry : entries_of(source, findings)) entries_.insert(std::move(entry));
}

void Baseline::filter(const SourceText& source, std::vector<Finding>& findings) const {
  if (entries_.empty()) return;
  const std::vector<Entry> entries = entries_of(source, findings);
  std::vector<Finding> left;
  for (size_t i = 0; i < findings.size(); ++i) {
    if (!entries_.contains(entries[i])) left.push_back(std::move(findings[i]));
  }
  findings = std::move(left);
}

std::string Baseline::to_text() const {
  std::string out = std::string(kHead) + "\n";
  for (const Entry& entry : entries_) {
    out += entry.fingerprint + " " + entry.rule + " " + entry.file + "\n";
  }
  return out;
}

}  // namespace gw::lint
