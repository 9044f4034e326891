// Traffic that is no line a request, made into JSON lines that the presets "har", "otlp" and
// "goreplay" read: HAR 1.2, the OTLP JSON of OpenTelemetry's file exporter (its server spans of
// HTTP), GoReplay's captures (a request with the response of the same id). Line numbers then count
// the requests.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/file.hpp"
#include "base/result.hpp"

namespace gw::traffic {

// Whether a preset is one of those three: no file holds their lines.
bool is_document_preset(std::string_view name);

// The preset of the lines that the file becomes, by its first bytes; empty when it is none of them.
std::string_view document_preset(std::string_view head);

// `head` is what was already read of `bytes`. HAR and OTLP are read whole. Errors: what cannot be
// read, is too large or no complete document.
Result<std::unique_ptr<ByteSource>> document_lines(std::string_view preset,
                                                   std::unique_ptr<ByteSource> bytes,
                                                   std::string head);

}  // namespace gw::traffic
