#include "compile/slots.hpp"

#include "support/catch.hpp"

using gw::compile::Slots;

TEST_CASE("slots: a name keeps its number over plans", "[compile]") {
  Slots slots;
  CHECK(slots.take("a", 1, 0) == 0);
  CHECK(slots.take("b", 1, 0) == 1);
  CHECK(slots.take("b", 2, 1) == 1);
  CHECK(slots.take("c", 2, 1) == 2);
  CHECK(slots.take("a", 2, 1) == 0);
  CHECK(slots.take("a", 2, 1) == 0);
  CHECK(slots.count() == 3);
}

TEST_CASE("slots: the lowest number that no held plan uses is given out again", "[compile]") {
  Slots slots;
  for (const char* name : {"a", "b", "c", "d"}) slots.take(name, 1, 0);
  slots.take("b", 2, 1);
  // Plan 1 is still held: nothing is free.
  CHECK(slots.take("e", 2, 1) == 4);
  // Plan 1 is gone: a, c and d are free.
  CHECK(slots.take("f", 3, 2) == 0);
  CHECK(slots.take("c", 3, 2) == 2);
  CHECK(slots.take("g", 3, 2) == 3);
  CHECK(slots.take("h", 3, 2) == 5);
  CHECK(slots.take("b", 3, 2) == 1);
  // The name whose number went to another one is new again.
  CHECK(slots.take("a", 3, 2) == 6);
  CHECK(slots.count() == 7);
}
