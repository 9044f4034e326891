#include "policy/ring_pool.hpp"

#include <algorithm>

namespace gw::policy {
namespace {

// The first word of a block. A free one has used = 0 and its list links in the next two words.
struct Header {
  uint8_t block_class = 0;
  uint8_t used = 0;
  uint16_t head = 0;  // place of the oldest stamp
  uint32_t size = 0;

  int64_t capacity() const { return (int64_t{1} << block_class) - 1; }
};
static_assert(sizeof(Header) == sizeof(int64_t));

Header load(const int64_t* block) {
  return __builtin_bit_cast(Header, *block);
}
void store(int64_t* block, Header header) {
  *block = __builtin_bit_cast(int64_t, header);
}

int64_t& stamp(int64_t* block, const Header& header, int64_t index) {
  int64_t place = header.head + index;
  if (place >= header.capacity()) place -= header.capacity();
  return block[1 + place];
}

int64_t& previous(int64_t* block) {
  return block[1];
}
int64_t& next(int64_t* block) {
  return block[2];
}

}  // namespace

RingPool::RingPool(size_t max_bytes)
    : max_pages_(std::max(max_bytes / (kPageWords * sizeof(int64_t)), size_t{1})) {}

bool RingPool::has_room(RingHandle ring, int64_t stamps) const {
  if (ring != 0 && load(words(ring)).capacity() >= stamps) return true;
  if (pages_.size() < max_pages_) return true;
  for (int c = kPageClass; c >= kMinClass && (int64_t{1} << c) > stamps; --c) {
    if (free_[static_cast<size_t>(c)] != 0) return true;
  }
  return false;
}

int64_t RingPool::size(RingHandle ring) const {
  return ring == 0 ? 0 : load(words(ring)).size;
}

int64_t RingPool::at(RingHandle ring, int64_t index) const {
  int64_t* block = words(ring);
  return stamp(block, load(block), index);
}

RingHandle RingPool::append(RingHandle ring, int64_t stamp_us, int64_t max_stamps) {
  if (ring == 0) ring = allocate(kMinClass);
  const int64_t too_many = size(ring) - max_stamps + 1;
  if (too_many > 0) drop_oldest(ring, too_many);
  if (size(ring) == load(words(ring)).capacity()) ring = grow(ring);
  int64_t* block = words(ring);
  Header header = load(block);
  stamp(block, header, header.size) = stamp_us;
  ++header.size;
  store(block, header);
  return ring;
}

void RingPool::drop_oldest(RingHandle ring, int64_t count) {
  int64_t* block = words(ring);
  Header header = load(block);
  int64_t head = header.head + count;
  if (head >= header.capacity()) head -= header.capacity();
  header.head = static_cast<uint16_t>(head);
  header.size -= static_cast<uint32_t>(count);
  store(block, header);
}

void RingPool::remove(RingHandle ring, int64_t index) {
  int64_t* block = words(ring);
  Header header = load(block);
  for (int64_t i = index; i + 1 < header.size; ++i) {
    stamp(block, header, i) = stamp(block, header, i + 1);
  }
  --header.size;
  store(block, header);
}

void RingPool::free(RingHandle ring) {
  if (ring != 0) give_back(ring, load(words(ring)).block_class);
}

RingHandle RingPool::grow(RingHandle ring) {
  const int block_class = load(words(ring)).block_class;
  const RingHandle larger = allocate(block_class + 1);
  int64_t* from = words(ring);
  int64_t* to = words(larger);
  const Header header = load(from);
  for (int64_t i = 0; i < header.size; ++i) to[1 + i] = stamp(from, header, i);
  store(to, {static_cast<uint8_t>(block_class + 1), 1, 0, header.size});
  give_back(ring, block_class);
  return larger;
}

// A handle is one more than the index of the block's first word, over all pages.
int64_t* RingPool::words(RingHandle block) const {
  const size_t index = static_cast<size_t>(block - 1);
  return &pages_[index >> kPageClass][index & (kPageWords - 1)];
}

RingHandle RingPool::allocate(int block_class) {
  int c = block_class;
  while (c <= kPageClass && free_[static_cast<size_t>(c)] == 0) ++c;
  if (c > kPageClass) {
    c = kPageClass;
    pages_.push_back(std::make_unique_for_overwrite<int64_t[]>(kPageWords));
    push_free(static_cast<RingHandle>((pages_.size() - 1) << kPageClass) + 1, c);
  }
  const RingHandle block = free_[static_cast<size_t>(c)];
  unlink_free(block, c);
  while (c > block_class) {
    --c;
    push_free(block + (RingHandle{1} << c), c);
  }
  store(words(block), {static_cast<uint8_t>(block_class), 1, 0, 0});
  return block;
}

void RingPool::give_back(RingHandle block, int block_class) {
  while (block_class < kPageClass) {
    // The word at the buddy's place is always the header of a block: blocks are aligned.
    const RingHandle buddy = ((block - 1) ^ (RingHandle{1} << block_class)) + 1;
    const Header header = load(words(buddy));
    if (header.used != 0 || header.block_class != block_class) break;
    unlink_free(buddy, block_class);
    block = std::min(block, buddy);
    ++block_class;
  }
  push_free(block, block_class);
}

void RingPool::push_free(RingHandle block, int block_class) {
  RingHandle& head = free_[static_cast<size_t>(block_class)];
  store(words(block), {static_cast<uint8_t>(block_class), 0, 0, 0});
  previous(words(block)) = 0;
  next(words(block)) = head;
  if (head != 0) previous(words(head)) = block;
  head = block;
}

void RingPool::unlink_free(RingHandle block, int block_class) {
  const RingHandle before = previous(words(block));
  const RingHandle after = next(words(block));
  (before == 0 ? free_[static_cast<size_t>(block_class)] : next(words(before))) = after;
  if (after != 0) previous(words(after)) = before;
}

}  // namespace gw::policy
