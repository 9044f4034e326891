#include "simulate/unrouted_table.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "traffic/identifier.hpp"
#include "traffic/shown_line.hpp"

namespace gw::simulate {

namespace {

constexpr size_t kMaxSegments = 8;
constexpr size_t kMaxPatternBytes = 120;
constexpr size_t kMaxSegmentBytes = 24;
constexpr size_t kMaxMethodBytes = 24;

}  // namespace

void append_pattern(std::string& out, std::string_view path) {
  const size_t start = out.size();
  for (size_t count = 0; !path.empty(); ++count) {
    const size_t slash = path.find('/', 1);
    std::string_view segment = path.substr(0, slash);
    path.remove_prefix(std::min(slash, path.size()));
    if (count == kMaxSegments || out.size() - start + kMaxSegmentBytes > kMaxPatternBytes) {
      out += "/...";
      return;
    }
    if (segment.front() == '/') {
      out += '/';
      segment.remove_prefix(1);
    }
    out += traffic::looks_like_id(segment) ? std::string("{id}") : printable(segment);
  }
}

void UnroutedTable::add(const Request& request) {
  const bool success = request.recorded_status >= 200 && request.recorded_status < 400;
  ++requests_;
  recorded_success_ += success ? 1 : 0;
  key_.assign(1, static_cast<char>(request.reason));
  key_ += request.method;
  key_ += ' ';
  key_ += request.pattern;
  const auto found = places_.find(key_);
  if (found == places_.end() && rows_.size() >= max_patterns_) {
    ++overflow_;
    return;
  }
  if (found == places_.end()) {
    places_.emplace(key_, static_cast<uint32_t>(rows_.size()));
    rows_.push_back({request.method.empty() ? "-" : printable(request.method, kMaxMethodBytes),
                     std::string(request.pattern), request.reason, 0, 0,
                     traffic::shown_line(request.target), printable(request.host)});
  }
  UnroutedRow& row = found == places_.end() ? rows_.back() : rows_[found->second];
  ++row.requests;
  row.recorded_success += success ? 1 : 0;
}

Unrouted UnroutedTable::summary(uint32_t top) const {
  Unrouted out;
  out.requests = requests_;
  out.recorded_success = recorded_success_;
  out.patterns = rows_.size();
  out.overflow_requests = overflow_;
  out.top = rows_;
  std::sort(out.top.begin(), out.top.end(), [](const UnroutedRow& a, const UnroutedRow& b) {
    if (a.requests != b.requests) return a.requests > b.requests;
    if (a.method != b.method) return a.method < b.method;
    return a.pattern != b.pattern ? a.pattern < b.pattern : a.reason < b.reason;
  });
  if (out.top.size() > top) out.top.resize(top);
  return out;
}

}  // namespace gw::simulate
