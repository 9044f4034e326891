#include "simulate/lines.hpp"

#include <algorithm>
#include <random>

#include "base/check.hpp"

namespace gw::testing {

namespace {

class Lines final : public traffic::RecordSource {
 public:
  Lines(std::vector<Line> lines, size_t batch) : lines_(std::move(lines)), batch_(batch) {}

  Result<bool> read(traffic::Batch& batch) override {
    batch.records.clear();
    batch.arena.reset();
    if (at_ == lines_.size()) return false;
    const size_t end = std::min(at_ + batch_, lines_.size());
    for (; at_ < end; ++at_) batch.records.push_back(record(lines_[at_], batch.arena));
    return true;
  }
  void parse(traffic::Batch&) override {}
  traffic::Counters counters() const override { return counters_; }
  std::string_view format() const override { return "test"; }
  size_t consumed() const override { return at_; }

 private:
  traffic::Record record(const Line& line, traffic::Arena& arena) {
    traffic::Record record;
    record.line = ++counters_.lines;
    ++counters_.records;
    record.logged = WallTime{kStartNs + line.at_ms * 1'000'000};
    record.resolution_ns = line.resolution_ms * 1'000'000;
    if (line.duration_ms >= 0) record.duration = milliseconds(line.duration_ms);
    record.status = line.status;
    record.upstream_status = line.upstream_status;
    record.stamp = line.stamp;
    record.gateway_made = line.gateway_made;
    record.credentials = line.credentials;
    record.client = arena.keep(line.client);
    record.user = arena.keep(line.user);
    record.method = arena.keep(line.method);
    record.target = arena.keep(line.target);
    record.x_forwarded_for = arena.keep(line.forwarded_for);
    return record;
  }

  std::vector<Line> lines_;
  size_t batch_;
  size_t at_ = 0;
  traffic::Counters counters_;
};

}  // namespace

simulate::Source source_of(const std::vector<Line>& lines, size_t batch) {
  return {"test.log", std::make_unique<Lines>(lines, batch)};
}

std::vector<Line> outage_lines(uint32_t seed) {
  std::mt19937 dice(seed);
  std::vector<Line> lines;
  int64_t at_ms = 0;
  for (int i = 0; i < 4'000; ++i) {
    at_ms += dice() % 40;
    if (dice() % 400 == 0) at_ms += dice() % 20'000;
    const bool broken = i / 250 % 3 == 1;
    const bool fails = dice() % 100 < (broken ? 70 : 12);
    const auto took_ms = static_cast<int64_t>(dice() % (broken ? 2'000 : 150));
    lines.push_back({.at_ms = at_ms + took_ms,
                     .target = dice() % 3 == 0 ? "/a/x" : "/b/x",
                     .status = static_cast<uint16_t>(fails ? 503 : 200),
                     .duration_ms = took_ms});
  }
  return lines;
}

simulate::Results run(const std::shared_ptr<const engine::Plan>& plan,
                      const std::vector<Line>& lines, const simulate::Options& options) {
  std::vector<simulate::Source> sources;
  sources.push_back(source_of(lines));
  Result<simulate::Results> results =
      simulate::simulate(plan, std::move(sources), options, nullptr);
  GW_CHECK(results.has_value());
  return std::move(*results);
}

std::string outcomes(const std::vector<simulate::ReasonStatus>& list) {
  std::string out;
  for (const simulate::ReasonStatus& one : list) {
    if (!out.empty()) out += ", ";
    out += std::string(engine::name(one.reason)) + " " + std::to_string(one.status) + ": " +
           std::to_string(one.requests);
  }
  return out;
}

}  // namespace gw::testing
