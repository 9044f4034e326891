// Text inside XML.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gw::report {

// For content and attributes. Control characters have no escape in XML 1.0 and are left out.
std::string xml_escaped(std::string_view text);

// JUnit: a suite of what could not be judged at all, an error each; empty without any.
std::string junit_errors(std::span<const std::string> errors);
// ` errors="N"`, an attribute; empty without any.
std::string junit_error_count(std::span<const std::string> errors);

}  // namespace gw::report
