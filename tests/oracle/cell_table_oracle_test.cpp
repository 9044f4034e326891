// The cell table against std::map, with keys that crowd together, and the ring pool against deques.
#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "oracle/dice.hpp"
#include "policy/cell_table.hpp"
#include "policy/ring_pool.hpp"
#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::oracle;
using policy::CellTable;
using policy::Entry;

using Reference = std::map<std::pair<uint32_t, uint64_t>, int64_t>;

// Keys that share their high bits share their home, also at the end of the array; 0 is the special
// case, and reads as 1.
uint64_t crowded_key(Dice& dice) {
  const auto low = static_cast<uint64_t>(dice.between(1, 40));
  return dice.one_in(3) ? low : (dice.one_in(2) ? ~uint64_t{0} - low : dice.next() % 64 << 58 | 1);
}

bool same(const CellTable& table, const Reference& reference) {
  size_t found = 0;
  bool equal = table.size() == reference.size();
  table.for_each([&](const Entry& entry) {
    const auto it = reference.find({entry.slot, entry.key});
    equal = equal && it != reference.end() && it->second == entry.cell.value;
    ++found;
  });
  return equal && found == reference.size();
}

void sweep_some(CellTable& table, Reference& reference, Dice& dice) {
  const int64_t remainder = dice.between(0, 3);
  const bool whole = dice.one_in(2);
  const size_t buckets = whole ? table.buckets() : static_cast<size_t>(dice.between(1, 40));
  table.sweep(buckets, [&](Entry& entry) {
    if (entry.cell.value % 4 != remainder) return false;
    reference.erase({entry.slot, entry.key});
    return true;
  });
  if (!whole) return;
  std::erase_if(reference, [&](const auto& pair) { return pair.second % 4 == remainder; });
}

void step(CellTable& table, Reference& reference, Dice& dice) {
  const auto slot = static_cast<uint32_t>(dice.between(0, 3));
  const uint64_t key = crowded_key(dice);
  const auto it = reference.find({slot, key});
  Entry* found = table.find(slot, key);
  REQUIRE((found != nullptr) == (it != reference.end()));
  if (dice.one_in(3) && found != nullptr) {
    table.erase(found);
    reference.erase(it);
    return;
  }
  Entry* entry = table.find_or_insert(slot, key);
  const bool full = it == reference.end() && reference.size() == table.max_entries();
  REQUIRE((entry == nullptr) == full);
  if (entry == nullptr) return;
  REQUIRE(entry->cell.value == (it == reference.end() ? 0 : it->second));
  reference[{slot, key}] = entry->cell.value = dice.between(1, 1'000'000);
}

}  // namespace

TEST_CASE("cell_table: equals a map, with crowded keys, sweeps and a bound", "[oracle]") {
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    Dice dice(seed);
    CellTable table(static_cast<size_t>(dice.between(1, 300)));
    Reference reference;
    for (int i = 0; i < 2'000; ++i) {
      step(table, reference, dice);
      if (dice.one_in(60)) sweep_some(table, reference, dice);
      if (i % 50 == 0) REQUIRE(same(table, reference));
    }
    table.erase_slot(2, [](Entry&) {});
    std::erase_if(reference, [](const auto& pair) { return pair.first.first == 2; });
    REQUIRE(same(table, reference));
  }
}

TEST_CASE("ring_pool: equals deques, and merges its blocks again", "[oracle]") {
  Dice dice(11);
  policy::RingPool pool(size_t{2} << 20);
  std::vector<std::deque<int64_t>> deques(40);
  std::vector<policy::RingHandle> rings(40, 0);
  for (int i = 0; i < 100'000; ++i) {
    INFO("seed 11 step " << i);
    const auto which = static_cast<size_t>(dice.between(0, 39));
    std::deque<int64_t>& deque = deques[which];
    policy::RingHandle& ring = rings[which];
    const auto most = static_cast<int64_t>(which * which + 1);
    const auto size = static_cast<int64_t>(deque.size());
    switch (dice.between(0, 40)) {
      case 0:
        pool.free(std::exchange(ring, 0));
        deque.clear();
        break;
      case 1:
      case 2: {
        if (ring == 0) break;
        const int64_t count = dice.between(0, size);
        pool.drop_oldest(ring, count);
        deque.erase(deque.begin(), deque.begin() + count);
        break;
      }
      case 3: {
        if (size == 0) break;
        const int64_t index = dice.between(0, size - 1);
        pool.remove(ring, index);
        deque.erase(deque.begin() + index);
        break;
      }
      default:
        ring = pool.append(ring, i, most);
        deque.push_back(i);
        if (static_cast<int64_t>(deque.size()) > most) deque.pop_front();
    }
    REQUIRE(pool.size(ring) == static_cast<int64_t>(deque.size()));
    if (deque.empty()) continue;
    const int64_t index = dice.between(0, static_cast<int64_t>(deque.size()) - 1);
    REQUIRE(pool.at(ring, index) == deque[static_cast<size_t>(index)]);
  }
  const size_t bytes = pool.bytes();
  for (policy::RingHandle ring : rings) pool.free(ring);
  policy::RingHandle whole = 0;
  for (int64_t i = 0; i < 40'000; ++i) whole = pool.append(whole, i, policy::kMaxRingStamps);
  // The largest ring fits a page on its own; the half it grew from is in another one.
  CHECK(pool.bytes() <= std::max(bytes, size_t{1} << 20));
}
