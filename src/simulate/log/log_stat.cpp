#include "simulate/log/log_stat.hpp"

#include <algorithm>
#include <utility>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "simulate/delay_histogram.hpp"
#include "simulate/log/lacks.hpp"
#include "simulate/read_counts.hpp"
#include "simulate/request_head.hpp"
#include "simulate/selection.hpp"
#include "simulate/unrouted_table.hpp"
#include "traffic/secret_texts.hpp"

namespace gw::simulate {

namespace {

// Distinct names of what a request line holds; more are not told apart.
constexpr uint64_t kMaxNames = 100'000;
constexpr uint16_t kUnavailable = 503;

class Names {
 public:
  Names(const Options& options, uint64_t max_names)
      : key_(options.hash_key), top_(options.top_clients), names_(max_names) {}

  void add(std::string_view name) { add(name, name); }
  void add(std::string_view name, std::string_view shown) {
    names_.intern(keyed_hash(key_, name), shown);
    ++requests_;
  }
  Ranking ranking() const {
    const Hit counts = names_.summary(0);
    const uint64_t others = counts.overflow_requests > 0 ? 1 : 0;
    return {counts.clients - others, requests_, counts.overflow_requests, names_.busiest(top_)};
  }

 private:
  HashKey key_;
  uint32_t top_;
  Clients names_;
  uint64_t requests_ = 0;
};

class Order {
 public:
  void add(WallTime time, Disorder& disorder) {
    if (time.ns >= latest_ns_) {
      latest_ns_ = time.ns;
      return;
    }
    ++disorder.lines;
    disorder.most = std::max(disorder.most, Duration{latest_ns_ - time.ns});
  }

 private:
  int64_t latest_ns_ = INT64_MIN;
};

class Reader {
 public:
  explicit Reader(const Options& options)
      : options_(options),
        methods_(options, kMaxNames),
        clients_(options, options.max_clients),
        users_(options, options.max_clients),
        hosts_(options, kMaxNames),
        paths_(options, kMaxNames) {}

  // True at the end of the source.
  Result<bool> read(Source& source, const ProgressCallback& progress);
  LogStat finish();

 private:
  void add(const traffic::Record& record, LogSource& to);
  void add_times(const traffic::Record& record, LogSource& to);
  void add_names(const traffic::Record& record);

  const Options& options_;
  traffic::Batch batch_;
  LogStat stat_;
  IntakeCounts counts_;
  LackCounts more_;
  Order stamps_;
  Order arrivals_;
  uint64_t bytes_ = 0;  // of the sources before this one
  Names methods_;
  Names clients_;
  Names users_;
  Names hosts_;
  Names paths_;
  DelayHistogram durations_;
  std::string pattern_;
};

Result<bool> Reader::read(Source& source, const ProgressCallback& progress) {
  LogSource found;
  stamps_ = {};
  arrivals_ = {};
  bool whole = true;
  while (whole) {
    const Result<bool> more = source.records->next(batch_);
    if (!more) return more;
    if (!*more) break;
    for (const traffic::Record& record : batch_.records) {
      ++counts_.records;
      if (is_selected(options_, record, batch_.arena)) {
        add(record, found);
      } else {
        ++stat_.left_out;
      }
    }
    whole = !progress || progress({counts_.records, bytes_ + source.records->consumed()});
  }
  bytes_ += source.records->consumed();
  found.reading = describe_source(source);
  found.blank = source.records->counters().blank;
  stat_.sources.push_back(std::move(found));
  return whole;
}

void Reader::add(const traffic::Record& record, LogSource& to) {
  ++stat_.requests;
  add_times(record, to);
  add_names(record);
  count_record(record, counts_);
  const bool told =
      record.upstream_status != 0 || record.gateway_made != traffic::GatewayMade::kUnknown;
  more_.without_upstream += told ? 0 : 1;
  more_.unavailable += record.status == kUnavailable && record.upstream_status == 0 &&
                               record.gateway_made == traffic::GatewayMade::kUnknown
                           ? 1
                           : 0;
  if (record.duration.ns >= 0) durations_.add(record.duration);
  if (record.bytes < 0) return;
  ++stat_.sizes.known;
  const auto bytes = static_cast<uint64_t>(record.bytes);
  stat_.sizes.total += std::min(bytes, UINT64_MAX - stat_.sizes.total);
  stat_.sizes.most = std::max(stat_.sizes.most, bytes);
}

void Reader::add_times(const traffic::Record& record, LogSource& to) {
  const bool first = to.requests++ == 0;
  to.first = first ? record.logged : std::min(to.first, record.logged);
  to.last = first ? record.logged : std::max(to.last, record.logged);
  to.finest_ns = first ? record.resolution_ns : std::min(to.finest_ns, record.resolution_ns);
  to.coarsest_ns = std::max(to.coarsest_ns, record.resolution_ns);
  to.stamp = record.stamp;
  stamps_.add(record.logged, to.stamps);
  arrivals_.add(traffic::arrival(record), to.arrivals);
}

void Reader::add_names(const traffic::Record& record) {
  const Sender sender = sender_of(options_, record, batch_.arena);
  clients_.add(sender.client, shown_client(options_, record, batch_.arena));
  const traffic::Record shown = traffic::without_secrets(record, batch_.arena);
  if (!record.user.empty()) users_.add(record.user, shown.user);
  const std::string host = to_lower(authority_of({record.method, record.target, record.host}));
  const bool hides_host = shown.host != record.host;
  if (!host.empty()) hosts_.add(host, hides_host ? std::string_view(shown.host) : host);
  if (record.method.empty()) return;
  methods_.add(record.method);
  pattern_.clear();
  append_pattern(pattern_, path_of(record.target));
  paths_.add(pattern_);
}

LogStat Reader::finish() {
  bool first = true;
  for (const LogSource& source : stat_.sources) {
    if (source.requests == 0) continue;
    stat_.first = first ? source.first : std::min(stat_.first, source.first);
    stat_.last = first ? source.last : std::max(stat_.last, source.last);
    first = false;
  }
  stat_.garbage = counts_.garbage;
  stat_.statuses = status_counts(counts_);
  stat_.methods = methods_.ranking();
  stat_.clients = clients_.ranking();
  stat_.users = users_.ranking();
  stat_.hosts = hosts_.ranking();
  stat_.paths = paths_.ranking();
  stat_.durations = durations_.summary();
  find_lacks(stat_, counts_, more_);
  return std::move(stat_);
}

}  // namespace

Result<LogStat> stat_logs(std::vector<Source> sources, const Options& options,
                          const ProgressCallback& progress) {
  Reader reader(options);
  bool whole = true;
  for (Source& source : sources) {
    const Result<bool> read = reader.read(source, progress);
    if (!read) return tl::unexpected(read.error());
    whole = *read;
    if (!whole) break;
  }
  LogStat stat = reader.finish();
  stat.partial = !whole;
  return stat;
}

}  // namespace gw::simulate
