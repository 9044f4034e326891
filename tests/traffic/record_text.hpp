// A record as one line of text: the expectation of tests that assert whole records.
#pragma once

#include <string>
#include <vector>

#include "base/file.hpp"
#include "base/text.hpp"
#include "traffic/source.hpp"

namespace gw::traffic {

inline void add_text(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty()) out.append(" ").append(name).append("=").append(printable(value, 1000));
}

inline void add_length(std::string& out, std::string_view name, Duration value) {
  if (value != kUnknownDuration) add_text(out, name, to_string(value));
}

// "3 2025-11-24T16:00:00.000000000Z/1s end GET /a HTTP/1.1 200 bytes=12 ...": what is unknown is
// left out.
inline std::string to_text(const Record& record) {
  std::string out = std::to_string(record.line) + " " + to_rfc3339(record.logged, 9) + "/" +
                    to_string(Duration{record.resolution_ns});
  out += record.stamp == Stamp::kEnd ? " end" : " start";
  out.append(" [").append(printable(record.method)).append("] [");
  out.append(printable(record.target, 1000)).append("] ").append(record.protocol);
  out.append(" ").append(std::to_string(record.status));
  add_text(out, "client", record.client);
  add_text(out, "user", record.user);
  add_text(out, "host", record.host);
  if (record.bytes >= 0) add_text(out, "bytes", std::to_string(record.bytes));
  add_length(out, "duration", record.duration);
  add_length(out, "upstream_duration", record.upstream_duration);
  if (record.upstream_status != 0) {
    add_text(out, "upstream_status", std::to_string(record.upstream_status));
  }
  constexpr const char* kCredentials[] = {"", "none", "valid", "refused"};
  if (record.credentials != Credentials::kUnknown) {
    add_text(out, "credentials", kCredentials[static_cast<size_t>(record.credentials)]);
  }
  if (record.gateway_made != GatewayMade::kUnknown) {
    add_text(out, "gateway_made", record.gateway_made == GatewayMade::kYes ? "yes" : "no");
  }
  add_text(out, "xff", record.x_forwarded_for);
  add_text(out, "referer", record.referer);
  add_text(out, "user_agent", record.user_agent);
  for (const NamedValue& field : record.fields) add_text(out, field.name, field.value);
  return out;
}

inline std::string to_text(const std::vector<Record>& records) {
  std::string out;
  for (const Record& record : records) out += to_text(record) + "\n";
  return out;
}

// What a source has to say when all is parsed.
inline std::string closing_text(const RecordSource& source) {
  std::string out;
  const Counters counters = source.counters();
  out.append("format: ").append(source.format()).append("\n");
  out += "lines=" + std::to_string(counters.lines) +
         " records=" + std::to_string(counters.records) +
         " malformed=" + std::to_string(counters.malformed) +
         " comments=" + std::to_string(counters.comments) +
         " blank=" + std::to_string(counters.blank) +
         " garbage=" + std::to_string(counters.garbage_requests) + "\n";
  for (const Malformed& sample : counters.samples) {
    out += "malformed " + std::to_string(sample.line) + ": " + sample.reason + ": " +
           sample.excerpt + "\n";
  }
  return out;
}

// Everything that a source gives: its records, its counters and samples.
inline std::string to_text(RecordSource& source) {
  std::string out;
  Batch batch;
  while (true) {
    const Result<bool> more = source.next(batch);
    if (!more) return out + "error: " + more.error().message + "\n";
    if (!*more) break;
    out += to_text(batch.records);
  }
  return out + closing_text(source);
}

}  // namespace gw::traffic
