// Bytes that are taken in as they come and given out as other text: what formats share that are
// turned into lines for another reader.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "base/file.hpp"
#include "traffic/source.hpp"

namespace gw::traffic {

class RewrittenBytes : public ByteSource {
 public:
  // `head` was already read off the front.
  RewrittenBytes(std::unique_ptr<ByteSource> bytes, std::string head)
      : in_(std::move(head)), bytes_(std::move(bytes)) {}

  Result<size_t> read(std::span<char> buffer) final {
    while (out_used_ == out_.size()) {
      out_.clear();
      out_used_ = 0;
      rewrite();
      if (!out_.empty()) break;
      if (ended_) return 0;
      const size_t size = in_.size();
      in_.resize(size + kChunkBytes);
      const Result<size_t> got = bytes_->read(std::span<char>(in_).subspan(size));
      if (!got) return got;
      in_.resize(size + *got);
      ended_ = *got == 0;
    }
    const size_t size = out_.copy(buffer.data(), buffer.size(), out_used_);
    out_used_ += size;
    return size;
  }
  size_t consumed() const final { return bytes_->consumed(); }

 protected:
  // Takes off `in_` what is whole, all of it once `ended_`, and adds to `out_` what it becomes.
  virtual void rewrite() = 0;

  std::string in_;
  std::string out_;
  bool ended_ = false;

 private:
  std::unique_ptr<ByteSource> bytes_;
  size_t out_used_ = 0;
};

}  // namespace gw::traffic
