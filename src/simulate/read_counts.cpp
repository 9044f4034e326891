#include "simulate/read_counts.hpp"

namespace gw::simulate {

Reading::Source describe_source(const Source& source) {
  const traffic::Counters counters = source.records->counters();
  Reading::Source out;
  out.name = source.name;
  out.format = source.records->format();
  out.lines = counters.lines;
  out.records = counters.records;
  out.malformed = counters.malformed;
  out.comments = counters.comments;
  for (const traffic::Malformed& sample : counters.samples) {
    out.samples.push_back({sample.line, sample.reason, sample.excerpt});
  }
  return out;
}

std::vector<StatusCount> status_counts(const IntakeCounts& counts) {
  std::vector<StatusCount> statuses;
  for (size_t status = 0; status < counts.statuses.size(); ++status) {
    if (counts.statuses[status] == 0) continue;
    statuses.push_back({static_cast<uint16_t>(status), counts.statuses[status]});
  }
  return statuses;
}

void count_headers(const engine::Plan& plan, const http::RequestHead& head, IntakeCounts& counts) {
  for (size_t i = 0; i < plan.headers_read.size(); ++i) {
    const bool held = http::find_field(head.fields, plan.headers_read[i]) != nullptr;
    counts.with_header[i] += held ? 1 : 0;
  }
}

std::vector<std::string> missing_headers(const engine::Plan& plan, const IntakeCounts& counts) {
  std::vector<std::string> missing;
  for (size_t i = 0; i < counts.with_header.size(); ++i) {
    if (counts.with_header[i] == 0) missing.push_back(plan.headers_read[i]);
  }
  return missing;
}

Reading read_counts(const std::vector<Source>& sources, const IntakeCounts& counts,
                    const ReorderBuffer& buffer) {
  Reading reading;
  reading.records = counts.records;
  reading.left_out = counts.left_out;
  reading.backwards = buffer.backwards();
  reading.backwards_most = buffer.backwards_most();
  reading.late = buffer.late();
  reading.coarse_stamps = counts.coarse_stamps;
  reading.without_duration = counts.without_duration;
  reading.assumed_duration = counts.assumed_duration;
  reading.refused_left_out = counts.refused_left_out;
  reading.with_forwarded_for = counts.with_forwarded_for;
  reading.unnamed_clients = counts.unnamed_clients;
  reading.without_key = counts.without_key;
  reading.without_route = counts.without_route;
  reading.without_host = counts.without_host;
  reading.without_status = counts.without_status;
  reading.garbage = counts.garbage;
  reading.recorded_by_gateway = counts.recorded_by_gateway;
  reading.statuses = status_counts(counts);
  for (const Source& source : sources) reading.sources.push_back(describe_source(source));
  return reading;
}

bool is_same_log(Reading one, Reading other) {
  for (Reading* reading : {&one, &other}) {
    for (Reading::Source& source : reading->sources) source.name.clear();
  }
  return one == other;
}

}  // namespace gw::simulate
