#include "traffic/synthetic.hpp"

#include <algorithm>
#include <bit>
#include <queue>
#include <tuple>
#include <utility>

#include "traffic/request_draw.hpp"

namespace gw::traffic {

namespace {

__extension__ using Wide = unsigned __int128;

constexpr int64_t kSecondNs = 1'000'000'000;
constexpr int64_t kDayS = 86'400;
constexpr int64_t kAll = 1'000'000;  // parts per million
constexpr uint32_t kAttackAddress = 198U << 24 | 18U << 16;
constexpr uint64_t kAttackAddresses = 131'072;
constexpr uint64_t kAttackStep = 4096;  // between the first addresses of two attacks

// Numbers of one stream that come before those of its requests.
enum Draw : uint32_t { kGap, kAccept, kClient, kRequest };
constexpr uint32_t kDrawsPerStream = 64;

// A sine wave of a day in parts per million, from its rising zero at 08:00 UTC on; Bhaskara's
// approximation, off by 0.2% at most.
int64_t wave_ppm(WallTime time) {
  const int64_t second = (time.ns / kSecondNs + kDayS - 8 * 3600) % kDayS;
  const int64_t x = second % (kDayS / 2);
  const int64_t p = x * (kDayS / 2 - x);
  const int64_t sine = 16 * kAll * p / (5 * (kDayS / 2) * (kDayS / 2) - 4 * p);
  return second < kDayS / 2 ? sine : -sine;
}

std::string address(uint32_t value) {
  std::string text = std::to_string(value >> 24);
  for (const int shift : {16, 8, 0}) text += "." + std::to_string(value >> shift & 255);
  return text;
}

}  // namespace

uint64_t exponential(uint64_t number) {
  constexpr Wide kLn2 = 2'977'044'472;  // of 2^32
  const int zeros = std::countl_zero(number);
  // The logarithm's binary digits, one by one: squaring doubles it.
  uint64_t mantissa = number << zeros;
  uint64_t fraction = 0;
  for (int bit = 0; bit < 32; ++bit) {
    const Wide square = static_cast<Wide>(mantissa) * mantissa;
    const bool one = (square >> 127) != 0;
    mantissa = static_cast<uint64_t>(square >> (one ? 64 : 63));
    fraction = fraction << 1 | (one ? 1 : 0);
  }
  const uint64_t log2 = (static_cast<uint64_t>(zeros + 1) << 32) - fraction;
  return static_cast<uint64_t>(log2 * kLn2 >> 32);
}

// What is to come, the earliest first. Each stream has its next event in the queue, a burst all of
// its requests.
class SyntheticRequests::Timeline {
 public:
  explicit Timeline(SyntheticTraffic traffic) : traffic_(std::move(traffic)) {
    plan(kBase, 0, Duration{0});
    if (traffic_.bursts) plan(kBurst, 0, Duration{0});
    for (uint32_t i = 0; i < traffic_.attacks.size(); ++i) {
      plan(kAttack + i, 0, traffic_.attacks[i].window.from);
    }
  }

  bool next(SyntheticRequest& request) {
    while (!events_.empty()) {
      const Event event = events_.top();
      events_.pop();
      if (event.stream != kBurstRequest) plan(event.stream, event.number + 1, event.at);
      if (event.stream == kBurst) {
        begin_burst(event);
      } else if (is_accepted(event)) {
        fill(event, request);
        return true;
      }
    }
    return false;
  }

 private:
  enum Stream : uint32_t { kBase, kBurst, kBurstRequest, kAttack };

  struct Event {
    Duration at;
    uint32_t stream = kBase;
    uint64_t number = 0;  // within its stream
    uint64_t client = 0;  // of a burst's request
    bool operator>(const Event& other) const {
      return std::tie(at.ns, stream, number) > std::tie(other.at.ns, other.stream, other.number);
    }
  };

  uint64_t drawn(uint32_t stream, uint64_t number, Draw what) const {
    return draw(traffic_.seed, number, Purpose::kTraffic, stream * kDrawsPerStream + what);
  }

  // Candidates come at the highest rate of the day; of them the wave lets pass.
  Duration gap(uint32_t stream, uint64_t number) const {
    Wide per = static_cast<Wide>(traffic_.rate.per.ns) * kAll;
    Wide count =
        static_cast<Wide>(traffic_.rate.count) * static_cast<Wide>(kAll + traffic_.diurnal.ppm);
    if (stream == kBurst) {
      per = static_cast<Wide>(traffic_.bursts->every.ns);
      count = 1;
    } else if (stream >= kAttack) {
      const Rate& rate = traffic_.attacks[stream - kAttack].rate;
      per = static_cast<Wide>(rate.per.ns);
      count = static_cast<Wide>(rate.count);
    }
    const uint64_t length = exponential(std::max<uint64_t>(drawn(stream, number, kGap), 1));
    return {static_cast<int64_t>(per * length / count >> 32)};
  }

