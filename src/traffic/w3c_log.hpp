// The W3C extended log format of IIS, CloudFront and others: "#Fields:" names the columns of the
// lines behind it and may change amid a file; blanks or tabs part them. Times are UTC and mark a
// request's end. "time-taken" is in milliseconds as IIS writes it, in seconds where it has a
// decimal point or CloudFront wrote it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "traffic/field_store.hpp"
#include "traffic/line_source.hpp"

namespace gw::traffic {

class W3cLog {
 public:
  size_t line_size(std::string_view text, bool) { return plain_line_size(text); }
  void read_directive(std::string_view line);
  LineOutcome parse(std::string_view line, Record& record, Batch& batch);
  std::string_view format() const { return "w3c"; }

 private:
  enum class Part : uint8_t { kIgnored, kDate, kTime, kResult, kHost, kField };
  struct Column {
    Part part = Part::kIgnored;
    bool encoded = false;  // a text in which blanks are written otherwise
    FieldRule rule;        // of kField
  };
  // What stands apart in a line and belongs together.
  struct Pieces {
    std::string_view date;
    std::string_view time;
    std::string_view query;
    std::span<NamedValue> headers;
    size_t header_count = 0;
  };

  static Column column(std::string_view name);
  const char* store(const Column& column, std::string_view text, Record& record, Pieces& pieces,
                    Arena& arena);
  const char* finish(const Pieces& pieces, Record& record, Arena& arena);

  std::vector<Column> columns_;
  const char* missing_ = "no #Fields directive stands before the line";  // null: nothing is
  size_t headers_ = 0;
  bool cloudfront_ = false;
  std::string date_;  // of "#Date:", for lines without one
  FieldStore store_;
};

std::unique_ptr<RecordSource> read_w3c_log(Input input);

}  // namespace gw::traffic
