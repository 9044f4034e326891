#include "traffic/common_head.hpp"

#include "traffic/scan.hpp"
#include "traffic/values.hpp"

namespace gw::traffic {
namespace {

constexpr size_t kNone = 0;

// `client - user [time] "`, up to the request.
size_t read_who_and_when(std::string_view line, ClfClock& clock, Record& record) {
  const size_t client = line.find(' ');
  if (client == std::string_view::npos || client == 0 || !follows(line, client, " - "))
    return kNone;
  const size_t user = client + 3;
  const size_t user_end = follows(line, user, "- [") ? user + 1 : line.find(" [", user);
  if (user_end == std::string_view::npos) return kNone;
  const size_t time_end = user_end + 2 + ClfClock::kSize;
  if (time_end >= line.size() || !follows(line, time_end, "] \"")) return kNone;
  const std::optional<WallTime> time = clock.read(line.substr(user_end + 2, ClfClock::kSize));
  if (!time) return kNone;
  record.client = absent_dash(line.substr(0, client));
  record.user = absent_dash(line.substr(user, user_end - user));
  record.logged = *time;
  record.resolution_ns = 1'000'000'000;
  return time_end + 3;
}

// `METHOD target HTTP/1.1" `, up to the status.
size_t read_request(std::string_view line, size_t at, Record& record) {
  constexpr size_t kMaxMethodBytes = 32;
  size_t method_end = at;
  while (method_end < line.size() && line[method_end] >= 'A' && line[method_end] <= 'Z')
    ++method_end;
  if (method_end == at || method_end - at > kMaxMethodBytes || !follows(line, method_end, " ")) {
    return kNone;
  }
  const size_t target = method_end + 1;
  const size_t end = line.find(' ', target);
  if (end == std::string_view::npos || end == target || line[end - 1] == '"') return kNone;
  if (!follows(line, end, " HTTP/") || line.size() < end + 11 || !follows(line, end + 9, "\" ")) {
    return kNone;
  }
  record.method = line.substr(at, method_end - at);
  record.target = line.substr(target, end - target);
  record.protocol = line.substr(end + 1, 8);
  return end + 11;
}

}  // namespace

size_t read_common_head(std::string_view line, ClfClock& clock, Record& record) {
  const size_t request = read_who_and_when(line, clock, record);
  if (request == kNone) return kNone;
  const size_t status = read_request(line, request, record);
  if (status == kNone) return kNone;
  int64_t code = 0;
  int64_t bytes = 0;
  const size_t status_end = take_digits(line, status, code);
  if (status_end != status + 3 || code < 100 || !follows(line, status_end, " ")) return kNone;
  const size_t bytes_end = take_digits(line, status_end + 1, bytes);
  if (bytes_end == status_end + 1) return kNone;
  record.status = static_cast<uint16_t>(code);
  record.bytes = bytes;
  return bytes_end;
}

}  // namespace gw::traffic
