// Every bound that this folder puts on a message, with the reason for its default. A peer that
// passes one gets the status named beside it; nothing here grows with what a peer sends.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gw::http {

// Sizes of the fixed tables below: HeadLimits may be lowered, never raised above these.
inline constexpr size_t kFieldCapacity = 100;
inline constexpr size_t kTargetCapacity = 8192;
inline constexpr size_t kHostCapacity = 255;  // the longest DNS name (RFC 1035 section 2.3.4)

struct HeadLimits {
  // Start line, fields and the empty line together; 431. Node and Tomcat stop at 8-16 KiB, nginx at
  // 32, Envoy at 60: large cookies and tokens pass, 10,000 slow heads stay under 640 MiB.
  size_t head_bytes_max = 64 * 1024;
  // Field lines of one head, at most kFieldCapacity; 431. HAProxy's default is 101.
  size_t fields_max = kFieldCapacity;
  // Request target as sent, at most kTargetCapacity; 414. RFC 9112 section 3 asks for 8,000.
  size_t target_bytes_max = kTargetCapacity;
  // Method name; 501. The longest registered one (UPDATEREDIRECTREF) has 17 letters.
  size_t method_bytes_max = 24;
  // Empty lines before a request line: RFC 9112 section 2.2 asks for at least one, sent by clients
  // that end a body with CRLF. One more is a 400.
  size_t leading_blank_lines_max = 1;
};

struct BodyLimits {
  // Bytes of content, framing not counted; 413. Bodies are streamed, so this bounds how long one
  // request may last and not memory; what is buffered has a limit of its own.
  uint64_t body_bytes_max = uint64_t{16} << 30;
  // One chunk-size line with its extensions, without CRLF; 400. Sixteen digits and a signature fit.
  size_t chunk_line_bytes_max = 256;
  // Extensions of all chunks together; 400. They carry no content, so a body of tiny chunks with
  // long extensions would be work without bytes (as in CVE-2023-39326).
  size_t extension_bytes_max = 16 * 1024;
  // Trailer section, all lines; 431. Trailers are read and dropped.
  size_t trailer_bytes_max = 8 * 1024;
};

}  // namespace gw::http
