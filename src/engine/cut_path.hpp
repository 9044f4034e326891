// A request's path cut at its slashes, with a hash of each segment that is asked for.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "engine/route_table.hpp"

namespace gw::engine {

// The hash of segment number `place`, which is bytes [begin, end) of `text`. Not keyed: only the
// configuration puts hashes into tables, and every hit there is proved by its text.
uint64_t hash_segment(size_t place, std::string_view text, size_t begin, size_t end);

class CutPath {
 public:
  // Of more than kMaxSegments segments only the first ones are cut. A path that does not begin with
  // '/' has none.
  explicit CutPath(std::string_view path);

  std::string_view text() const { return text_; }
  size_t count() const { return count_; }
  bool overflows() const { return overflows_; }
  // Bit i: segment i is empty.
  uint64_t empty() const { return empty_; }
  // Segments [begin, end), begin < end, with the slashes between them.
  std::string_view run(size_t begin, size_t end) const {
    return text_.substr(starts_[begin], starts_[end] - starts_[begin] - 1);
  }
  // What follows the slash behind segment `count` - 1, where there is one.
  std::string_view rest(size_t count) const { return text_.substr(starts_[count]); }
  // Of segment i < count(), which is hashed once.
  uint64_t hash(size_t i) {
    if ((hashed_ >> i & 1) == 0) {
      hashed_ |= uint64_t{1} << i;
      hashes_[i] = hash_segment(i, text_, starts_[i], starts_[i + 1] - 1);
    }
    return hashes_[i];
  }

 private:
  void cut(size_t slash);

  std::string_view text_;
  size_t count_ = 0;
  bool overflows_ = false;
  uint64_t empty_ = 0;
  uint64_t hashed_ = 0;                            // bit i: hashes_[i] is known
  std::array<uint32_t, kMaxSegments + 1> starts_;  // of segment i; one past the end + 1 at the end
  std::array<uint64_t, kMaxSegments> hashes_;
};

}  // namespace gw::engine