  void plan(uint32_t stream, uint64_t number, Duration after) {
    Duration end = traffic_.length;
    if (stream >= kAttack) {
      const Window& window = traffic_.attacks[stream - kAttack].window;
      end = std::min(end, window.from + window.length);
    }
    const Duration at = after + gap(stream, number);
    if (at < end) events_.push({at, stream, number});
  }

  bool is_accepted(const Event& event) const {
    if (event.stream != kBase || traffic_.diurnal.ppm == 0) return true;
    const int64_t now = kAll + traffic_.diurnal.ppm * wave_ppm(traffic_.start + event.at) / kAll;
    const auto most = static_cast<uint64_t>(kAll + traffic_.diurnal.ppm);
    return draw_below(drawn(kBase, event.number, kAccept), most) < static_cast<uint64_t>(now);
  }

  void begin_burst(const Event& event) {
    RequestDraw number(traffic_.seed, event.number, Purpose::kTraffic,
                       kBurst * kDrawsPerStream + kRequest);
    const Bursts& bursts = *traffic_.bursts;
    const uint64_t client = number.below(traffic_.clients);
    for (uint64_t i = 0; i < bursts.size; ++i) {
      const auto offset = static_cast<Wide>(bursts.within.ns) * i / bursts.size;
      const Duration at = event.at + Duration{static_cast<int64_t>(offset)};
      if (at < traffic_.length) {
        events_.push({at, kBurstRequest, event.number * bursts.size + i, client});
      }
    }
  }

  void fill(const Event& event, SyntheticRequest& to) const {
    RequestDraw number(traffic_.seed, event.number, Purpose::kTraffic,
                       event.stream * kDrawsPerStream + kRequest);
    to.arrived = traffic_.start + event.at;
    to.client = client_of(event, number);
    to.method = method_for(number.below(100));
    to.target = "/svc" + std::to_string(number.below(traffic_.routes)) + "/users/" +
                std::to_string(number.below(10'000)) + "/orders/" +
                std::to_string(number.below(1'000));
    to.status = status_for(number.below(100));
    to.bytes = static_cast<int64_t>(number.log_uniform(65'536));
    to.user_agent = kDrawnAgents[number.below(kDrawnAgents.size())];
    to.duration = milliseconds(static_cast<int64_t>(
        number.log_uniform(static_cast<uint64_t>(traffic_.duration_max.ns / 1'000'000))));
    if (number.below(kAll) < static_cast<uint64_t>(traffic_.errors.ppm)) {
      to.status = static_cast<uint16_t>(502 + number.below(2));
    }
    if (event.stream >= kAttack) {
      const Attack& attack = traffic_.attacks[event.stream - kAttack];
      to.method = "POST";
      to.target = attack.path;
      to.status = attack.status;
    }
    for (const Outage& outage : traffic_.outages) {
      if (!outage.window.contains(event.at) || !to.target.starts_with(outage.path)) continue;
      to.duration = to.duration + outage.latency;
      if (number.below(kAll) >= static_cast<uint64_t>(outage.errors.ppm)) continue;
      to.status = static_cast<uint16_t>(502 + number.below(3));
    }
  }

  std::string client_of(const Event& event, RequestDraw& number) const {
    uint64_t client = event.client;
    if (event.stream >= kAttack) {
      const uint64_t first = (event.stream - kAttack) * kAttackStep;
      client = first + number.below(traffic_.attacks[event.stream - kAttack].clients);
      return address(kAttackAddress + static_cast<uint32_t>(client % kAttackAddresses));
    }
    if (event.stream == kBase) {
      client = traffic_.popularity == Popularity::kZipf ? number.log_uniform(traffic_.clients) - 1
                                                        : number.below(traffic_.clients);
    }
    return address((10U << 24) + static_cast<uint32_t>(client));
  }

  SyntheticTraffic traffic_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
};

SyntheticRequests::SyntheticRequests(SyntheticTraffic traffic)
    : timeline_(std::make_unique<Timeline>(std::move(traffic))) {}

SyntheticRequests::~SyntheticRequests() = default;

bool SyntheticRequests::next(SyntheticRequest& request) {
  return timeline_->next(request);
}

}  // namespace gw::traffic
