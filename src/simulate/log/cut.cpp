#include "simulate/log/cut.hpp"

#include <string>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "simulate/read_counts.hpp"
#include "simulate/selection.hpp"

namespace gw::simulate {

namespace {

using traffic::Batch;

bool is_document(std::string_view format) {
  return format == "json (har)" || format == "json (otlp)" || format == "json (goreplay)";
}

class Cutter {
 public:
  Cutter(const std::optional<SampleBy>& sample, const Options& options,
         const std::function<void(std::string_view)>& write)
      : sample_(sample), options_(options), write_(write) {
    batch_.keep_lines = true;
  }

  Result<void> check(const Source& source);
  // True at the end of the source.
  Result<bool> cut(Source& source, const ProgressCallback& progress);
  Cut finish() { return std::move(out_); }

 private:
  bool keeps(const traffic::Record& record);
  Result<void> take(const Batch::Line& line, const Source& source);

  const std::optional<SampleBy>& sample_;
  const Options& options_;
  const std::function<void(std::string_view)>& write_;
  Batch batch_;
  Cut out_;
  std::string format_;      // of the first source with lines
  std::string csv_header_;  // the same
  uint64_t bytes_ = 0;
};

bool Cutter::keeps(const traffic::Record& record) {
  if (!is_selected(options_, record, batch_.arena)) return false;
  if (!sample_) return true;
  const std::string_view client = sender_of(options_, record, batch_.arena).client;
  const std::string_view name = text_of(sample_->by, record, client, batch_.arena);
  return sample_->share.takes(mix(keyed_hash(options_.hash_key, name), options_.seed.value));
}

Result<void> Cutter::check(const Source& source) {
  const std::string format(source.records->format());
  if (is_document(format)) {
    return failure("'" + printable(source.name) +
                   "' is a document, not lines: make lines of it with gw traffic convert");
  }
  if (format_.empty()) format_ = format;
  if (format == format_) return {};
  return failure("'" + printable(source.name) + "' is " + format + " and the log before it " +
                 format_ +
                 ": lines stay as they are, so that nothing could read both; make one "
                 "format of them with gw traffic convert");
}

Result<void> Cutter::take(const Batch::Line& line, const Source& source) {
  switch (line.kind) {
    case Batch::Line::Kind::kMalformed:
      return {};
    case Batch::Line::Kind::kRecord:
      if (!keeps(batch_.records[line.record])) {
        ++out_.reading.left_out;
        return {};
      }
      ++out_.written;
      write_(line.text);
      return {};
    case Batch::Line::Kind::kComment:
      break;
  }
  const bool header = format_.starts_with("csv") && !line.text.starts_with('#');
  if (header && !csv_header_.empty()) {
    if (line.text == csv_header_) return {};
    return failure("'" + printable(source.name) + "' has other columns than the log before it");
  }
  if (header) csv_header_ = line.text;
  write_(line.text);
  return {};
}

Result<bool> Cutter::cut(Source& source, const ProgressCallback& progress) {
  bool whole = true;
  while (whole) {
    const Result<bool> more = source.records->next(batch_);
    if (!more) return tl::unexpected(more.error());
    if (!*more) break;
    for (const Batch::Line& line : batch_.lines) {
      if (auto taken = take(line, source); !taken) return tl::unexpected(taken.error());
    }
    out_.reading.records += batch_.records.size();
    whole = !progress || progress({out_.reading.records, bytes_ + source.records->consumed()});
  }
  bytes_ += source.records->consumed();
  out_.reading.sources.push_back(describe_source(source));
  out_.partial = !whole;
  return whole;
}

}  // namespace

Result<Cut> cut_logs(std::vector<Source> sources, const std::optional<SampleBy>& sample,
                     const Options& options, const std::function<void(std::string_view)>& write,
                     const ProgressCallback& progress) {
  Cutter cutter(sample, options, write);
  for (const Source& source : sources) {
    if (auto checked = cutter.check(source); !checked) return tl::unexpected(checked.error());
  }
  for (Source& source : sources) {
    const Result<bool> whole = cutter.cut(source, progress);
    if (!whole) return tl::unexpected(whole.error());
    if (!*whole) break;
  }
  return cutter.finish();
}

}  // namespace gw::simulate
