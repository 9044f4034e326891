#include "simulate/injector.hpp"

namespace gw::simulate {

namespace {

constexpr int64_t kDayNs = 86'400'000'000'000;

int64_t start_of_day(int64_t ns) {
  const int64_t rest = ns % kDayNs;
  return ns - (rest < 0 ? rest + kDayNs : rest);
}

int64_t start_of(const Injection& injection, int64_t first_ns) {
  switch (injection.from) {
    case Injection::From::kOffset:
      return first_ns + injection.from_ns;
    case Injection::From::kTime:
      return injection.from_ns;
    case Injection::From::kClock:
      break;
  }
  const int64_t today_ns = start_of_day(first_ns) + injection.from_ns;
  const bool is_over = injection.lasts && today_ns + injection.lasts->ns <= first_ns;
  return is_over ? today_ns + kDayNs : today_ns;
}

}  // namespace

Injector::Injector(const std::vector<Injection>& injections, Seed seed)
    : injections_(injections), seed_(seed) {
  for (const Injection& injection : injections) {
    rows_.push_back(
        {.text = injection.text, .status = injection.status, .latency = injection.latency});
  }
}

Injector::Set Injector::concerning(Injection::Of of, std::string_view name) const {
  Set set = 0;
  for (size_t i = 0; i < injections_.size(); ++i) {
    const Injection& injection = injections_[i];
    const bool concerned =
        injection.of == Injection::Of::kAll || (injection.of == of && injection.name == name);
    if (concerned) set |= static_cast<Set>(1U << i);
  }
  return set;
}

void Injector::set_windows(int64_t first_ns) {
  begun_ = true;
  for (size_t i = 0; i < rows_.size(); ++i) {
    const Injection& injection = injections_[i];
    rows_[i].from = WallTime{start_of(injection, first_ns)};
    if (injection.lasts) rows_[i].to = rows_[i].from + *injection.lasts;
  }
}

Injector::Outcome Injector::outcome(const Call& call, int64_t latency_ns, uint16_t status) {
  Outcome out{latency_ns, status, call.hit_before};
  bool failed = false;
  for (uint32_t i = 0; i < rows_.size(); ++i) {
    Injected& row = rows_[i];
    const auto bit = static_cast<Set>(1U << i);
    const bool within = call.at_ns >= row.from.ns && (!row.to || call.at_ns < row.to->ns);
    if ((call.concerned & bit) == 0 || !within) continue;
    ++row.calls;
    const uint64_t number = draw(seed_, call.order, Purpose::kInject, call.attempt << 8 | i);
    const bool fails =
        draw_below(number, 1'000'000) < static_cast<uint64_t>(injections_[i].errors.ppm);
    out.latency_ns += row.latency.ns;
    row.failed += fails ? 1 : 0;
    if (fails && !failed) out.status = row.status;
    failed = failed || fails;
    if (!fails && row.latency.ns == 0) continue;
    row.requests += (out.hit & bit) == 0 ? 1 : 0;
    out.hit |= bit;
  }
  return out;
}

}  // namespace gw::simulate
