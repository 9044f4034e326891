// Memory for the few values of a batch that are not views of its text: decoded escapes, joined
// columns, lists of fields. Everything is dropped at once and the blocks are used again, so that a
// long log allocates only for its first batches.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "traffic/record.hpp"

namespace gw::traffic {

class Arena {
 public:
  // Uninitialised bytes, aligned for pointers; `size` may be 0. Lives until reset().
  char* take(size_t size);
  std::string_view keep(std::string_view text);
  // "left", the character, "right" as one text.
  std::string_view join(std::string_view left, char between, std::string_view right);
  // Empty pairs to fill in.
  std::span<NamedValue> take_fields(size_t count);
  void reset();

 private:
  static constexpr size_t kBlockBytes = 64 * 1024;

  struct Block {
    std::unique_ptr<char[]> bytes;
    size_t size = 0;
  };
  std::vector<Block> blocks_;
  size_t block_ = 0;  // the block in use
  size_t used_ = 0;   // bytes of it
};

}  // namespace gw::traffic
