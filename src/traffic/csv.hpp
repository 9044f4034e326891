// CSV (RFC 4180) with a header line, through a field map whose sources are a column's name, a text
// with columns in braces ("{date}T{time}Z"; "{n:int}" cuts the ".0" of a number) or a constant in
// single quotes. The separator is the comma, semicolon or tab that the header holds most of.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "traffic/field_map.hpp"
#include "traffic/field_store.hpp"
#include "traffic/line_source.hpp"

namespace gw::traffic {

class Csv {
 public:
  // A quoted field with line breaks may reach this far; a quote that does not close by then is a
  // mistake of its own line.
  static constexpr size_t kMaxQuotedBytes = 8 * 1024;
  static constexpr bool kMultiline = true;

  // Errors: a column of the map that the header lacks.
  static Result<Csv> compile(std::string_view header, const FieldMap& map);
  // The same for a preset: columns beyond time, method and path may be missing.
  static Result<Csv> compile_preset(std::string_view header, const FieldMap& map);

  size_t line_size(std::string_view text, bool ended) const;
  LineOutcome parse(std::string_view line, Record& record, Batch& batch);
  std::string_view format() const { return name_; }

 private:
  // A constant, and then the column, if any.
  struct Piece {
    std::string text;
    size_t column = SIZE_MAX;
    bool integer = false;
  };
  struct Rule {
    FieldRule rule;
    std::vector<Piece> pieces;
  };

  Csv(std::string_view header, const FieldMap& map);
  Result<void> add(const FieldRule& rule);
  Result<std::vector<Piece>> pieces_of(std::string_view source) const;
  Result<Piece> column_piece(std::string text, std::string_view column) const;
  const char* split_fields(std::string_view line, Arena& arena);
  std::string_view value_of(const Rule& rule, Arena& arena) const;

  std::string name_;
  Stamp stamp_;
  SecretTexts secrets_;
  char separator_;
  std::vector<std::string> columns_;
  std::vector<Rule> rules_;
  size_t headers_ = 0;  // rules of Field::kHeader
  std::vector<std::string_view> fields_;
  bool header_seen_ = false;
  FieldStore store_;
};

// The first preset whose necessary columns the header has; null when there is none.
const FieldMap* detect_csv_preset(std::string_view header);

std::unique_ptr<RecordSource> read_csv(Input input, Csv csv);

}  // namespace gw::traffic
