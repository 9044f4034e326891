// Bytes that wait to be sent, in order. Holds no memory while empty; how much may wait is the
// caller's to bound, with the mark below.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gw::net {

// Above this many waiting bytes the caller stops producing (64 KiB a direction).
constexpr size_t kHighWaterBytes = 64 * 1024;

class Buffer {
 public:
  bool empty() const { return size() == 0; }
  size_t size() const { return bytes_.size() - begin_; }
  std::string_view view() const { return std::string_view(bytes_).substr(begin_); }

  void append(std::string_view more) {
    if (begin_ > bytes_.size() / 2) {
      bytes_.erase(0, begin_);
      begin_ = 0;
    }
    bytes_.append(more);
  }
  // count <= size()
  void consume(size_t count) {
    begin_ += count;
    if (empty()) clear();
  }
  void clear() {
    bytes_ = std::string();
    begin_ = 0;
  }

 private:
  std::string bytes_;
  size_t begin_ = 0;
};

}  // namespace gw::net
