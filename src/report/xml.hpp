// Text inside XML.
#pragma once

#include <string>
#include <string_view>

namespace gw::report {

// For content and attributes. Control characters have no escape in XML 1.0 and are left out.
std::string xml_escaped(std::string_view text);

}  // namespace gw::report
