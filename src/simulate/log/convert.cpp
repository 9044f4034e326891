#include "simulate/log/convert.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "simulate/feed.hpp"
#include "simulate/log/peeked_source.hpp"
#include "simulate/read_counts.hpp"
#include "simulate/reorder.hpp"
#include "simulate/selection.hpp"
#include "simulate/work.hpp"

namespace gw::simulate {

namespace {

using traffic::Loss;
using traffic::Losses;
using traffic::Stamp;

constexpr int kLineBits = 48;
constexpr int64_t kSecondNs = 1'000'000'000;
// Lines waiting for earlier ones to come.
constexpr uint64_t kMaxPending = 2'000'000;

struct ConvertWork final : Work {
  struct Line {
    std::string text;  // empty when the record is dropped
    int64_t time_ns = 0;
    uint64_t line = 0;
    int digits = 0;       // of the second in its time
    bool coarse = false;  // stamped in whole seconds
    Losses losses;
  };
  std::vector<Line> lines;  // the first `count` are valid
};

class Writer final : public Preparer {
 public:
  Writer(const ConvertSettings& settings, const Options& options, Stamp stamp)
      : settings_(settings), options_(options), stamp_(stamp) {}

  std::unique_ptr<Work> new_work() const override { return std::make_unique<ConvertWork>(); }

  void prepare(Work& any) const override {
    auto& work = static_cast<ConvertWork&>(any);
    work.count = 0;
    work.counts = {};
    if (work.lines.size() < work.batch.records.size()) {
      work.lines.resize(work.batch.records.size());
      work.logged_ns.resize(work.batch.records.size());
    }
    for (traffic::Record& record : work.batch.records) {
      ++work.counts.records;
      if (!is_selected(options_, record, work.batch.arena)) {
        ++work.counts.left_out;
        continue;
      }
      count_record(record, work.counts);
      if (settings_.anonymiser) settings_.anonymiser->apply(record, work.batch.arena);
      work.logged_ns[work.count] = record.logged.ns;
      ConvertWork::Line& line = work.lines[work.count++];
      line.text.clear();
      line.line = record.line;
      const auto time = traffic::written_time(record, settings_.output, stamp_);
      line.time_ns = time.at.ns;
      line.digits = time.digits;
      line.coarse = record.resolution_ns >= kSecondNs;
      line.losses = traffic::append_log_line(line.text, record, settings_.output, stamp_);
    }
  }

 private:
  const ConvertSettings& settings_;
  const Options& options_;
  Stamp stamp_;
};

// Lines in the order of their times; a line's number in `lines_` travels as the client of its
// arrival.
class Sorter {
 public:
  Sorter(const Options& options, const std::function<void(std::string_view)>& write)
      : buffer_({options.reorder_window, kMaxPending, Subsecond::kClump, options.seed}),
        write_(write) {}

  void add(ConvertWork::Line& line, int64_t logged_ns, uint32_t source) {
    buffer_.saw_stamp(logged_ns);
    take();
    ArrivalWithExtra arrival;
    arrival.head.time_ns = line.time_ns;
    arrival.head.order = uint64_t{source} << kLineBits | line.line;
    arrival.head.client = place(line.text);
    buffer_.add(arrival, logged_ns, 1);
  }
  void finish() {
    buffer_.finish();
    take();
  }
  const ReorderBuffer& buffer() const { return buffer_; }

 private:
  uint32_t place(std::string& text) {
    if (spare_.empty()) {
      spare_.push_back(static_cast<uint32_t>(lines_.size()));
      lines_.emplace_back();
    }
    const uint32_t number = spare_.back();
    spare_.pop_back();
    lines_[number].swap(text);
    return number;
  }
  void take() {
    while (buffer_.ready()) {
      const size_t count = buffer_.take();
      for (size_t i = 0; i < count; ++i) {
        const uint32_t number = buffer_.arrival(i).client;
        write_(lines_[number]);
        spare_.push_back(number);
      }
    }
  }

  ReorderBuffer buffer_;
  const std::function<void(std::string_view)>& write_;
  std::vector<std::string> lines_;
  std::vector<uint32_t> spare_;
};

// What the times of all of them together mean.
Result<Stamp> common_stamp(std::vector<Source>& sources) {
  Stamp stamp = Stamp::kEnd;
  for (Source& source : sources) {
    auto peeked = std::make_unique<PeekedSource>(std::move(source.records));
    const auto found = peeked->stamp();
    if (!found) return tl::unexpected(found.error());
    if (*found == Stamp::kStart) stamp = Stamp::kStart;
    source.records = std::move(peeked);
  }
  return stamp;
}

// A reader takes all times for as fine as the finest of them.
struct Resolution {
  int digits = 0;
  uint64_t coarse = 0;
};

void count_line(const ConvertWork::Line& line, Converted& out, Resolution& resolution) {
  if (!line.text.empty()) {
    ++out.written;
    resolution.digits = std::max(resolution.digits, line.digits);
    resolution.coarse += line.coarse ? 1 : 0;
  }
  for (size_t i = 0; i < traffic::kLossCount; ++i) {
    out.losses[i] += line.losses.has(static_cast<Loss>(i)) ? 1 : 0;
  }
}

}  // namespace

Result<Converted> convert_logs(std::vector<Source> sources, const ConvertSettings& settings,
                               const Options& options,
                               const std::function<void(std::string_view)>& write,
                               const ProgressCallback& progress) {
  const Result<Stamp> stamp = common_stamp(sources);
  if (!stamp) return tl::unexpected(stamp.error());
  const Writer writer(settings, options, *stamp);
  Feed feed(sources, writer, options.threads);
  Sorter sorter(options, write);
  Converted out;
  Resolution resolution;
  write(traffic::log_header(settings.output, *stamp));
  while (!out.partial) {
    Result<std::optional<Feed::Stretch>> stretch = feed.next();
    if (!stretch) return tl::unexpected(stretch.error());
    if (!*stretch) break;
    auto& work = static_cast<ConvertWork&>(*(*stretch)->work);
    for (size_t i = (*stretch)->begin; i < (*stretch)->end; ++i) {
      ConvertWork::Line& line = work.lines[i];
      count_line(line, out, resolution);
      if (!line.text.empty()) sorter.add(line, work.logged_ns[i], (*stretch)->source);
    }
    out.partial = progress && !progress({feed.counts().records, feed.bytes()});
  }
  sorter.finish();
  if (resolution.digits > 0) {
    out.losses[static_cast<size_t>(Loss::kResolution)] += resolution.coarse;
  }
  out.reading = read_counts(sources, feed.counts(), sorter.buffer());
  return out;
}

}  // namespace gw::simulate
