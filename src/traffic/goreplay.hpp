// GoReplay's captures: payloads "1 ID NANOSECONDS\n", a raw request, "\n🐵🙈🙉\n"; a payload of
// type 2 is the response to the request of its ID. What was replayed (type 3) is left out.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/file.hpp"

namespace gw::traffic {

bool is_goreplay(std::string_view head);

// JSON lines in the order of the requests; a request whose response is not among the next 10,000
// has none.
std::unique_ptr<ByteSource> goreplay_lines(std::unique_ptr<ByteSource> bytes, std::string head);

}  // namespace gw::traffic
