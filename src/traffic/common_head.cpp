#include "traffic/common_head.hpp"

#include "traffic/scan.hpp"
#include "traffic/values.hpp"

namespace gw::traffic {
namespace {

constexpr size_t kNone = 0;

// `client - user [time] "`, up to the request.
size_t read_who_and_when(std::string_view line, ClfClock& clock, Record& record) {
  const size_t client = find_either(line, 0, ' ', '\\');
  if (client == 0 || !follows(line, client, " - ")) return kNone;
  const size_t user = client + 3;
  const size_t user_end = find_either(line, user, ' ', '\\');
  if (!follows(line, user_end, " [")) return kNone;
  const size_t time_end = user_end + 2 + ClfClock::kSize;
  if (time_end >= line.size() || !follows(line, time_end, "] \"")) return kNone;
  const std::optional<WallTime> time = clock.read(cut(line, user_end + 2, time_end));
  if (!time) return kNone;
  record.client = absent_dash(cut(line, 0, client));
  record.user = absent_dash(cut(line, user, user_end));
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
  const size_t end = find_either(line, target, ' ', '\\');
  if (end == target || line[end - 1] == '"' || line.size() < end + 11) return kNone;
  if (!follows(line, end, " HTTP/") || !follows(line, end + 9, "\" ")) return kNone;
  const std::string_view version = cut(line, end + 6, end + 9);
  if (version[0] == '\\' || version[1] == '\\' || version[2] == '\\') return kNone;
  record.method = cut(line, at, method_end);
  record.target = cut(line, target, end);
  record.protocol = cut(line, end + 1, end + 9);
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
