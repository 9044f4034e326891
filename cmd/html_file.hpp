// --html: a report as a page, written beside the one on standard output.
#pragma once

#include <span>
#include <string>

#include "base/file.hpp"
#include "base/result.hpp"
#include "cmd/invocation.hpp"

namespace gw::cmd {

inline constexpr Option kHtmlOption{
    .name = "html",
    .value = "FILE",
    .doc = "also write the report as a page for a browser, all of it in one file",
    .takes = Option::Takes::kFile};

// An Error when --html would overwrite one of the logs or of `more`, files that are read too.
// Nothing without the option, also of a command that does not have it.
Result<void> check_html(const Invocation& invocation, std::span<const std::string> more = {});

// Writes what `page()` makes when --html was given.
template <class Page>
Result<void> write_html(const Invocation& invocation, Page&& page) {
  if (!invocation.has(kHtmlOption.name)) return {};
  return write_file(invocation.value(kHtmlOption.name), page());
}

}  // namespace gw::cmd
