// Another program run to its end: no shell in between, words go to it as they are.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace gw::net {

struct Ended {
  int code = 0;  // of its exit; 128 and the signal's number when one ended it
  std::string out;
  std::string err;  // its beginning
};

// Looks `words[0]` up on PATH; nothing stands on its standard input, and it speaks plain English.
// An Error when it cannot be run, or when it writes more than `max_bytes`.
Result<Ended> run_program(std::vector<std::string> words, size_t max_bytes);

}  // namespace gw::net
