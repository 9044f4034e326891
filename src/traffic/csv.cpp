#include "traffic/csv.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "traffic/document.hpp"
#include "traffic/values.hpp"

namespace gw::traffic {
namespace {

char separator_of(std::string_view header) {
  char best = ',';
  for (const char candidate : {';', '\t'}) {
    if (std::ranges::count(header, candidate) > std::ranges::count(header, best)) best = candidate;
  }
  return best;
}

std::string unquoted(std::string_view column) {
  if (column.size() >= 2 && column.front() == '"' && column.back() == '"') {
    column = column.substr(1, column.size() - 2);
  }
  return std::string(column);
}

// Where the quoted field that opens at `at` closes, npos when it does not.
size_t closing_quote(std::string_view text, size_t at) {
  for (size_t i = text.find('"', at + 1); i != std::string_view::npos; i = text.find('"', i + 2)) {
    if (i + 1 == text.size() || text[i + 1] != '"') return i;
  }
  return std::string_view::npos;
}

// The text between the quotes, doubled ones made single.
std::string_view undoubled(std::string_view text, Arena& arena) {
  if (text.find('"') == std::string_view::npos) return text;
  char* const begin = arena.take(text.size());
  char* out = begin;
  for (size_t i = 0; i < text.size(); ++i) {
    *out++ = text[i];
    if (text[i] == '"') ++i;
  }
  return {begin, static_cast<size_t>(out - begin)};
}

std::string_view as_integer(std::string_view text) {
  if (text.ends_with(".0")) text.remove_suffix(2);
  return text;
}

constexpr std::string_view kTwoColumns = "two columns '";

bool is_ambiguous(const Error& error) {
  return error.message.find(kTwoColumns) != std::string::npos;
}

}  // namespace

Csv::Csv(std::string_view header, const FieldMap& map)
    : name_("csv (" + map.name + ")"),
      stamp_(map.stamp),
      secrets_(map.secrets),
      separator_(separator_of(header)) {
  for (const std::string_view column : split(header, separator_)) {
    columns_.push_back(unquoted(trim(column)));
  }
}

Result<Csv> Csv::compile(std::string_view header, const FieldMap& map) {
  Csv csv(header, map);
  for (const FieldRule& rule : map.rules) {
    if (const Result<void> added = csv.add(rule); !added) return tl::unexpected(added.error());
  }
  return csv;
}

Result<Csv> Csv::compile_preset(std::string_view header, const FieldMap& map) {
  Csv csv(header, map);
  Result<void> last;
  for (const FieldRule& rule : map.rules) {
    const Result<void> added = csv.add(rule);
    if (!added && is_ambiguous(added.error())) return tl::unexpected(added.error());
    if (!added) last = added;
  }
  for (const Field field : {Field::kTime, Field::kMethod, Field::kPath}) {
    const bool found =
        std::ranges::any_of(csv.rules_, [&](const Rule& rule) { return rule.rule.field == field; });
    if (!found) return tl::unexpected(last.error());
  }
  return csv;
}

Result<void> Csv::add(const FieldRule& rule) {
  Result<std::vector<Piece>> pieces = pieces_of(rule.source);
  if (!pieces) return tl::unexpected(pieces.error());
  headers_ += rule.field == Field::kHeader ? 1 : 0;
  rules_.push_back({rule, std::move(*pieces)});
  return {};
}

Result<std::vector<Csv::Piece>> Csv::pieces_of(std::string_view source) const {
  if (source.size() >= 2 && source.front() == '\'' && source.back() == '\'') {
    return std::vector<Piece>{{std::string(source.substr(1, source.size() - 2))}};
  }
  std::vector<Piece> pieces;
  if (source.find('{') == std::string_view::npos) {
    Result<Piece> piece = column_piece({}, source);
    if (!piece) return tl::unexpected(piece.error());
    pieces.push_back(std::move(*piece));
    return pieces;
  }
  for (size_t open = source.find('{'); open != std::string_view::npos; open = source.find('{')) {
    const size_t close = source.find('}', open);
    if (close == std::string_view::npos) {
      return failure("'" + printable(source) + "' in the field map has a '{' without its '}'");
    }
    Result<Piece> piece = column_piece(std::string(source.substr(0, open)),
                                       source.substr(open + 1, close - open - 1));
    if (!piece) return tl::unexpected(piece.error());
    pieces.push_back(std::move(*piece));
    source.remove_prefix(close + 1);
  }
  if (!source.empty()) pieces.push_back({std::string(source)});
  return pieces;
}

Result<Csv::Piece> Csv::column_piece(std::string text, std::string_view column) const {
  Piece piece{std::move(text)};
  piece.integer = column.ends_with(":int");
  if (piece.integer) column.remove_suffix(4);
  const auto found = std::ranges::find(columns_, column);
  if (found == columns_.end()) {
    std::string message = "the header has no column '" + printable(column) + "'; it has";
    for (const std::string& name : columns_) message += " " + printable(name, 40);
    return failure(message);
  }
  if (std::find(found + 1, columns_.end(), column) != columns_.end()) {
    return failure("the header has " + std::string(kTwoColumns) + printable(column, 40) +
                   "': which one is meant?");
  }
  piece.column = static_cast<size_t>(found - columns_.begin());
  return piece;
}

// The end of the record's last line: line breaks in quoted fields do not count.
size_t Csv::line_size(std::string_view text, bool ended) const {
  const size_t first_end = plain_line_size(text);
  if (first_end == std::string_view::npos) return first_end;
  if (text.substr(0, first_end).find('"') == std::string_view::npos) return first_end;
  size_t at = 0;
  while (at < text.size()) {  // at the start of a field
    if (text[at] == '"') {
      const std::string_view window = text.substr(0, at + kMaxQuotedBytes);
      const size_t close = closing_quote(window, at);
      const bool cut = window.size() == text.size() && !ended;
      if (close == std::string_view::npos) return cut ? close : first_end;
      if (close + 1 == text.size()) return std::string_view::npos;
      at = close + 1;
    }
    while (at < text.size() && text[at] != separator_ && text[at] != '\n') ++at;
    if (at < text.size() && text[at] == '\n') return at;
    ++at;
  }
  return std::string_view::npos;
}

const char* Csv::split_fields(std::string_view line, Arena& arena) {
  fields_.clear();
  for (size_t at = 0;; ++at) {
    size_t end = 0;
    if (at < line.size() && line[at] == '"') {
      const size_t close = closing_quote(line, at);
      if (close == std::string_view::npos) return "a quoted field does not end";
      fields_.push_back(undoubled(line.substr(at + 1, close - at - 1), arena));
      end = close + 1;
      if (end < line.size() && line[end] != separator_) return "text follows a closing quote";
    } else {
      end = std::min(line.find(separator_, at), line.size());
      fields_.push_back(line.substr(at, end - at));
    }
    if (end == line.size()) break;
    at = end;
  }
  return fields_.size() == columns_.size() ? nullptr
                                           : "the line has not as many fields as the header";
}

std::string_view Csv::value_of(const Rule& rule, Arena& arena) const {
  const auto column_text = [&](const Piece& piece) {
    if (piece.column == SIZE_MAX) return std::string_view();
    const std::string_view text = fields_[piece.column];
    return piece.integer ? as_integer(text) : text;
  };
  if (rule.pieces.size() == 1 && rule.pieces[0].text.empty()) return column_text(rule.pieces[0]);
  size_t size = 0;
  for (const Piece& piece : rule.pieces) size += piece.text.size() + column_text(piece).size();
  char* const begin = arena.take(size);
  char* out = begin;
  for (const Piece& piece : rule.pieces) {
    out = std::ranges::copy(piece.text, out).out;
    out = std::ranges::copy(column_text(piece), out).out;
  }
  return {begin, size};
}

LineOutcome Csv::parse(std::string_view line, Record& record, Batch& batch) {
  if (!std::exchange(header_seen_, true)) return {LineOutcome::Kind::kComment};
  if (const char* reason = split_fields(line, batch.arena)) return malformed(reason);
  record.stamp = stamp_;
  record.secrets = secrets_;
  const std::span<NamedValue> headers = batch.arena.take_fields(headers_);
  size_t header_count = 0;
  std::string_view query;
  bool ended = false;
  for (const Rule& rule : rules_) {
    const std::string_view value = value_of(rule, batch.arena);
    if (rule.rule.field == Field::kHeader) {
      if (!absent_dash(value).empty())
        headers[header_count++] = {rule.rule.header, value, rule.rule.is_secret};
    } else if (rule.rule.field == Field::kQuery) {
      query = absent_dash(value);
    } else if (const char* reason = store_.store(rule.rule, value, record)) {
      return malformed(reason);
    }
    ended |= rule.rule.field == Field::kEnd;
  }
  if (ended) store_.use_end(record);
  if (query.starts_with('?')) query.remove_prefix(1);
  if (!query.empty() && !record.target.empty()) {
    record.target = batch.arena.join(record.target, '?', query);
  }
  record.fields = headers.first(header_count);
  return {};
}

const FieldMap* detect_csv_preset(std::string_view header) {
  for (const FieldMap& map : presets()) {
    if (is_document_preset(map.name)) continue;
    const Result<Csv> csv = Csv::compile_preset(header, map);
    if (csv || is_ambiguous(csv.error())) return &map;
  }
  return nullptr;
}

std::unique_ptr<RecordSource> read_csv(Input input, Csv csv) {
  return std::make_unique<LineSource<Csv>>(std::move(input), std::move(csv));
}

}  // namespace gw::traffic
