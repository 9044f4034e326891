// HAProxy's http_req_rate of a stick table: a count over a sliding time, refused requests included
// (src/freq_ctr.c), which has no burst beside the rate.
#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/units.hpp"
#include "report/paste_limit.hpp"

namespace gw::report {

namespace {

using Field = simulate::TextPattern::Field;
using Piece = simulate::TextPattern::Piece;

constexpr uint64_t kMillion = 1U << 20;  // HAProxy's 1m

std::string fetch(const Piece& piece) {
  switch (piece.field) {
    case Field::kClient:
      return "src";
    case Field::kUser:
      return "http_auth_user";
    case Field::kHost:
      return "req.hdr(host),field(1,:),lower";
    case Field::kMethod:
      return "method";
    case Field::kPath:
      return "path";
    case Field::kSegment:
      return fmt::format("path,field({},/)", piece.segment + 1);
    case Field::kHeader:
      return fmt::format("req.hdr({})", piece.header);
    case Field::kNone:
      break;
  }
  return {};
}

std::string milliseconds_text(Duration time) {
  return time.ns % 1'000'000'000 == 0 ? fmt::format("{}s", time.ns / 1'000'000'000)
                                      : fmt::format("{}ms", time.ns / 1'000'000);
}

}  // namespace

std::string haproxy_limit(const PastedLimit& limit) {
  const auto key = key_with(limit.key, [](const Piece& piece) {
    return piece.header.find(' ') == std::string::npos ? "%[" + fetch(piece) + "]" : std::string();
  });
  if (!key) return comment("HAProxy cannot count by " + printable(limit.key_text) + ".");
  const Piece* field = only_field(limit.key);
  const bool is_client = field != nullptr && field->field == Field::kClient;
  // It counts in whole milliseconds.
  const Duration per = milliseconds(std::max<int64_t>(limit.per.ns / 1'000'000, 1));
  std::string text = comment(fmt::format(
      "HAProxy admits while its estimate of the last {} is at most {}. A key that keeps to the "
      "suggestion may ask up to {} in {}, of which HAProxy refuses some; where the estimate "
      "is low, it admits some that the suggestion refuses. Requests that it refuses count too, so "
      "that who goes on asking goes on being refused.",
      to_string(per), limit.limit, counted(limit.limit * 2 - 1, "time"), to_string(per)));
  if (field != nullptr && (field->field == Field::kUser || field->field == Field::kHeader)) {
    text += comment("It lets requests without " + printable(limit.key_text) +
                    " pass, which the suggestion counts together.");
  }
  text += fmt::format("stick-table type {} size {}m expire {} store http_req_rate({})\n",
                      is_client ? "ipv6" : "string len 128", limit.keys / kMillion + 1,
                      milliseconds_text(per * 2), milliseconds_text(per));
  if (is_client) {
    text += "http-request track-sc0 src\n";
  } else if (limit.key.is_constant()) {
    text += "http-request track-sc0 str(all)\n";
  } else if (field != nullptr) {
    text += "http-request track-sc0 " + fetch(*field) + "\n";
  } else {
    text += fmt::format("http-request set-var-fmt(txn.gw_key) \"{}\"\n", *key);
    text += "http-request track-sc0 var(txn.gw_key)\n";
  }
  return text +
         fmt::format("http-request deny deny_status 429 if {{ sc_http_req_rate(0) gt {} }}\n",
                     limit.limit);
}

}  // namespace gw::report
