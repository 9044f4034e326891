#include "net/program.hpp"

#include "support/catch.hpp"

namespace gw::net {

TEST_CASE("program: words go to it as they are, and its outputs and code come back", "[net]") {
  const auto done = run_program(
      {"sh", "-c", "printf '%s|' \"$@\"; echo no >&2; exit 3", "sh", "a b", "$HOME", ";"}, 1000);
  REQUIRE(done);
  CHECK(done->code == 3);
  CHECK(done->out == "a b|$HOME|;|");
  CHECK(done->err == "no\n");
}

TEST_CASE("program: nothing stands on its standard input, and it speaks plain English", "[net]") {
  const auto done = run_program({"sh", "-c", "cat; echo $LC_ALL"}, 1000);
  REQUIRE(done);
  CHECK(done->out == "C\n");
}

TEST_CASE("program: much on both outputs is read to the end", "[net]") {
  const auto done =
      run_program({"sh", "-c",
                   "i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890123456789; "
                   "echo 0123456789012345678901234567890123456789 >&2; i=$((i+1)); done"},
                  1'000'000);
  REQUIRE(done);
  CHECK(done->code == 0);
  CHECK(done->out.size() == 3000 * 41);
  CHECK(done->err.size() == 64 * 1024);
}

TEST_CASE("program: one that writes too much is ended", "[net]") {
  const auto done = run_program({"yes"}, 100'000);
  REQUIRE(!done);
  CHECK(done.error().message == "'yes' writes more than 100,000 bytes");
}

TEST_CASE("program: one that is not there, and one that a signal ends", "[net]") {
  const auto missing = run_program({"no-such-program"}, 10);
  REQUIRE(!missing);
  CHECK(missing.error().message == "cannot run 'no-such-program': it is not installed");
  const auto killed = run_program({"sh", "-c", "kill -9 $$"}, 10);
  REQUIRE(killed);
  CHECK(killed->code == 128 + 9);
}

}  // namespace gw::net
