#include "traffic/generator.hpp"

#include "traffic/request_draw.hpp"

namespace gw::traffic {
namespace {

void append_number(std::string& out, uint64_t value) {
  out += std::to_string(value);
}

void append_client(std::string& out, uint64_t client) {
  out += "10.";
  append_number(out, client >> 16 & 255);
  out += '.';
  append_number(out, client >> 8 & 255);
  out += '.';
  append_number(out, client & 255);
}

// "24/Nov/2025:16:00:00 +0000" of a text "2025-11-24T16:00:00Z".
void append_clf_time(std::string& out, std::string_view rfc3339) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const int month = (rfc3339[5] - '0') * 10 + (rfc3339[6] - '0');
  const std::string_view name = kMonths.substr(static_cast<size_t>(month) * 3 - 3, 3);
  out.append(rfc3339.substr(8, 2)).append("/").append(name);
  out.append("/").append(rfc3339.substr(0, 4)).append(":").append(rfc3339.substr(11, 8));
  out += " +0000";
}

void append_milliseconds(std::string& out, uint64_t ms) {
  append_number(out, ms / 1'000);
  const std::string fraction = std::to_string(1'000 + ms % 1'000);
  out.append(".").append(fraction, 1);
}

void append_line(std::string& out, const GeneratorOptions& options, uint64_t line,
                 std::string_view time) {
  RequestDraw number(options.seed, line, Purpose::kSample);
  append_client(out, options.popularity == Popularity::kZipf
                         ? number.log_uniform(options.clients) - 1
                         : number.below(options.clients));
  out += " - - [";
  append_clf_time(out, time);
  out.append("] \"").append(method_for(number.below(100))).append(" /svc");
  append_number(out, number.below(options.routes));
  out += "/users/";
  append_number(out, number.below(10'000));
  out += "/orders/";
  append_number(out, number.below(1'000));
  out += " HTTP/1.1\" ";
  const bool error = number.below(1'000'000) < static_cast<uint64_t>(options.errors.ppm);
  append_number(out, error ? 502 + number.below(2) : status_for(number.below(100)));
  out += ' ';
  append_number(out, number.log_uniform(65'536));
  out.append(" \"-\" \"").append(kDrawnAgents[number.below(kDrawnAgents.size())]).append("\" ");
  append_milliseconds(
      out, number.log_uniform(static_cast<uint64_t>(options.duration_max.ns / 1'000'000)));
  out += '\n';
}

}  // namespace

void append_log(std::string& out, const GeneratorOptions& options, uint64_t first, uint64_t count) {
  int64_t second = -1;
  std::string time;
  for (uint64_t line = first; line < first + count; ++line) {
    const WallTime at = options.start + options.gap * static_cast<int64_t>(line);
    if (at.ns / 1'000'000'000 != second) {
      second = at.ns / 1'000'000'000;
      time = to_rfc3339(at, 0);
    }
    append_line(out, options, line, time);
  }
}

}  // namespace gw::traffic
