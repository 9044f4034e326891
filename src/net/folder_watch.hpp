// Tells a loop when something comes to, goes from or is written in one of some folders; not in
// those below them.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "base/result.hpp"
#include "net/fd.hpp"
#include "net/loop.hpp"

namespace gw::net {

class FolderWatch final : public Watcher {
 public:
  // Of a folder that is not there nothing is told. `changed` is called on the loop's thread.
  static Result<std::unique_ptr<FolderWatch>> open(Loop& loop, std::span<const std::string> folders,
                                                   std::function<void()> changed);

  void ready(Readiness readiness) override;

 private:
  FolderWatch(Fd fd, std::function<void()> changed)
      : fd_(std::move(fd)), changed_(std::move(changed)) {}

  Fd fd_;
  std::function<void()> changed_;
};

}  // namespace gw::net
