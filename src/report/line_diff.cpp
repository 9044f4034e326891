#include "report/line_diff.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

namespace gw::report {

namespace {

constexpr size_t kContext = 3;
constexpr int64_t kMostChanges = 4'000;

using Lines = std::vector<std::string_view>;

// With their ends: a last line without one is another line than the same with it.
Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

struct Change {
  char kind;  // ' ' kept, '-' removed, '+' added
  std::string_view line;
  size_t before;  // lines of either text that come before
  size_t after;
};

// All steps take (kMostChanges + 3)² places, 64 MB, at worst.
class Myers {
 public:
  Myers(const Lines& a, const Lines& b) : a_(a), b_(b), n_(ssize(a)), m_(ssize(b)) {}

  std::vector<Change> run() {
    const int64_t most = std::min(n_ + m_, kMostChanges);
    furthest_.assign(static_cast<size_t>(2 * most + 3), 0);
    for (int64_t d = 0; d <= most; ++d) {
      keep(d, most);
      if (advance(d, most)) return trace();
    }
    return everything();
  }

 private:
  using Place = int32_t;  // in the first text, of which there are as many lines at most as bytes

  static int64_t ssize(const Lines& lines) { return static_cast<int64_t>(lines.size()); }
  // Of a row for the diagonals -most-1 to most+1.
  static Place& at(std::vector<Place>& row, int64_t k, int64_t most) {
    return row[static_cast<size_t>(k + most + 1)];
  }

  // What step `d` goes on from: the diagonals -d-1 to d+1.
  void keep(int64_t d, int64_t most) {
    const auto first = furthest_.begin() + (most - d);
    steps_.emplace_back(first, first + (2 * d + 3));
  }

  bool advance(int64_t d, int64_t most) {
    for (int64_t k = -d; k <= d; k += 2) {
      const bool down =
          k == -d || (k != d && at(furthest_, k - 1, most) < at(furthest_, k + 1, most));
      int64_t x = down ? at(furthest_, k + 1, most) : at(furthest_, k - 1, most) + 1;
      while (x < n_ && x - k < m_ && a_[static_cast<size_t>(x)] == b_[static_cast<size_t>(x - k)])
        ++x;
      at(furthest_, k, most) = static_cast<Place>(x);
      if (x >= n_ && x - k >= m_) return true;
    }
    return false;
  }

  std::vector<Change> trace() {
    std::vector<Change> out;
    int64_t x = n_;
    int64_t y = m_;
    for (auto d = static_cast<int64_t>(steps_.size()) - 1; d >= 0; --d) {
      std::vector<Place>& row = steps_[static_cast<size_t>(d)];
      const int64_t k = x - y;
      const bool down = k == -d || (k != d && at(row, k - 1, d) < at(row, k + 1, d));
      const int64_t from_k = down ? k + 1 : k - 1;
      const int64_t from_x = d == 0 ? 0 : at(row, from_k, d);
      const int64_t from_y = d == 0 ? 0 : from_x - from_k;
      while (x > from_x && y > from_y) add(out, ' ', --x, --y);
      if (d == 0) break;
      if (down) {
        add(out, '+', x, --y);
      } else {
        add(out, '-', --x, y);
      }
    }
    std::ranges::reverse(out);
    return out;
  }

  std::vector<Change> everything() const {
    std::vector<Change> out;
    for (int64_t x = 0; x < n_; ++x) add(out, '-', x, 0);
    for (int64_t y = 0; y < m_; ++y) add(out, '+', n_, y);
    return out;
  }

  void add(std::vector<Change>& out, char kind, int64_t x, int64_t y) const {
    const std::string_view line =
        kind == '+' ? b_[static_cast<size_t>(y)] : a_[static_cast<size_t>(x)];
    out.push_back({kind, line, static_cast<size_t>(x), static_cast<size_t>(y)});
  }

  const Lines& a_;
  const Lines& b_;
  int64_t n_;
  int64_t m_;
  std::vector<Place> furthest_;
  std::vector<std::vector<Place>> steps_;  // by d
};

std::string range(size_t before, size_t count) {
  const size_t first = count == 0 ? before : before + 1;
  return count == 1 ? fmt::format("{}", first) : fmt::format("{},{}", first, count);
}

std::string hunk(const std::vector<Change>& all, size_t first, size_t last) {
  std::string lines;
  size_t removed = 0;
  size_t added = 0;
  for (size_t i = first; i < last; ++i) {
    const Change& one = all[i];
    removed += one.kind != '+' ? 1 : 0;
    added += one.kind != '-' ? 1 : 0;
    lines += one.kind;
    lines += one.line;
    if (!one.line.ends_with('\n')) lines += "\n\\ No newline at end of file\n";
  }
  return fmt::format("@@ -{} +{} @@\n{}", range(all[first].before, removed),
                     range(all[first].after, added), lines);
}

}  // namespace

std::string line_diff(std::string_view before, std::string_view after, std::string_view old_name,
                      std::string_view new_name) {
  if (before == after) return {};
  const Lines a = lines_of(before);
  const Lines b = lines_of(after);
  const std::vector<Change> all = Myers(a, b).run();
  std::string out = fmt::format("--- {}\n+++ {}\n", old_name, new_name);
  const auto changed = [&](size_t i) { return all[i].kind != ' '; };
  for (size_t i = 0; i < all.size();) {
    if (!changed(i)) {
      ++i;
      continue;
    }
    const size_t first = i - std::min(i, kContext);
    size_t last = i + 1;
    for (size_t next = last; next < all.size() && next <= last + 2 * kContext; ++next) {
      if (changed(next)) last = next + 1;
    }
    const size_t end = std::min(last + kContext, all.size());
    out += hunk(all, first, end);
    i = end;
  }
  return out;
}

}  // namespace gw::report
