// The forwarding path allocates nothing: every allocation of this binary is counted.
#include <atomic>
#include <cstdlib>
#include <new>

#include "support/catch.hpp"
#include "support/journey_load.hpp"

namespace {

std::atomic<uint64_t> allocations{0};

void* counted(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) {
  return counted(size);
}
void* operator new[](std::size_t size) {
  return counted(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}

TEST_CASE("engine: a journey allocates nothing once its tables have grown", "[engine]") {
  gw::testing::JourneyLoad load(50, 2'000);
  load.run(19'200);
  const uint64_t before = allocations;
  const uint64_t proxied = load.run(19'200);
  const uint64_t after = allocations;
  CHECK(proxied == 19'200);
  CHECK(after - before == 0);
}
