// Which records of a log count, and who sent them: what `--only`, `--between` and `--client` say.
#pragma once

#include <string_view>

#include "simulate/options.hpp"
#include "simulate/request_head.hpp"
#include "simulate/work.hpp"
#include "traffic/arena.hpp"
#include "traffic/record.hpp"

namespace gw::simulate {

bool is_selected(const Options& options, const traffic::Record& record, traffic::Arena& arena);

// Whether a record of `work` counts, with what is assumed of it filled in; counts those that do
// not.
bool takes(const Options& options, traffic::Record& record, Work& work);

// The client as --client says, else the record's own address. `named` is false in the latter case.
struct Sender {
  std::string_view client;
  bool named = true;
};
// An IPv6 address is one client however it is written.
Sender sender_of(const Options& options, const traffic::Record& record, traffic::Arena& arena);

// The record's own.
std::string_view client_address(const traffic::Record& record, traffic::Arena& arena);

// The client as it may be shown: "***" where it is read from what may hold a credential.
std::string_view shown_client(const Options& options, const traffic::Record& record,
                              traffic::Arena& arena);
// The same of the value of a field.
std::string_view shown_header(std::string_view name, std::string_view value);

// The value of a request header field by its lower-case name; empty when the log has none.
std::string_view header_value(const traffic::Record& record, std::string_view name);

// Whether the answer was the gateway's own refusal as far as the log tells.
inline bool made_by_gateway(const traffic::Record& record) {
  if (record.gateway_made != traffic::GatewayMade::kUnknown) {
    return record.gateway_made == traffic::GatewayMade::kYes;
  }
  return record.status == 429 && record.upstream_status == 0;
}

// Whether it names a host, in a field of its own or in an absolute target.
inline bool names_host(const traffic::Record& record) {
  if (!record.host.empty()) return true;
  return !record.target.starts_with('/') &&
         !authority_of({record.method, record.target, {}}).empty();
}

// Counts what every report says of its records.
inline void count_record(const traffic::Record& record, IntakeCounts& counts) {
  constexpr int64_t kCoarseNs = 1'000'000'000;
  counts.coarse_stamps += record.resolution_ns >= kCoarseNs ? 1 : 0;
  counts.without_duration += record.duration.ns < 0 && record.upstream_duration.ns < 0 ? 1 : 0;
  counts.without_host += names_host(record) ? 0 : 1;
  counts.without_status += record.status == 0 ? 1 : 0;
  counts.garbage += record.method.empty() ? 1 : 0;
  counts.recorded_by_gateway += made_by_gateway(record) ? 1 : 0;
  counts.with_forwarded_for += record.x_forwarded_for.empty() ? 0 : 1;
  counts.with_user += record.user.empty() ? 0 : 1;
  ++counts.statuses[record.status < IntakeCounts::kStatuses ? record.status : 0];
}

}  // namespace gw::simulate
