// Small readings that several formats share: request lines, statuses, lists of attempts, "-".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "traffic/record.hpp"

namespace gw::traffic {

// Logs write "-" for a value that is not there.
constexpr std::string_view absent_dash(std::string_view text) {
  return text == "-" ? std::string_view() : text;
}

// "GET /a?b HTTP/1.1" into method, target and protocol; blanks inside the target stay. HTTP/0.9's
// "GET /a" has no protocol. Anything else ("-", TLS bytes) leaves all three empty.
void set_request_line(Record& record, std::string_view text);

// "200", "200.0"; 0 for "-", "" and what is below 100 (nginx writes 000). Empty for anything else.
std::optional<uint16_t> parse_status(std::string_view text);

// nginx's lists of attempts, "0.1, 0.2 : -": the last one, without blanks.
std::string_view last_attempt(std::string_view list);

// Sets the upstream's status of the last attempt, and whether the gateway answered by itself: no
// attempt is "-" or empty. False when it is not a status.
bool set_upstream_status(Record& record, std::string_view list);

// The same for a duration in units of `unit_ns`.
bool set_upstream_duration(Record& record, std::string_view list, int64_t unit_ns);

}  // namespace gw::traffic
