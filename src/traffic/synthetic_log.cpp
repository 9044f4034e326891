#include "traffic/synthetic_log.hpp"

#include <queue>
#include <string>
#include <tuple>
#include <vector>

namespace gw::traffic {

namespace {

using Write = std::function<bool(std::string_view)>;

Record record_of(const SyntheticRequest& request) {
  Record record;
  record.logged = request.arrived;
  record.stamp = Stamp::kStart;
  record.resolution_ns = 1'000;
  record.duration = request.duration;
  record.upstream_duration = request.duration;
  record.bytes = request.bytes;
  record.status = request.status;
  record.upstream_status = request.status;
  record.gateway_made = GatewayMade::kNo;
  record.client = request.client;
  record.method = request.method;
  record.target = request.target;
  record.host = "api.example.com";
  record.protocol = "HTTP/1.1";
  record.user_agent = request.user_agent;
  return record;
}

void append_request_time(std::string& line, Duration duration) {
  const int64_t ms = duration.ns / 1'000'000;
  const std::string fraction = std::to_string(1'000 + ms % 1'000);
  line.pop_back();
  line.append(" ").append(std::to_string(ms / 1'000)).append(".").append(fraction, 1);
  line += '\n';
}

struct Ended {
  int64_t at_ns = 0;
  uint64_t number = 0;
  std::string line;
  bool operator>(const Ended& other) const {
    return std::tie(at_ns, number) > std::tie(other.at_ns, other.number);
  }
};

void write_by_end(SyntheticRequests& requests, const Write& write) {
  std::priority_queue<Ended, std::vector<Ended>, std::greater<>> under_way;
  const auto write_until = [&](int64_t ns) {
    while (!under_way.empty() && under_way.top().at_ns <= ns) {
      if (!write(under_way.top().line)) return false;
      under_way.pop();
    }
    return true;
  };
  SyntheticRequest request;
  for (uint64_t number = 0; requests.next(request); ++number) {
    if (!write_until(request.arrived.ns)) return;
    Record record = record_of(request);
    record.stamp = Stamp::kEnd;
    record.logged = request.arrived + request.duration;
    record.duration = kUnknownDuration;
    Ended ended{record.logged.ns, number, {}};
    append_log_line(ended.line, record, LogOutput::kCombined, Stamp::kEnd);
    append_request_time(ended.line, request.duration);
    under_way.push(std::move(ended));
  }
  write_until(INT64_MAX);
}

}  // namespace

void write_synthetic_log(const SyntheticTraffic& traffic, LogOutput output, const Write& write) {
  SyntheticRequests requests(traffic);
  if (output == LogOutput::kCombined) return write_by_end(requests, write);
  std::string line = log_header(output, Stamp::kStart);
  SyntheticRequest request;
  while (requests.next(request)) {
    append_log_line(line, record_of(request), output, Stamp::kStart);
    if (!write(line)) return;
    line.clear();
  }
  if (!line.empty()) write(line);
}

}  // namespace gw::traffic
