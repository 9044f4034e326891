#include "policy/cell_table.hpp"

#include <vector>

#include "base/hash.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::policy;

TEST_CASE("cell_table: the same key under two slots is two cells", "[policy]") {
  CellTable table(10);
  table.find_or_insert(1, 42)->cell.value = 7;
  CHECK(table.find(2, 42) == nullptr);
  CHECK(table.find_or_insert(2, 42)->cell.value == 0);
  CHECK(table.find(1, 42)->cell.value == 7);
  CHECK(table.size() == 2);
}

TEST_CASE("cell_table: room made before keeps pointers over insertions", "[policy]") {
  CellTable table(100'000);
  for (uint64_t i = 0; i < 40; ++i) table.find_or_insert(0, mix(1, i));
  REQUIRE(table.make_room(500));
  const size_t buckets = table.buckets();
  std::vector<Entry*> entries;
  for (uint64_t i = 0; i < 500; ++i) entries.push_back(table.find_or_insert(1, mix(2, i)));
  for (uint64_t i = 0; i < 500; ++i) CHECK(entries[i] == table.find(1, mix(2, i)));
  CHECK(table.buckets() == buckets);
}

TEST_CASE("cell_table: is full at max_entries and not before", "[policy]") {
  CellTable table(1'000);
  for (uint64_t i = 0; i < 1'000; ++i) REQUIRE(table.find_or_insert(0, mix(3, i)) != nullptr);
  CHECK(table.find_or_insert(0, mix(3, 1'000)) == nullptr);
  CHECK_FALSE(table.make_room(1));
  CHECK(table.find_or_insert(0, mix(3, 5)) != nullptr);
  const size_t gone = table.sweep(table.buckets(), [](Entry& entry) {
    return entry.key == mix(3, 5) || entry.key == mix(3, 6);
  });
  CHECK(gone == 2);
  CHECK(table.make_room(2));
  CHECK_FALSE(table.make_room(3));
  CHECK(table.buckets() == 2'048);
}

TEST_CASE("cell_table: sweeps go round in bounded steps", "[policy]") {
  CellTable table(10'000);
  for (uint64_t i = 0; i < 600; ++i) table.find_or_insert(0, mix(4, i));
  size_t gone = 0;
  for (size_t looked = 0; looked < table.buckets(); looked += 64) {
    const size_t now_gone = table.sweep(64, [](Entry&) { return true; });
    CHECK(now_gone <= 128);
    gone += now_gone;
  }
  CHECK(gone >= 590);
}
