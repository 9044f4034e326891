#include "simulate/clients.hpp"

#include <algorithm>

namespace gw::simulate {

namespace {

constexpr size_t kFirstSlots = 1024;

}  // namespace

Clients::Clients(uint64_t max_clients)
    : max_clients_(std::min<uint64_t>(max_clients, UINT32_MAX - 1)),
      slots_(kFirstSlots),
      mask_(kFirstSlots - 1),
      ends_(1),
      hit_of_(1) {}

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

HitRecord& Clients::hit(uint32_t client) {
  uint32_t& place = hit_of_[client];
  if (place == 0) {
    hits_.push_back({client, {}});
    place = static_cast<uint32_t>(hits_.size());
  }
  return hits_[place - 1].hit;
}

void Clients::rejected(uint32_t client, const Rejection& rejection) {
  totals_.reject(hit(client), rejection);
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

Hit Clients::summary(uint32_t top, const Series& series) const {
  Hit out;
  out.clients = ends_.size() - 1 + (other_requests_ > 0 ? 1 : 0);
  out.overflow_requests = other_requests_;
  totals_.report(out);
  const std::vector<uint64_t> requests = requests_by_client();
  HitTable table(out, top, series);
  for (const Record& record : hits_) {
    table.add(record.hit, requests[record.client], [&] { return name(record.client); });
  }
  table.finish();
  return out;
}

std::vector<ClientRow> Clients::busiest(uint32_t top) const {
  const std::vector<uint64_t> requests = requests_by_client();
  // The rows are a heap, the least busy of them first.
  const auto busier = [](const ClientRow& a, const ClientRow& b) {
    return a.requests != b.requests ? a.requests > b.requests : a.client < b.client;
  };
  std::vector<ClientRow> rows;
  for (uint32_t client = 1; client < requests.size() && top > 0; ++client) {
    if (rows.size() == top && requests[client] < rows.front().requests) continue;
    ClientRow row;
    row.client = name(client);
    row.requests = requests[client];
    rows.push_back(std::move(row));
    std::ranges::push_heap(rows, busier);
    if (rows.size() <= top) continue;
    std::ranges::pop_heap(rows, busier);
    rows.pop_back();
  }
  std::ranges::sort(rows, busier);
  return rows;
}

}  // namespace gw::simulate
