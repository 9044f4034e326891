#include "report/csv.hpp"

#include <concepts>
#include <optional>
#include <string_view>

#include "base/text.hpp"
#include "report/json_parts.hpp"

namespace gw::report {

namespace {

using simulate::Group;

std::string cell(std::integral auto number) {
  return std::to_string(number);
}
std::string cell(Duration length) {
  return std::to_string(length.ns);
}
std::string cell(Ratio ratio) {
  return std::to_string(ratio.ppm);
}
std::string cell(WallTime time) {
  return json_moment(time);
}
template <class Value>
std::string cell(const std::optional<Value>& value) {
  return value ? cell(*value) : "";
}
// Of a log, in quotes where a comma or a quote needs them.
std::string cell(const std::string& foreign) {
  std::string text = printable(foreign);
  if (text.find_first_of(",\"") == std::string::npos) return text;
  for (size_t at = 0; (at = text.find('"', at)) != std::string::npos; at += 2) {
    text.insert(at, 1, '"');
  }
  return "\"" + text + "\"";
}

class Csv {
 public:
  Csv(std::string_view head, bool partial) : partial_(partial), text_(head) {
    text_.append(partial_ ? ",partial" : "").append("\r\n");
  }

  template <class... Values>
  void add(const Values&... values) {
    std::string row;
    ((row += "," + cell(values)), ...);
    text_.append(row, 1).append(partial_ ? ",1" : "").append("\r\n");
  }
  const std::string& text() const { return text_; }

 private:
  bool partial_;
  std::string text_;
};

template <class Series, class Row>
void add_series(const Series& series, Row&& row) {
  for (size_t i = 0; i < series.points.size(); ++i) {
    row(series.start + series.width * static_cast<int64_t>(i), series.points[i]);
  }
}

}  // namespace

std::string simulation_csv(const simulate::Results& results) {
  Csv csv("start,width_ns,answered,failed,rejected,unrouted,delayed", results.partial);
  add_series(results.series, [&](WallTime start, const simulate::SeriesPoint& point) {
    const simulate::GroupCounts& groups = point.groups;
    csv.add(start, results.series.width, groups[Group::kAnswered], groups[Group::kFailed],
            groups[Group::kRejected], groups[Group::kUnrouted], point.delayed);
  });
  return csv.text();
}

std::string limit_replay_csv(const simulate::LimitReplay& replay) {
  const simulate::Series& series = replay.results.series;
  Csv csv("start,width_ns,requests,rejected,delayed", replay.partial);
  add_series(series, [&](WallTime start, const simulate::SeriesPoint& point) {
    csv.add(start, series.width, point.groups.total(), point.groups[Group::kRejected],
            point.delayed);
  });
  return csv.text();
}

std::string breaker_replay_csv(const simulate::BreakerReplay& replay) {
  Csv csv("group,start,width_ns,calls,failures,shed", replay.partial);
  for (const simulate::BreakerGroup& group : replay.groups) {
    add_series(group.series, [&](WallTime start, const simulate::BreakerPoint& point) {
      csv.add(group.group, start, group.series.width, point.calls, point.failures, point.shed);
    });
  }
  return csv.text();
}

std::string limit_tune_csv(const simulate::LimitTune& tune) {
  Csv csv("limit,per_ns,requests,rejected,rejected_successes,keys,good_keys,busiest", tune.partial);
  for (const simulate::TunePoint& point : tune.curve) {
    csv.add(point.limit, tune.per, tune.requests, point.rejected, point.rejected_successes,
            point.keys, point.good_keys, point.busiest);
  }
  return csv.text();
}

std::string breaker_tune_csv(const simulate::BreakerTune& tune) {
  Csv csv(
      "failure_rate_ppm,window_ns,consecutive,score,within,opened,flaps,open_ns,half_open_ns,"
      "longest_ns,shed,failures_avoided,lost_successes,outages_met,outages_missed",
      tune.partial);
  for (const simulate::BreakerTunePoint& point : tune.points) {
    const simulate::BreakerGrid::Place place = tune.grid.place(point.candidate);
    const simulate::CandidateResult& result = point.result;
    csv.add(place.failure_rate, place.window, place.in_a_row, point.score, point.within,
            result.counts.opened, result.counts.flaps, result.counts.open, result.counts.half_open,
            result.longest, result.counts.shed, result.counts.failures_avoided,
            result.counts.lost_successes, result.outages_met,
            tune.totals.outages - result.outages_met);
  }
  return csv.text();
}

}  // namespace gw::report
