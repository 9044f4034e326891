#include "traffic/common_head.hpp"

#include <cstring>
#include <string_view>

#include "traffic/scan.hpp"
#include "traffic/values.hpp"

namespace gw::traffic {
namespace {

// From "[" up to the quote of the request.
constexpr std::ptrdiff_t kTimePart = 1 + ClfClock::kSize + 2;
// `c - u `, before it.
constexpr std::ptrdiff_t kLeastWho = 6;
constexpr std::string_view kProtocol = " HTTP/";
constexpr std::ptrdiff_t kProtocolSize = kProtocol.size() + 3;

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<size_t>(end - begin)};
}

bool stands(const char* at, std::string_view literal) {
  return std::memcmp(at, literal.data(), literal.size()) == 0;
}

// `client - user [time] `, up to the quote.
bool read_who_and_when(const char* line, const char* quote, ClfClock& clock, Record& record) {
  if (quote - line < kLeastWho + kTimePart || !stands(quote - 2, "] ")) return false;
  const char* const time = quote - kTimePart;
  const char* const client_end = find_blank(line);
  const char* const user = client_end + 3;
  if (client_end == line || !stands(client_end, " - ") || user >= time - 1) return false;
  if (find_blank(user) != time - 1 || *time != '[') return false;
  if (!clock.read(time + 1, record.logged)) return false;
  record.client = absent_dash(between(line, client_end));
  record.user = absent_dash(between(user, time - 1));
  record.resolution_ns = 1'000'000'000;
  return true;
}

// `METHOD target HTTP/1.1`.
bool read_request(const char* at, const char* end, Record& record) {
  const char* const method_end = at + capitals(at);
  const char* const target = method_end + 1;
  const char* const target_end = end - kProtocolSize;
  if (method_end == at || *method_end != ' ' || target_end <= target) return false;
  if (!stands(target_end, kProtocol) || find_blank(target) != target_end) return false;
  record.method = between(at, method_end);
  record.target = between(target, target_end);
  record.protocol = between(target_end + 1, end);
  return true;
}

}  // namespace

const char* read_common_head(const char* line, const char* open, const char* close, ClfClock& clock,
                             Record& record) {
  if (*open != '"' || *close != '"') return nullptr;
  if (!read_who_and_when(line, open, clock, record)) return nullptr;
  if (!read_request(open + 1, close, record)) return nullptr;
  const char* const bytes_at = close + 6;
  if (close[1] != ' ' || bytes_at[-1] != ' ') return nullptr;
  const Digits status = digits_at(close + 2);
  const Digits bytes = digits_at(bytes_at);
  if (status.count != 3 || status.value < 100) return nullptr;
  if (bytes.count == 0 || bytes.count == Digits::kMost) return nullptr;
  record.status = static_cast<uint16_t>(status.value);
  record.bytes = bytes.value;
  return bytes_at + bytes.count;
}

}  // namespace gw::traffic
