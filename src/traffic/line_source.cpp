#include "traffic/line_source.hpp"

#include <algorithm>
#include <span>

namespace gw::traffic {

Result<size_t> LineReader::fill(std::vector<char>& text) {
  const size_t wanted = left_.size() + std::max<size_t>(input_.chunk_bytes, 1);
  if (text.size() < wanted + kLinePadding) text.resize(wanted + kLinePadding);
  std::copy(left_.begin(), left_.end(), text.begin());
  size_t size = left_.size();
  left_.clear();
  while (size < wanted && !ended_) {
    const Result<size_t> got = read(text.data() + size, wanted - size);
    if (!got) {
      ended_ = true;
      return got;
    }
    size += *got;
    ended_ = *got == 0;
  }
  std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(size), kLinePadding, '\0');
  return size;
}

Result<size_t> LineReader::read(char* to, size_t size) {
  if (head_used_ < input_.head.size()) {
    const size_t count = input_.head.copy(to, size, head_used_);
    head_used_ += count;
    return count;
  }
  return input_.bytes->read(std::span<char>(to, size));
}

}  // namespace gw::traffic
