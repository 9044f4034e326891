// Bytes of a connection through the HTTP readers. The first byte chooses what they are, the second
// how they are cut. Held against every input:
//   the reading does not depend on the cut
//   a canonical path is its own canonical path and has no segment that could be read twice
//   a head that was read and written again is read as the same head
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/check.hpp"
#include "http/forward.hpp"
#include "http/target.hpp"
#include "http/transcript.hpp"

namespace gw::http {
namespace {

void check_cuts(std::string_view bytes, Transcript::Side side, size_t piece) {
  Transcript whole(side);
  whole.feed(bytes);
  Transcript pieces(side);
  for (size_t i = 0; i < bytes.size(); i += piece) pieces.feed(bytes.substr(i, piece));
  GW_CHECK(whole.finish() == pieces.finish());
}

void check_path(std::string_view raw) {
  std::array<char, kTargetCapacity> scratch;
  const WireResult<std::string_view> path = canonical_path(raw, scratch);
  if (!path) return;
  GW_CHECK(path->starts_with('/'));
  const std::string closed = std::string(*path) + '/';
  for (const char* ambiguous : {"//", "/./", "/../", "/..;", "/.;", "%2F", "%5C", "%00", "%2E"}) {
    const size_t at = closed.find(ambiguous);
    GW_CHECK(at == std::string::npos || at + 1 == path->size());
  }
  std::array<char, kTargetCapacity> again;
  const WireResult<std::string_view> twice = canonical_path(*path, again);
  GW_CHECK(twice.has_value() && *twice == *path);
}

std::string write(const RequestParse& parse) {
  std::string out;
  HeadWriter writer(out);
  writer.request_line(parse.head.method_text, parse.head.path, parse.head.query,
                      parse.head.has_query);
  AuthorityText authority;
  writer.field("Host", parse.head.host.empty() ? std::string_view("none")
                                               : format_authority(parse.authority, authority));
  const FieldMask mask = request_fields_to_forward(parse.head, {"192.0.2.1", "http", "a", false});
  for (size_t i = 0; i < parse.head.fields.size(); ++i) {
    if (mask[i]) writer.field(parse.head.fields[i].name, parse.head.fields[i].value);
  }
  writer.end();
  return out;
}

void check_rewriting(std::string_view bytes) {
  const auto first = std::make_unique<RequestParse>();
  HeadProgress progress;
  const HeadOutcome outcome = parse_request_head(bytes, {}, progress, *first);
  if (!std::holds_alternative<Parsed>(outcome)) return;
  const std::string written = write(*first);
  const auto second = std::make_unique<RequestParse>();
  progress = {};
  const HeadOutcome again = parse_request_head(written, {}, progress, *second);
  // Escapes may have made the target longer than it may be.
  if (const auto* error = std::get_if<WireError>(&again); error && error->status == 414) return;
  GW_CHECK(again == HeadOutcome(Parsed{written.size()}));
  GW_CHECK(first->head.path == second->head.path && first->head.method == second->head.method);
  GW_CHECK(first->head.has_query == second->head.has_query);
  GW_CHECK(write(*second) == written);
}

}  // namespace
}  // namespace gw::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gw::http;
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  switch (data[0] % 4) {
    case 0:
      check_path(bytes);
      break;
    case 1:
      check_cuts(bytes, Transcript::Side::kResponses, data[1] % 64U + 1);
      break;
    default:
      check_cuts(bytes, Transcript::Side::kRequests, data[1] % 64U + 1);
      check_rewriting(bytes);
  }
  return 0;
}
