#include "cmd/passed_over.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "base/text.hpp"
#include "config/likeness.hpp"

namespace gw::cmd {

namespace {

constexpr size_t kMostNames = 5;
constexpr std::string_view kForeign = "foreign-config";
constexpr std::string_view kPart = "an overlay, or a part that no configuration here includes";

// Empty for a configuration.
std::string reason(const config::Loaded& loaded) {
  if (loaded.tree) return config::looks_like_part(*loaded.tree) ? std::string(kPart) : "";
  const Diagnostics& all = loaded.diagnostics;
  return all.size() == 1 && all.front().code == kForeign ? all.front().message : "";
}

}  // namespace

bool PassedOver::takes(const Target& target, const config::Loaded& loaded) {
  if (target.is_named) return false;
  const std::string why = reason(loaded);
  if (!why.empty()) files_[why].push_back(target.path);
  return !why.empty();
}

void PassedOver::tell(Terminal& terminal) const {
  for (const auto& [why, files] : files_) {
    std::string names;
    for (size_t i = 0; i < std::min(files.size(), kMostNames); ++i) {
      names += (i == 0 ? "" : ", ") + printable(files[i]);
    }
    if (files.size() > kMostNames) names += fmt::format(" and {} more", files.size() - kMostNames);
    terminal.error(fmt::format("gw: passed over {}: {}\n", names, why));
  }
}

}  // namespace gw::cmd
