// Apache's LogFormat language, '%h %l %u %t "%r" %>s %b %D', read as nginx's: the same reader takes
// the lines apart. Apache stamps the start of a request.
#pragma once

#include <string>
#include <string_view>

#include "traffic/log_format.hpp"

namespace gw::traffic {

// Whether a format is Apache's: it holds '%' directives and no '$'.
bool is_apache_format(std::string_view format);

// `format` is the format itself or a pasted directive 'LogFormat "..." name'. Errors name the
// directive.
Result<LogFormat> compile_apache_format(std::string_view format, std::string name,
                                        Stamp stamp = Stamp::kStart);

}  // namespace gw::traffic
