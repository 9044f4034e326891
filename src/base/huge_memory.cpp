#include "base/huge_memory.hpp"

#include <sys/mman.h>

#include <cstdlib>

namespace gw {

void* allocate_huge(size_t bytes) {
  constexpr size_t kPage = size_t{2} << 20;
  const size_t rounded = (bytes + kPage - 1) / kPage * kPage;
  void* memory = std::aligned_alloc(kPage, rounded);
  if (memory == nullptr) throw std::bad_alloc();
  // Only advice: without huge pages the table is slower and just as right.
  ::madvise(memory, rounded, MADV_HUGEPAGE);
  return memory;
}

void free_huge(void* memory) {
  std::free(memory);
}

}  // namespace gw
