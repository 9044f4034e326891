#include "traffic/generator.hpp"

#include <array>
#include <bit>

namespace gw::traffic {
namespace {

constexpr std::array<std::string_view, 4> kAgents{
    {"curl/7.88.1", "okhttp/4.12.0",
     "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
     "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"}};

// The numbers of one line: each call draws from its own stream.
class LineDraw {
 public:
  LineDraw(Seed seed, uint64_t line) : seed_(seed), line_(line) {}
  uint64_t below(uint64_t bound) {
    return draw_below(draw(seed_, line_, Purpose::kSample, ++count_), bound);
  }
  // 1..max, each octave equally likely, so that n comes in proportion to about 1/n.
  uint64_t log_uniform(uint64_t max) {
    const auto octaves = static_cast<uint64_t>(std::bit_width(max));
    const uint64_t low = uint64_t{1} << below(octaves);
    const uint64_t value = low + below(low);
    return value <= max ? value : 1 + below(max);
  }

 private:
  Seed seed_;
  uint64_t line_;
  uint32_t count_ = 0;
};

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

std::string_view method_for(uint64_t percent) {
  return percent < 80 ? "GET" : percent < 95 ? "POST" : percent < 98 ? "PUT" : "DELETE";
}

std::string_view status_for(uint64_t percent) {
  return percent < 92 ? "200" : percent < 95 ? "201" : percent < 98 ? "304" : "404";
}

void append_milliseconds(std::string& out, uint64_t ms) {
  append_number(out, ms / 1'000);
  const std::string fraction = std::to_string(1'000 + ms % 1'000);
  out.append(".").append(fraction, 1);
}

void append_line(std::string& out, const GeneratorOptions& options, uint64_t line,
                 std::string_view time) {
  LineDraw number(options.seed, line);
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
  out += error ? (number.below(2) == 0 ? "502" : "503") : status_for(number.below(100));
  out += ' ';
  append_number(out, number.log_uniform(65'536));
  out.append(" \"-\" \"").append(kAgents[number.below(kAgents.size())]).append("\" ");
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
