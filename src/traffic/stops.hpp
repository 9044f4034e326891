// The bytes of a text at which something ends: its line feeds, quotes and backslashes, and for JSON
// whatever else a plain string does not hold. They are found for a whole chunk at once, 64 bytes a
// step and without a branch on what stands there, so that a line's reader goes from one to the next
// instead of looking for each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gw::traffic {

class Stops {
 public:
  static constexpr size_t kAhead = 64;
  // What must be readable behind a text.
  static constexpr size_t kPadding = 64;

  enum class Kind : uint8_t {
    kText,
    kJson  // also every byte that is below 0x20 or not ASCII
  };

  // By blocks where the machine has the instructions; what is found is the same.
  enum class Way : uint8_t { kBytes, kBlocks };
  static Way fastest_way();

  explicit Stops(Kind kind = Kind::kText, Way way = fastest_way()) : kind_(kind), way_(way) {}

  // Forgets the text before. At most 2^32-1 bytes; views of it are its own until the next call.
  void find(std::string_view text);

  // The first one that is not before `at`, which never falls from call to call, and those behind
  // it as places in the text, ascending; behind the last one the text's size stands kAhead times.
  const uint32_t* from(const char* at) {
    const auto place = static_cast<size_t>(at - text_.data());
    while (places_[next_] < place) ++next_;
    return &places_[next_];
  }
  const char* text() const { return text_.data(); }

 private:
  Kind kind_;
  Way way_;
  std::string_view text_;
  std::vector<uint32_t> places_;
  size_t next_ = 0;
};

}  // namespace gw::traffic
