// The layouts of access log lines that need no configuration: common and combined (Apache, nginx),
// nginx's stock "main" with its X-Forwarded-For, a virtual host in front, and known trailers: a
// request time with three decimals, "rt=0.012 urt="0.011"" pairs, Traefik's counters. A layout is
// told by its lines, never by a file's name.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "traffic/log_format.hpp"

namespace gw::traffic {

enum class LogFamily : uint8_t { kAny, kCommon, kCombined };

// The layout that reads most of the sample lines, at least half of them; empty when none does.
// kCommon and kCombined restrict the search, and then any line is enough.
std::optional<LogFormat> detect_log_layout(std::span<const std::string_view> lines,
                                           LogFamily family = LogFamily::kAny);

}  // namespace gw::traffic
