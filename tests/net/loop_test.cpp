#include "net/loop.hpp"

#include <string>
#include <thread>

#include "net/task.hpp"
#include "support/catch.hpp"

using namespace gw;
using net::Gate;
using net::Loop;
using net::Task;

namespace {

std::unique_ptr<Loop> new_loop() {
  return std::move(Loop::create().value());
}

Task<int> twice(Gate& gate, int value) {
  co_await gate.wait();
  co_return 2 * value;
}

Task<void> sum(Gate& gate, int& result) {
  result += co_await twice(gate, 1);
  result += co_await twice(gate, 10);
}

struct Counted {
  explicit Counted(int& count) : count_(count) { ++count_; }
  Counted(const Counted&) = delete;
  ~Counted() { --count_; }
  int& count_;
};

Task<int> hold(Gate& gate, int& alive) {
  const Counted counted(alive);
  co_await gate.wait();
  co_return 0;
}

Task<void> hold_nested(Gate& gate, int& alive) {
  const Counted counted(alive);
  co_await hold(gate, alive);
}

}  // namespace

TEST_CASE("task: awaited tasks return values to the outer one", "[net]") {
  const auto loop = new_loop();
  Gate gate(*loop);
  int result = 0;
  const Task<void> task = sum(gate, result);
  task.start();
  CHECK(result == 0);
  gate.open();
  loop->turn(Duration{0});
  CHECK(result == 2);
  gate.open();
  loop->turn(Duration{0});
  CHECK(result == 22);
}

TEST_CASE("task: a task that waits frees its frames when it goes", "[net]") {
  const auto loop = new_loop();
  int alive = 0;
  {
    Gate gate(*loop);
    const Task<void> task = hold_nested(gate, alive);
    task.start();
    CHECK(alive == 2);
    gate.open();
  }
  CHECK(alive == 0);
  loop->turn(Duration{0});
}

TEST_CASE("gate: opened before the wait, it lets one wait through", "[net]") {
  const auto loop = new_loop();
  Gate gate(*loop);
  int result = 0;
  gate.open();
  gate.open();
  const Task<void> task = sum(gate, result);
  task.start();
  loop->turn(Duration{0});
  CHECK(result == 2);
  loop->turn(Duration{0});
  CHECK(result == 2);
}

TEST_CASE("loop: posts from another thread arrive in order", "[net]") {
  const auto loop = new_loop();
  std::string order;
  std::thread other([&] {
    for (char c = 'a'; c <= 'z'; ++c) loop->post([&order, c] { order += c; });
    loop->stop();
  });
  loop->run();
  other.join();
  CHECK(order == "abcdefghijklmnopqrstuvwxyz");
}

TEST_CASE("loop: a turn waits for the first timer and time does not run back", "[net]") {
  const auto loop = new_loop();
  const Instant before = loop->now().mono;
  bool fired = false;
  net::Timer timer(loop->timers(), [&] { fired = true; });
  timer.arm(before + milliseconds(3));
  while (!fired) loop->turn(seconds(60));
  CHECK(loop->now().mono >= before + milliseconds(3));
}

TEST_CASE("loop: endings run after the coroutines of the turn", "[net]") {
  const auto loop = new_loop();
  Gate gate(*loop);
  int result = 0;
  int seen = -1;
  const Task<void> task = sum(gate, result);
  task.start();
  gate.open();
  loop->at_end_of_turn([&] { seen = result; });
  loop->turn(seconds(60));
  CHECK(seen == 2);
}
