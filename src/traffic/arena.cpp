#include "traffic/arena.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace gw::traffic {

char* Arena::take(size_t size) {
  constexpr size_t kAlign = alignof(std::max_align_t);
  size = (size + kAlign - 1) / kAlign * kAlign;
  while (block_ < blocks_.size() && used_ + size > blocks_[block_].size) {
    ++block_;
    used_ = 0;
  }
  if (block_ == blocks_.size()) {
    const size_t bytes = std::max(size, kBlockBytes);
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(bytes), bytes});
  }
  char* place = blocks_[block_].bytes.get() + used_;
  used_ += size;
  return place;
}

std::string_view Arena::keep(std::string_view text) {
  if (text.empty()) return {};
  char* place = take(text.size());
  std::memcpy(place, text.data(), text.size());
  return {place, text.size()};
}

std::string_view Arena::join(std::string_view left, char between, std::string_view right) {
  char* place = take(left.size() + 1 + right.size());
  left.copy(place, left.size());
  place[left.size()] = between;
  right.copy(place + left.size() + 1, right.size());
  return {place, left.size() + 1 + right.size()};
}

std::span<NamedValue> Arena::take_fields(size_t count) {
  if (count == 0) return {};
  auto* first = reinterpret_cast<NamedValue*>(take(count * sizeof(NamedValue)));
  std::uninitialized_value_construct_n(first, count);
  return {std::launder(first), count};
}

void Arena::reset() {
  block_ = 0;
  used_ = 0;
}

}  // namespace gw::traffic
