#include "simulate/hits.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace gw::simulate {

namespace {

constexpr int64_t kSecondNs = 1'000'000'000;

// A key of several groups has several rows, which may differ in nothing but the times.
bool hit_harder(const ClientRow& a, const ClientRow& b) {
  if (a.rejected != b.rejected) return a.rejected > b.rejected;
  if (a.delayed != b.delayed) return a.delayed > b.delayed;
  if (a.requests != b.requests) return a.requests > b.requests;
  if (a.client != b.client) return a.client < b.client;
  const auto rest = [](const ClientRow& row) {
    return std::tuple(row.first_rejected, row.longest_stretch, row.longest_stretch_requests,
                      row.rejected_recorded_success);
  };
  return rest(a) < rest(b);
}

constexpr bool is_success(uint16_t status) {
  return status >= 200 && status < 400;
}

}  // namespace

void HitTotals::reject(HitRecord& record, const Rejection& rejection) {
  if (!record.in_stretch) {
    record.in_stretch = true;
    record.stretch_start_ns = rejection.at_ns;
    record.stretch_requests = 0;
  }
  if (record.rejected == 0) record.first_ns = rejection.at_ns;
  ++record.rejected;
  if (rejection.step_ns) record.lane.add(*rejection.step_ns);
  ++record.stretch_requests;
  const int64_t length = rejection.at_ns - record.stretch_start_ns;
  if (length > record.longest_ns ||
      (length == record.longest_ns && record.stretch_requests > record.longest_requests)) {
    record.longest_ns = length;
    record.longest_requests = record.stretch_requests;
  }
  peak_.add(rejection.at_ns / kSecondNs);
  if (is_success(rejection.recorded_status)) {
    ++record.recorded_success;
  } else if (rejection.recorded_by_gateway || rejection.recorded_status == 429) {
    ++recorded_rejected_;
  } else if (rejection.recorded_status >= 400) {
    ++recorded_failure_;
  }
}

void HitTotals::report(Hit& out) const {
  out.rejected_recorded_rejected = recorded_rejected_;
  out.rejected_recorded_failure = recorded_failure_;
  out.peak = peak_.peak();
}

void HitTable::count(const HitRecord& record, uint64_t requests) {
  out_.clients_rejected += record.rejected > 0 ? 1 : 0;
  out_.clients_delayed += record.delayed > 0 ? 1 : 0;
  out_.clients_only_rejected += record.rejected == requests ? 1 : 0;
  out_.rejected += record.rejected;
  out_.delayed += record.delayed;
  out_.rejected_recorded_success += record.recorded_success;
  if (record.rejected > 0 && (!out_.first || out_.first->ns > record.first_ns)) {
    out_.first = WallTime{record.first_ns};
  }
}

// The rows are a heap, the least hit of them first.
bool HitTable::may_enter(const HitRecord& record) const {
  if (record.rejected + record.delayed == 0 || top_ == 0) return false;
  return out_.top.size() < top_ || record.rejected >= out_.top.front().rejected;
}

void HitTable::enter(const HitRecord& record, uint64_t requests, std::string name) {
  ClientRow row;
  row.client = std::move(name);
  row.requests = requests;
  row.rejected = record.rejected;
  row.delayed = record.delayed;
  row.rejected_recorded_success = record.recorded_success;
  if (record.rejected > 0) row.first_rejected = WallTime{record.first_ns};
  row.longest_stretch = {record.longest_ns};
  row.longest_stretch_requests = record.longest_requests;
  row.limit = record.limit;
  row.rejected_over_time = record.lane.over(series_);
  out_.top.push_back(std::move(row));
  std::push_heap(out_.top.begin(), out_.top.end(), hit_harder);
  if (out_.top.size() <= top_) return;
  std::pop_heap(out_.top.begin(), out_.top.end(), hit_harder);
  out_.top.pop_back();
}

void HitTable::finish() {
  std::sort(out_.top.begin(), out_.top.end(), hit_harder);
}

void add_hit(Hit& to, const Hit& other, uint32_t top) {
  to.clients += other.clients;
  to.clients_rejected += other.clients_rejected;
  to.clients_delayed += other.clients_delayed;
  to.clients_only_rejected += other.clients_only_rejected;
  to.rejected += other.rejected;
  to.delayed += other.delayed;
  to.rejected_recorded_success += other.rejected_recorded_success;
  to.rejected_recorded_rejected += other.rejected_recorded_rejected;
  to.rejected_recorded_failure += other.rejected_recorded_failure;
  if (other.first && (!to.first || other.first->ns < to.first->ns)) to.first = other.first;
  to.top.insert(to.top.end(), other.top.begin(), other.top.end());
  std::ranges::sort(to.top, hit_harder);
  if (to.top.size() > top) to.top.resize(top);
}

}  // namespace gw::simulate
