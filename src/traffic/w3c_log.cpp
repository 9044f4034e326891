#include "traffic/w3c_log.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "traffic/values.hpp"
#include "traffic/words.hpp"

namespace gw::traffic {
namespace {

struct KnownColumn {
  std::string_view name;
  Field field;
};

constexpr std::array<KnownColumn, 17> kColumns{{{"c-ip", Field::kClient},
                                                {"cs-username", Field::kUser},
                                                {"cs-method", Field::kMethod},
                                                {"cs-uri-stem", Field::kPath},
                                                {"cs-uri", Field::kPath},
                                                {"cs-uri-query", Field::kQuery},
                                                {"cs-host", Field::kHost},
                                                {"cs(host)", Field::kHost},
                                                {"sc-status", Field::kStatus},
                                                {"sc-bytes", Field::kBytes},
                                                {"time-taken", Field::kDuration},
                                                {"cs-version", Field::kProtocol},
                                                {"cs-protocol-version", Field::kProtocol},
                                                {"cs(referer)", Field::kReferer},
                                                {"cs(user-agent)", Field::kUserAgent},
                                                {"cs(x-forwarded-for)", Field::kForwardedFor},
                                                {"x-forwarded-for", Field::kForwardedFor}}};

int hex_digit(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const size_t at = kDigits.find(static_cast<char>(c | 0x20));
  return c == '\0' || at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// CloudFront writes %20 for a blank and so on.
std::string_view percent_decoded(std::string_view text, Arena& arena) {
  if (text.find('%') == std::string_view::npos) return text;
  char* const begin = arena.take(text.size());
  char* out = begin;
  for (size_t i = 0; i < text.size(); ++i) {
    const int high = i + 2 < text.size() && text[i] == '%' ? hex_digit(text[i + 1]) : -1;
    const int low = high < 0 ? -1 : hex_digit(text[i + 2]);
    *out++ = low < 0 ? text[i] : static_cast<char>(high * 16 + low);
    if (low >= 0) i += 2;
  }
  return {begin, static_cast<size_t>(out - begin)};
}

// IIS writes '+' for a blank.
std::string_view with_blanks(std::string_view text, Arena& arena) {
  char* const begin = arena.take(text.size());
  std::ranges::replace_copy(text, begin, '+', ' ');
  return {begin, text.size()};
}

// Of CloudFront's x-edge-result-type. A hit in its cache is no refusal and no upstream's answer.
GatewayMade made_by_edge(std::string_view result) {
  if (result == "LimitExceeded" || result == "CapacityExceeded") return GatewayMade::kYes;
  return result == "Miss" ? GatewayMade::kNo : GatewayMade::kUnknown;
}

}  // namespace

W3cLog::Column W3cLog::column(std::string_view name) {
  const std::string lower = to_lower(name);
  Column column;
  if (lower == "date") column.part = Part::kDate;
  if (lower == "time") column.part = Part::kTime;
  if (lower == "x-edge-result-type") column.part = Part::kResult;
  if (lower == "x-host-header") column.part = Part::kHost;
  const auto* known = std::ranges::find(kColumns, lower, &KnownColumn::name);
  const bool header = lower.starts_with("cs(") && lower.ends_with(')');
  column.encoded = header || lower == "x-forwarded-for";
  if (known != kColumns.end()) {
    column.part = Part::kField;
    column.rule.field = known->field;
  } else if (header) {
    column.part = Part::kField;
    column.rule.field = Field::kHeader;
    column.rule.header = lower.substr(3, lower.size() - 4);
  }
  return column;
}

void W3cLog::read_directive(std::string_view line) {
  constexpr std::string_view kFields = "#Fields:";
  constexpr std::string_view kDate = "#Date:";
  if (line.starts_with(kDate)) date_ = trim(line.substr(kDate.size())).substr(0, 10);
  if (!line.starts_with(kFields)) return;
  columns_.clear();
  headers_ = 0;
  cloudfront_ = line.find("x-edge-") != std::string_view::npos;
  std::string names(line.substr(kFields.size()));
  std::ranges::replace(names, '\t', ' ');
  for (const std::string_view name : split(names, ' ')) {
    if (name.empty()) continue;
    columns_.push_back(column(name));
    headers_ += columns_.back().rule.field == Field::kHeader ? 1 : 0;
  }
  const auto has = [&](Part part, Field field) {
    return std::ranges::any_of(columns_, [&](const Column& column) {
      return column.part == part && column.rule.field == field;
    });
  };
  missing_ = nullptr;
  if (!has(Part::kField, Field::kMethod) || !has(Part::kField, Field::kPath)) {
    missing_ = "#Fields names no cs-method and cs-uri-stem";
  }
  if (!has(Part::kTime, Field::kTime)) missing_ = "#Fields names no time";
}

LineOutcome W3cLog::parse(std::string_view line, Record& record, Batch& batch) {
  if (missing_ != nullptr) return malformed(missing_);
  const char separator = line.find('\t') == std::string_view::npos ? ' ' : '\t';
  line = trim(line);
  Pieces pieces;
  pieces.headers = batch.arena.take_fields(headers_);
  size_t at = 0;
  for (const Column& column : columns_) {
    while (separator == ' ' && at < line.size() && line[at] == ' ') ++at;
    if (at >= line.size()) return malformed("the line has fewer fields than #Fields names");
    const Word word = word_at(line, at, separator);
    if (word.next == std::string_view::npos) return malformed("a quoted text does not end");
    if (const char* reason = store(column, word.text, record, pieces, batch.arena)) {
      return malformed(reason);
    }
    at = word.next;
  }
  if (at < line.size()) return malformed("the line has more fields than #Fields names");
  const char* reason = finish(pieces, record, batch.arena);
  return reason == nullptr ? LineOutcome{} : malformed(reason);
}

const char* W3cLog::store(const Column& column, std::string_view text, Record& record,
                          Pieces& pieces, Arena& arena) {
  switch (column.part) {
    case Part::kIgnored:
      return nullptr;
    case Part::kDate:
      pieces.date = text;
      return nullptr;
    case Part::kTime:
      pieces.time = text;
      return nullptr;
    case Part::kResult:
      record.gateway_made = made_by_edge(text);
      return nullptr;
    case Part::kHost:  // what the viewer sent; "cs(Host)" is the distribution
      if (text != "-") record.host = text;
      return nullptr;
    case Part::kField:
      break;
  }
  FieldRule rule = column.rule;
  if (rule.field == Field::kHost && !record.host.empty()) return nullptr;
  if (rule.field == Field::kDuration && !cloudfront_ && text.find('.') == std::string_view::npos) {
    rule.unit_ns = 1'000'000;
  }
  if (column.encoded) {
    text = cloudfront_ ? percent_decoded(text, arena) : with_blanks(text, arena);
  }
  if (rule.field == Field::kQuery) pieces.query = absent_dash(text);
  if (rule.field == Field::kHeader && !absent_dash(text).empty()) {
    pieces.headers[pieces.header_count++] = {column.rule.header, text};
  }
  return store_.store(rule, text, record);
}

const char* W3cLog::finish(const Pieces& pieces, Record& record, Arena& arena) {
  const std::string_view date = pieces.date.empty() ? std::string_view(date_) : pieces.date;
  if (date.empty()) return "neither the line nor a #Date directive tells the day";
  const std::string_view time = arena.join(arena.join(date, 'T', pieces.time), 'Z', {});
  FieldRule rule;
  if (const char* reason = store_.store(rule, time, record)) return reason;
  if (!pieces.query.empty() && !record.target.empty()) {
    record.target = arena.join(record.target, '?', pieces.query);
  }
  record.fields = pieces.headers.first(pieces.header_count);
  return nullptr;
}

std::unique_ptr<RecordSource> read_w3c_log(Input input) {
  return std::make_unique<LineSource<W3cLog>>(std::move(input), W3cLog());
}

}  // namespace gw::traffic
