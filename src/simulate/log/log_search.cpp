#include "simulate/log/log_search.hpp"

#include <algorithm>
#include <tuple>

#include "simulate/selection.hpp"
#include "traffic/shown_line.hpp"

namespace gw::simulate {

namespace {

using traffic::Batch;
using Kind = traffic::Batch::Line::Kind;

constexpr bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

class Search {
 public:
  Search(const SearchSettings& settings, const Options& options)
      : settings_(settings), options_(options) {
    batch_.keep_lines = true;
  }

  // True at the end of the source.
  Result<bool> run(Source& source, uint32_t number, const ProgressCallback& progress);
  FoundLines finish();

 private:
  bool holds(const Batch::Line& line);
  void take(const Batch::Line& line, uint32_t source);

  const SearchSettings& settings_;
  const Options& options_;
  Batch batch_;
  FoundLines found_;
  std::optional<WallTime> at_;  // of the last request
  uint64_t records_ = 0;
  uint64_t bytes_ = 0;
};

bool Search::holds(const Batch::Line& line) {
  const bool request = line.kind == Kind::kRecord;
  if (!settings_.field && !holds_word(line.text, settings_.text)) return false;
  if (!request) return !settings_.field && options_.only.empty() && !options_.between;
  const traffic::Record& record = batch_.records[line.record];
  if (!is_selected(options_, record, batch_.arena)) return false;
  if (!settings_.field) return true;
  const std::string_view client = sender_of(options_, record, batch_.arena).client;
  return matches_pattern(settings_.text, text_of(*settings_.field, record, client, batch_.arena));
}

void Search::take(const Batch::Line& line, uint32_t source) {
  if (line.kind == Kind::kRecord) at_ = traffic::arrival(batch_.records[line.record]);
  if (!holds(line)) return;
  if (found_.lines.size() == FoundLines::kMax) {
    ++found_.more;
    return;
  }
  std::string_view text = line.text;
  if (text.ends_with('\r')) text.remove_suffix(1);
  found_.lines.push_back({source, line.number, at_.value_or(WallTime{}), at_.has_value(),
                          traffic::shown_line(text, traffic::kMaxLineBytes)});
}

Result<bool> Search::run(Source& source, uint32_t number, const ProgressCallback& progress) {
  at_.reset();
  bool whole = true;
  while (whole) {
    const Result<bool> more = source.records->next(batch_);
    if (!more) return more;
    if (!*more) break;
    for (const Batch::Line& line : batch_.lines) take(line, number);
    records_ += batch_.records.size();
    whole = !progress || progress({records_, bytes_ + source.records->consumed()});
  }
  bytes_ += source.records->consumed();
  found_.partial = !whole;
  return whole;
}

FoundLines Search::finish() {
  std::ranges::sort(found_.lines, [](const FoundLine& a, const FoundLine& b) {
    return std::tuple(a.at.ns, a.source, a.line) < std::tuple(b.at.ns, b.source, b.line);
  });
  return std::move(found_);
}

}  // namespace

bool holds_word(std::string_view line, std::string_view word) {
  for (size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
    const size_t end = at + word.size();
    const bool begins = at == 0 || !is_word_char(line[at - 1]);
    const bool ends = end == line.size() || !is_word_char(line[end]);
    if (begins && ends) return true;
  }
  return false;
}

Result<FoundLines> search_logs(std::vector<Source> sources, const SearchSettings& settings,
                               const Options& options, const ProgressCallback& progress) {
  Search search(settings, options);
  for (size_t i = 0; i < sources.size(); ++i) {
    const Result<bool> whole = search.run(sources[i], static_cast<uint32_t>(i), progress);
    if (!whole) return tl::unexpected(whole.error());
    if (!*whole) break;
  }
  return search.finish();
}

}  // namespace gw::simulate
