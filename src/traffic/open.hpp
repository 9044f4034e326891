// From a path to records: looks at the first lines (never at the name) to see what a log is, or is
// told. gzip and zstd content and "-" for standard input work for every format.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.hpp"
#include "base/result.hpp"
#include "traffic/source.hpp"

namespace gw::traffic {

struct FormatSpec {
  enum class Kind : uint8_t { kAuto, kCommon, kCombined, kJson, kCsv, kGw, kLogFormat };
  Kind kind = Kind::kAuto;
  std::string log_format;  // of kLogFormat: nginx's or Apache's, a string or directive
  std::string preset;      // the product's: "caddy", "haproxy"; empty: told by the lines
  std::string map;         // of kJson and kCsv: "time=ts,method=request.method"; empty: a preset
  std::optional<Stamp>
      stamp;  // of kLogFormat: what its times mark; nginx's the end, Apache's the start
};

// `format` is "auto", "common", "combined", "json", "csv", "gw", a product's name, a log_format (it
// holds a '$') or a LogFormat (it holds a '%'); `map` as in FormatSpec, or empty. Errors name what
// is unknown.
Result<FormatSpec> parse_format(std::string_view format, std::string_view map);

// Errors: what cannot be opened or read, a map or format that is wrong, and lines that fit nothing,
// with what was tried.
Result<std::unique_ptr<RecordSource>> open(const std::string& path, const FormatSpec& spec);
// The same for bytes that are at hand; `name` stands for the path in messages.
Result<std::unique_ptr<RecordSource>> open(std::unique_ptr<ByteSource> bytes,
                                           const std::string& name, const FormatSpec& spec);

}  // namespace gw::traffic
