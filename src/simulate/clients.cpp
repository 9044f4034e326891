#include "simulate/clients.hpp"

#include <algorithm>

namespace gw::simulate {

namespace {

constexpr size_t kFirstSlots = 1024;

bool hit_harder(const ClientRow& a, const ClientRow& b) {
  if (a.rejected != b.rejected) return a.rejected > b.rejected;
  if (a.delayed != b.delayed) return a.delayed > b.delayed;
  if (a.requests != b.requests) return a.requests > b.requests;
  return a.client < b.client;
}

constexpr bool is_success(uint16_t status) {
  return status >= 200 && status < 400;
}

}  // namespace

Clients::Clients(uint64_t max_clients)
    : max_clients_(std::min<uint64_t>(max_clients, UINT32_MAX - 1)),
      slots_(kFirstSlots),
      mask_(kFirstSlots - 1),
      ends_(1),
      hit_of_(1),
      in_stretch_(1) {}

uint32_t Clients::add(uint64_t hash, std::string_view name, size_t place) {
  const size_t known = ends_.size() - 1;
  if (known >= max_clients_) {
    ++other_requests_;
    return kOther;
  }
  const auto client = static_cast<uint32_t>(known + 1);
  slots_[place] = {hash, client, 1};
  text_.insert(text_.end(), name.begin(), name.end());
  ends_.push_back(text_.size());
  hit_of_.push_back(0);
  if (client >> 6 >= in_stretch_.size()) in_stretch_.push_back(0);
  if (ends_.size() * 2 > slots_.size()) grow();
  return client;
}

void Clients::grow() {
  Huge<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  mask_ = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.client == kOther) continue;
    size_t place = slot.hash & mask_;
    while (slots_[place].client != kOther) place = (place + 1) & mask_;
    slots_[place] = slot;
  }
}

Clients::HitRecord& Clients::hit(uint32_t client) {
  uint32_t& place = hit_of_[client];
  if (place == 0) {
    hits_.push_back({});
    hits_.back().client = client;
    place = static_cast<uint32_t>(hits_.size());
  }
  return hits_[place - 1];
}

void Clients::rejected(const Rejection& rejection) {
  HitRecord& record = hit(rejection.client);
  uint64_t& stretches = in_stretch_[rejection.client >> 6];
  const uint64_t bit = 1ULL << (rejection.client & 63);
  if ((stretches & bit) == 0) {
    stretches |= bit;
    record.stretch_start_ns = rejection.at_ns;
    record.stretch_requests = 0;
  }
  if (record.rejected == 0) record.first_ns = rejection.at_ns;
  ++record.rejected;
  ++record.stretch_requests;
  const int64_t length = rejection.at_ns - record.stretch_start_ns;
  if (length > record.longest_ns ||
      (length == record.longest_ns && record.stretch_requests > record.longest_requests)) {
    record.longest_ns = length;
    record.longest_requests = record.stretch_requests;
  }
  peak_.add(rejection.second);
  if (is_success(rejection.recorded_status)) {
    ++record.recorded_success;
  } else if (rejection.recorded_by_gateway || rejection.recorded_status == 429) {
    ++recorded_rejected_;
  } else if (rejection.recorded_status >= 400) {
    ++recorded_failure_;
  }
}

void Clients::delayed(uint32_t client) {
  ++hit(client).delayed;
}

bool Clients::first_refusal_by(uint32_t limit, uint32_t client) {
  HitRecord& record = hit(client);
  if (record.limit == limit) return false;
  if (record.limit == engine::kNone) {
    record.limit = limit;
    return true;
  }
  return first_shadow_refusal_by(limit, client);
}

bool Clients::first_shadow_refusal_by(uint32_t limit, uint32_t client) {
  if (pairs_.size() >= max_clients_) return false;
  return pairs_.insert(static_cast<uint64_t>(limit) << 32 | client).second;
}

std::string Clients::name(uint32_t client) const {
  if (client == kOther) return "(other)";
  const std::string text(text_.begin() + static_cast<std::ptrdiff_t>(ends_[client - 1]),
                         text_.begin() + static_cast<std::ptrdiff_t>(ends_[client]));
  return text.empty() ? "(unknown)" : text;
}

std::vector<uint64_t> Clients::requests_by_client() const {
  std::vector<uint64_t> requests(ends_.size());
  for (const Slot& slot : slots_) {
    if (slot.client != kOther) requests[slot.client] = slot.requests;
  }
  requests[kOther] = other_requests_;
  return requests;
}

ClientRow Clients::row(const HitRecord& record, uint64_t requests) const {
  ClientRow row;
  row.client = name(record.client);
  row.requests = requests;
  row.rejected = record.rejected;
  row.delayed = record.delayed;
  row.rejected_recorded_success = record.recorded_success;
  if (record.rejected > 0) row.first_rejected = WallTime{record.first_ns};
  row.longest_stretch = {record.longest_ns};
  row.longest_stretch_requests = record.longest_requests;
  row.limit = record.limit;
  return row;
}

Hit Clients::summary(uint32_t top) const {
  Hit out;
  out.clients = ends_.size() - 1 + (other_requests_ > 0 ? 1 : 0);
  out.overflow_requests = other_requests_;
  out.rejected_recorded_rejected = recorded_rejected_;
  out.rejected_recorded_failure = recorded_failure_;
  out.peak = peak_.peak();
  const std::vector<uint64_t> requests = requests_by_client();
  // A heap of the `top` ones so far, the least hit of them first.
  for (const HitRecord& record : hits_) {
    out.clients_rejected += record.rejected > 0 ? 1 : 0;
    out.clients_delayed += record.delayed > 0 ? 1 : 0;
    out.clients_only_rejected += record.rejected == requests[record.client] ? 1 : 0;
    out.rejected += record.rejected;
    out.delayed += record.delayed;
    out.rejected_recorded_success += record.recorded_success;
    if (record.rejected > 0 && (!out.first || out.first->ns > record.first_ns)) {
      out.first = WallTime{record.first_ns};
    }
    if (record.rejected + record.delayed == 0) continue;
    if (out.top.size() == top && (top == 0 || record.rejected < out.top.front().rejected)) continue;
    out.top.push_back(row(record, requests[record.client]));
    std::push_heap(out.top.begin(), out.top.end(), hit_harder);
    if (out.top.size() <= top) continue;
    std::pop_heap(out.top.begin(), out.top.end(), hit_harder);
    out.top.pop_back();
  }
  std::sort(out.top.begin(), out.top.end(), hit_harder);
  return out;
}

ClientRow Clients::busiest() const {
  const std::vector<uint64_t> requests = requests_by_client();
  ClientRow most;
  for (uint32_t client = 1; client < requests.size(); ++client) {
    if (requests[client] <= most.requests) continue;
    most.requests = requests[client];
    most.client = name(client);
  }
  return most;
}

}  // namespace gw::simulate
