// Lines as container runtimes keep them, taken out of their wrapping: Kubernetes' CRI form
// "2025-11-24T16:00:00.1Z stdout F line" and Docker's {"log":"line\n","stream":"stdout",...}.
// Parts of a long line are joined; a blank line stands for each part before the last, so that line
// numbers stay those of the file (a part that the end cuts off stands on a line more). A line
// without wrapping passes as it is.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/file.hpp"

namespace gw::traffic {

bool is_container_line(std::string_view line);

// `head` is what was already read of `bytes`.
std::unique_ptr<ByteSource> unwrap_container_lines(std::unique_ptr<ByteSource> bytes,
                                                   std::string head);

}  // namespace gw::traffic
