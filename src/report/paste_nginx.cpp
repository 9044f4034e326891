// nginx' limit_req: requests are counted in thousandths, a rate of a minute is cut to whole
// thousandths a second (ngx_http_limit_req_module.c); with nodelay and the same rate its burst is
// that of GCRA.
#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "report/number.hpp"
#include "report/paste_limit.hpp"

namespace gw::report {

namespace {

using Field = simulate::TextPattern::Field;
using Piece = simulate::TextPattern::Piece;
__extension__ using Wide = __int128;

constexpr uint64_t kKeysPerMegabyte = 8'000;

struct NginxRate {
  uint64_t number = 0;
  bool per_minute = false;
  // In thousandths of a request a second, as it is counted.
  uint64_t counted() const { return per_minute ? number * 1000 / 60 : number * 1000; }
};

// By how much it is above the wanted one, in parts of 1 / per_ns thousandths a second.
Wide excess(const NginxRate& rate, const PastedLimit& limit) {
  return Wide{rate.counted()} * limit.per.ns - Wide{limit.limit} * 1'000'000'000'000;
}

Wide distance(const NginxRate& rate, const PastedLimit& limit) {
  const Wide above = excess(rate, limit);
  return above < 0 ? -above : above;
}

// The nearest, the looser of two that are as near, a rate of a second before one of a minute.
NginxRate nearest(const PastedLimit& limit) {
  const auto whole = [&](uint64_t seconds) {
    return static_cast<uint64_t>(Wide{limit.limit} * seconds * 1'000'000'000 / limit.per.ns);
  };
  NginxRate best{whole(1) + 1, false};
  for (const NginxRate& rate :
       {NginxRate{whole(1), false}, NginxRate{whole(60) + 1, true}, NginxRate{whole(60), true}}) {
    if (rate.counted() > 0 && distance(rate, limit) < distance(best, limit)) best = rate;
  }
  return best;
}

// "0.166 requests a second, 0.4% less than 10/m".
std::string difference(const NginxRate& rate, const PastedLimit& limit) {
  const Wide wanted = Wide{limit.limit} * 1'000'000'000'000;
  const auto tenths = static_cast<uint64_t>((distance(rate, limit) * 1000 + wanted / 2) / wanted);
  const std::string share =
      tenths == 0 ? "under 0.1%" : fmt::format("{}.{}%", grouped(tenths / 10), tenths % 10);
  return fmt::format("nginx counts this rate as {}.{:03} requests a second, {} {} than {}.",
                     rate.counted() / 1000, rate.counted() % 1000, share,
                     excess(rate, limit) < 0 ? "less" : "more", rate_text(limit));
}

std::string variable(const Piece& piece) {
  switch (piece.field) {
    case Field::kClient:
      return "$binary_remote_addr";
    case Field::kUser:
      return "$remote_user";
    case Field::kHost:
      return "$host";
    case Field::kMethod:
      return "$request_method";
    case Field::kPath:
      return "$uri";
    case Field::kSegment:
      return fmt::format("$gw_segment_{}", piece.segment);
    case Field::kHeader: {
      std::string name = piece.header;
      std::ranges::replace(name, '-', '_');
      const bool fits = name.find_first_of(" ./:") == std::string::npos;
      return fits ? "$http_" + name : std::string();
    }
    case Field::kNone:
      break;
  }
  return {};
}

// A map for each segment of the path that the key has.
std::string segment_maps(const simulate::TextPattern& key) {
  std::set<uint32_t> segments;
  for (const Piece& piece : key.pieces) {
    if (piece.field == Field::kSegment) segments.insert(piece.segment);
  }
  std::string text;
  for (const uint32_t segment : segments) {
    const std::string before = segment == 1 ? "" : fmt::format("(?:/[^/]*){{{}}}", segment - 1);
    text += fmt::format("map $uri $gw_segment_{} {{ \"~^{}/([^/]*)\" $1; }}\n", segment, before);
  }
  return text;
}

}  // namespace

std::string nginx_limit(const PastedLimit& limit) {
  std::optional<std::string> key = key_with(limit.key, variable);
  if (!key) return comment("nginx cannot count by " + printable(limit.key_text) + ".");
  if (limit.key.is_constant()) key = "all";
  const NginxRate rate = nearest(limit);
  std::string text;
  if (excess(rate, limit) != 0) text += comment(difference(rate, limit));
  const Piece* field = only_field(limit.key);
  if (field != nullptr && (field->field == Field::kUser || field->field == Field::kHeader)) {
    text += comment("nginx lets requests without " + printable(limit.key_text) +
                    " pass, which the suggestion counts together.");
  }
  const uint64_t megabytes = std::max<uint64_t>(10, limit.keys / kKeysPerMegabyte + 1);
  text += segment_maps(limit.key);
  text += fmt::format("limit_req_zone \"{}\" zone=gw:{}m rate={}r/{};\n", *key, megabytes,
                      rate.number, rate.per_minute ? 'm' : 's');
  text += "limit_req_status 429;\n";
  const std::string burst =
      limit.limit == 1 ? "" : fmt::format(" burst={} nodelay", limit.limit - 1);
  return text + "limit_req zone=gw" + burst + ";\n";
}

}  // namespace gw::report
