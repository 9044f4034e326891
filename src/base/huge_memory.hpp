// Memory for large tables that are read at random places: asked of the system in huge pages, where
// a random read costs one cache miss and not a page walk on top. Small blocks come from the heap.
#pragma once

#include <cstddef>
#include <new>

namespace gw {

// Aligned to 2 MiB; `bytes` >= 2 MiB. Never null: throws std::bad_alloc as operator new does.
void* allocate_huge(size_t bytes);
void free_huge(void* memory);

// Brings the cache line of a place near that is going to be read some hundred nanoseconds later.
// The empty asm is an effect that GCC sees: it drops calls of functions that do nothing but
// prefetch.
inline void prefetch(const void* place) {
  __builtin_prefetch(place);
  asm volatile("");
}

// For std::vector<T, HugeAllocator<T>>.
template <class T>
struct HugeAllocator {
  using value_type = T;
  static constexpr size_t kFromBytes = size_t{2} << 20;

  HugeAllocator() = default;
  template <class U>
  HugeAllocator(const HugeAllocator<U>&) {}

  T* allocate(size_t count) {
    const size_t bytes = count * sizeof(T);
    if (bytes >= kFromBytes) return static_cast<T*>(allocate_huge(bytes));
    return static_cast<T*>(::operator new(bytes, std::align_val_t{alignof(T)}));
  }
  void deallocate(T* memory, size_t count) {
    if (count * sizeof(T) >= kFromBytes) return free_huge(memory);
    ::operator delete(memory, std::align_val_t{alignof(T)});
  }
  bool operator==(const HugeAllocator&) const = default;
};

}  // namespace gw
